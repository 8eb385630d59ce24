using System.Globalization;
using Unroll.Data.Strokes;
using Unroll.Models;
using Unroll.Optimizers;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>
/// What a classifier of all classes, trained on real sketches, takes drawings for: those from nothing, those of the latent vectors of test
/// sketches, and real ones beside them. A drawing that does not end is cut at the length of the longest sketch.
/// </summary>
/// <param name="Drawn">From nothing.</param>
/// <param name="Reconstructed">From the latent vectors of test sketches; null for a model without an encoder.</param>
/// <param name="Real">Test sketches.</param>
/// <param name="Accuracy">The share of test sketches of all classes that the classifier is right about.</param>
internal sealed record SketchJudge(SketchJudge.Share Drawn, SketchJudge.Share? Reconstructed, SketchJudge.Share Real, double Accuracy)
{
    private const double Temperature = 0.4;
    private const int ClassifierSketches = 1200, ClassifierUnits = 64;

    /// <summary>Metrics by name.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Metrics =>
    [
        new("recognised", Drawn.Recognised),
        .. Reconstructed is { } again ? (KeyValuePair<string, double>[])[new("recognised_reconstructions", again.Recognised)] : [],
        new("recognised_real", Real.Recognised),
        new("classifier_accuracy", Accuracy),
        new("sample_length", Drawn.Length),
        new("samples_ended", Drawn.Ended),
        .. Reconstructed is { } too ? (KeyValuePair<string, double>[])[new("reconstruction_length", too.Length), new("reconstructions_ended", too.Ended)] : [],
        new("data_length", Real.Length),
    ];

    /// <summary>The same in words.</summary>
    public string Sentence => string.Create(CultureInfo.InvariantCulture,
        $"At temperature {Temperature:0.0} a classifier of all classes recognises {Drawn.Words("drawn from nothing")}")
        + (Reconstructed is { } again ? $", {again.Words("drawn from the latent vectors of test sketches")}" : "")
        + string.Create(CultureInfo.InvariantCulture, $", and {100 * Real.Recognised:0.#}% of {Real.Count:N0} real ones ({Real.Length:0} movements).");

    /// <summary>Trains the classifier and asks it.</summary>
    /// <returns>Null where the data has one class.</returns>
    public static SketchJudge? Of(SketchPlan plan, SketchSheets sheets, Sketches data, RunContext context)
    {
        IReadOnlyList<(string Class, Sketches Sketches)> classes = SketchData.Classes(plan, ClassifierSketches);
        int own = classes.ToList().FindIndex(c => c.Class == plan.Class);
        if (classes.Count < 2 || own < 0)
        {
            context.Output.Log("no classifier: the data has one class");
            return null;
        }

        var sketches = new List<Sketch>();
        var kinds = new List<int>();
        foreach ((int kind, (_, Sketches part)) in classes.Index())
        {
            sketches.AddRange(part.Train.Select(SketchClassifier.Normalize));
            kinds.AddRange(Enumerable.Repeat(kind, part.Train.Count));
        }

        var classifier = new SketchClassifier(classes.Count, ClassifierUnits, plan.Seed);
        TrainingSession.Fit(
            SketchClassifier.Training(classifier, sketches, kinds),
            new TrainerOptions { Epochs = plan.ClassifierEpochs, BatchSize = 32, Optimizer = new Adam(3e-3f), ClipNorm = 1, Seed = plan.Seed }, context, "classifier", null);
        double right = 0, all = 0;
        foreach ((int kind, (_, Sketches part)) in classes.Index())
        {
            right += Answers(part.Test).Count(a => a == kind);
            all += part.Test.Count;
        }

        Share drawn = Judge(sheets.Sample(plan.Samples, Temperature));
        Share? reconstructed = plan.Conditional ? Judge(sheets.Reconstruct(data.Test.Take(plan.Samples), Temperature)) : null;
        return new SketchJudge(drawn, reconstructed, Judge(classes[own].Sketches.Test), right / all);

        // A drawing without a movement is nothing that could be recognised.
        Share Judge(IReadOnlyList<Sketch> drawings) => new(
            drawings.Count, Answers([.. drawings.Where(s => s.Length > 0)]).Count(a => a == own) / (double)Math.Max(1, drawings.Count),
            drawings.Select(s => (double)s.Length).DefaultIfEmpty(0).Average(),
            drawings.Count(s => s.Length < plan.Longest) / (double)Math.Max(1, drawings.Count));

        int[] Answers(IReadOnlyList<Sketch> some) => classifier.Classify([.. some.Select(SketchClassifier.Normalize)]);
    }

    /// <summary>What the classifier says of some drawings.</summary>
    /// <param name="Count">How many.</param>
    /// <param name="Recognised">The share it takes for what they should be.</param>
    /// <param name="Length">Their mean number of movements.</param>
    /// <param name="Ended">The share that ended before the length of the longest sketch.</param>
    internal sealed record Share(int Count, double Recognised, double Length, double Ended)
    {
        public string Words(string drawn) => string.Create(CultureInfo.InvariantCulture,
            $"{100 * Recognised:0.#}% of {Count:N0} sketches {drawn} ({Length:0} movements, {100 * Ended:0}% ended by themselves)");
    }
}
