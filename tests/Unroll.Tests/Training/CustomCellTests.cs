using Unroll.Data;
using Unroll.Models;
using Unroll.Optimizers;
using Unroll.Recurrent;
using Unroll.Training;

namespace Unroll.Tests.Training;

/// <summary>The cell of samples/custom-cell trains in the fused path, is saved and found again by its name.</summary>
public sealed class CustomCellTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("unroll-cell-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void TrainsAndIsSavedAndLoaded()
    {
        LabeledText words = Toy.Words();
        var model = new SequenceClassifier(words.Vocabulary, words.Labels, new ClassifierOptions
        {
            Embedding = 8, Recurrent = new RecurrentOptions(Cell.Of<CoupledLstm>("coupled-lstm"), 24) { Bidirectional = true, LayerNorm = true },
        });
        new Trainer(new ClassificationTask(model, words), new TrainerOptions { Epochs = 30, BatchSize = 32, Optimizer = new Adam(1e-2f) }).Fit();
        Assert.True(model.Evaluate(words).Accuracy > 0.95);
        model.Save(_folder);
        SequenceClassifier loaded = SequenceClassifier.Load(_folder);
        Assert.Equal(Toy.Weights(model), Toy.Weights(loaded));
        Assert.Equal(model.Predict("abc").Probabilities, loaded.Predict("abc").Probabilities);
    }

    [Fact]
    public void TheSampleIsAtMostFortyLines()
    {
        string? root = AppContext.BaseDirectory;
        while (root is not null && !File.Exists(Path.Combine(root, "Unroll.slnx")))
        {
            root = Path.GetDirectoryName(root);
        }

        Assert.SkipWhen(root is null, "the sources are not beside the tests");
        Assert.InRange(File.ReadAllLines(Path.Combine(root!, "samples", "custom-cell", "CoupledLstm.cs")).Length, 1, 40);
    }
}
