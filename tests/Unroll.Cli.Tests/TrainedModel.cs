[assembly: AssemblyFixture(typeof(Unroll.Cli.Tests.TrainedModel))]

namespace Unroll.Cli.Tests;

/// <summary>A run that the command itself trained, for all tests that need a model.</summary>
public sealed class TrainedModel : IDisposable
{
    private readonly Workplace _place = new();

    public TrainedModel()
    {
        _place.Write("names.tsv", Names.Table(300));
        Training = Cli.Run(_place.Folder, "train", "classify", "names.tsv", "--out", "run", "--epochs", "8", "--units", "16", "--seed", "7");
        Training.Succeeded();
    }

    /// <summary>How its training went.</summary>
    internal Outcome Training { get; }

    /// <summary>The run folder.</summary>
    public string Run => _place["run"];

    /// <summary>The data it was trained on.</summary>
    public string Data => _place["names.tsv"];

    public void Dispose() => _place.Dispose();
}
