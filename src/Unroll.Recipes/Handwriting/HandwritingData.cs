using Unroll.Data.Ink;
using Unroll.Models;
using Unroll.Numerics;

namespace Unroll.Recipes;

/// <summary>A handwritten formula with what it says.</summary>
/// <param name="Name">Where it came from.</param>
/// <param name="Strokes">The strokes at equal distances.</param>
/// <param name="Tokens">The formula as tokens.</param>
internal sealed record WrittenFormula(string Name, IReadOnlyList<InkPoint[]> Strokes, string[] Tokens)
{
    /// <summary>The number of points.</summary>
    public int Points { get; } = Strokes.Sum(s => s.Length);

    /// <summary>The formula of a document.</summary>
    /// <exception cref="UnrollException">The document does not say what it says, or not in LaTeX that can be read.</exception>
    public static WrittenFormula Of(InkDocument document)
    {
        if (document.Truth is null)
        {
            throw new UnrollException($"{document.Name}: no <annotation type=\"truth\">; what is written there is not known");
        }

        try
        {
            return new WrittenFormula(document.Name, InkFeatures.Resample(document.Strokes), LatexTokens.Normalize(document.Truth));
        }
        catch (UnrollException e)
        {
            throw new UnrollException($"{document.Name}: {e.Message}", e);
        }
    }
}

/// <summary>The formulas of <c>handwriting</c>.</summary>
/// <param name="Train">Those that are trained on.</param>
/// <param name="Valid">The twentieth of the training part that chooses the weights.</param>
/// <param name="Test">Those that are tested on and choose nothing.</param>
/// <param name="Usable">Training formulas that could be read, before any was left out for its length.</param>
/// <param name="Bad">Why each of the others could not.</param>
internal sealed record HandwritingData(
    IReadOnlyList<WrittenFormula> Train, IReadOnlyList<WrittenFormula> Valid, IReadOnlyList<WrittenFormula> Test, int Usable, IReadOnlyList<string> Bad)
{
    /// <summary>Reads the data of a plan.</summary>
    /// <exception cref="UnrollException">A part is empty, or a file is damaged.</exception>
    public static HandwritingData Load(HandwritingPlan plan)
    {
        var bad = new List<string>();
        (List<WrittenFormula> train, List<WrittenFormula> test) = plan.Data.Path is null ? Apart(Formulas(FormulaWriter.Make(plan.BuiltInCount), bad))
            : Read(plan.Data.Path, bad);
        int usable = train.Count;
        new RngSequence(plan.Seed, RandomPurpose.Split).Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(train));
        int held = Math.Max(1, train.Count / 20);
        List<WrittenFormula> valid = [.. train.Take(held)], kept = [.. train.Skip(held).Where(f => f.Points <= plan.Longest).Take(plan.Most)];
        return kept.Count > 0 && test.Count > 0 ? new HandwritingData(kept, valid, test, usable, bad)
            : throw new UnrollException($"{plan.Data.Path}: {kept.Count} formulas to train and {test.Count} to test; at least one of each is needed");
    }

    /// <summary>The example of a formula whose tokens are known.</summary>
    public static IReadOnlyList<InkExample> Examples(IReadOnlyList<WrittenFormula> formulas, LatexVocabulary vocabulary) =>
        [.. formulas.Select(f => new InkExample(f.Strokes, vocabulary.Encode(f.Tokens)))];

    private static (List<WrittenFormula> Train, List<WrittenFormula> Test) Read(string path, List<string> bad)
    {
        string[] tests = Directory.Exists(path) ? Directory.GetFiles(path, "Test*.zip") : [];
        if (tests.Length == 0)
        {
            return Apart(Formulas(InkmlReader.ReadAll(path, e => bad.Add(e.Message)), bad));
        }

        var train = new List<WrittenFormula>();
        foreach (string file in Directory.GetFiles(path, "train*.zip").Order(StringComparer.Ordinal))
        {
            train.AddRange(Formulas(InkmlReader.ReadAll(file, e => bad.Add(e.Message)), bad));
        }

        return (train, [.. tests.Order(StringComparer.Ordinal).SelectMany(f => InkmlReader.ReadAll(f)).Select(d => Tested(d, bad))]);
    }

    /// <summary>No formula leaves the test: one whose LaTeX is broken stands as it is spelled, and will count as read wrongly.</summary>
    private static WrittenFormula Tested(InkDocument document, List<string> bad)
    {
        try
        {
            return WrittenFormula.Of(document);
        }
        catch (UnrollException e) when (document.Truth is not null)
        {
            bad.Add($"kept in the test as it is spelled: {e.Message}");
            return new WrittenFormula(document.Name, InkFeatures.Resample(document.Strokes), [.. LatexTokens.Cut(document.Truth)]);
        }
    }

    /// <summary>Every tenth formula is for testing.</summary>
    private static (List<WrittenFormula> Train, List<WrittenFormula> Test) Apart(List<WrittenFormula> all) =>
        ([.. all.Where((_, i) => i % 10 != 9)], [.. all.Where((_, i) => i % 10 == 9)]);

    private static List<WrittenFormula> Formulas(IReadOnlyList<InkDocument> documents, List<string> bad)
    {
        var formulas = new List<WrittenFormula>();
        foreach (InkDocument document in documents)
        {
            try
            {
                formulas.Add(WrittenFormula.Of(document));
            }
            catch (UnrollException e)
            {
                bad.Add(e.Message);
            }
        }

        return formulas;
    }
}
