using Unroll.Recipes;
using Unroll.Tests.Data;

namespace Unroll.Tests.Recipes;

/// <summary>Every recipe that trains a model lets its reader look inside: weights, recurrent matrices, gates and the path of the state.</summary>
public sealed class ReportParameterTests
{
    private const string Weights = "Weights", Matrices = "Recurrent matrices", Gates = "Gates", Path = "Path of the hidden state";

    /// <summary>Recipes that train nothing.</summary>
    private static readonly string[] Untrained = ["stepbystep"];

    /// <summary>Every recipe but those that train nothing: a new one is here by itself.</summary>
    public static TheoryData<string> Recipes => [.. RecipeCatalog.All.Select(r => r.Name).Except(Untrained)];

    [Theory]
    [MemberData(nameof(Recipes))]
    public void AReportLooksInsideItsModel(string name)
    {
        using var folder = new TemporaryFolder();
        string run = System.IO.Path.Combine(folder.Path, "run");
        RecipeRun.New(run, c => RecipeCatalog.Find(name).Run(Smallest(name), c));
        string page = File.ReadAllText(System.IO.Path.Combine(run, "report.html"));
        string[] missing = [.. Expected(name).Where(h => !page.Contains($">{h}</h2>", StringComparison.Ordinal) && !page.Contains($">{h}</h3>", StringComparison.Ordinal))];
        Assert.True(missing.Length == 0, $"{name}: report.html lacks {string.Join(", ", missing)}; see ReportBuilder.AddParameters");
    }

    /// <summary>What there is to see: a network without gates has none to show.</summary>
    private static IReadOnlyList<string> Expected(string name) => name switch
    {
        // Cells without gates.
        "parentheses" or "dinosaurs" or "pixels" => [Weights, Matrices, Path],
        // Decoders that attend are not traced.
        "captions" => [Weights, Matrices],
        _ => [Weights, Matrices, Gates, Path],
    };

    /// <summary>A run of seconds at most.</summary>
    private static RunOptions Smallest(string name)
    {
        var small = new RunOptions { Quick = true };
        return name switch
        {
            "memorizer" => small with { Units = 8, Set = Set(("lengths", "3"), ("steps", "20")) },
            "vanishing" => small with { Units = 8, Batch = 8, Set = Set(("length", "8"), ("steps", "20"), ("seeds", "1"), ("trained", "lstm/orthogonal")) },
            "shapes" or "chapter10" => new RunOptions { Set = Set(("steps", "1")) },
            "parentheses" => small with { Units = 8, Set = Set(("models", "elman-relu"), ("steps", "20")) },
            "dyck" => small with { Set = Set(("languages", "2:2"), ("tokens", "500"), ("seeds", "1")) },
            "speech" => small with { Data = "sample", Units = 8, Set = Set(("digit-epochs", "1"), ("string-epochs", "1"), ("strings", "16"), ("folds", "0")) },
            "integrals" => small with { Epochs = 1, Set = Set(("problems", "200"), ("tested", "5"), ("beam", "2")) },
            "sentiment" => small with { Data = "sample", Model = "bilstm", Epochs = 1, Units = 8 },
            "dinosaurs" => small with { Data = "sample" },
            "dates" => small with { Epochs = 1 },
            "formulas" => small with { Epochs = 1, Units = 8, Set = Set(("beam", "1")) },
            _ => small with { Data = "sample", Epochs = 1, Units = 8 },
        };
    }

    private static Dictionary<string, string> Set(params (string Key, string Value)[] set) => set.ToDictionary(s => s.Key, s => s.Value);
}
