using Unroll.Data;
using Unroll.Models;
using Unroll.Recurrent;
using Unroll.Tests.Training;
using Unroll.Training;

namespace Unroll.Tests.Models;

public sealed class SequenceClassifierTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("unroll-model-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void ATraceShowsGatesStatesAndGradientsAndLeavesTheModelAlone()
    {
        LabeledText words = Toy.Words();
        // Without zoneout, whose expectation mixes the states of two steps.
        SequenceClassifier model = Toy.Model(words, noisy: false);
        float[] gradients = [.. model.Parameters().SelectMany(p => p.Parameter.Gradient.ToArray())];
        SequenceTrace trace = model.Trace("abcde");
        Assert.Equal(["a", "b", "c", "d", "e"], trace.Elements);
        Assert.Equal(4, trace.Probes.Count);
        foreach (RecurrentProbe probe in trace.Probes)
        {
            Assert.Equal(["input", "forget", "candidate", "output"], probe.GateNames);
            Assert.All(probe.Gates, g => Assert.Equal(5 * 16, g.Length));
            Assert.All(probe.Gates[0], g => Assert.InRange(g, 0, 1));
            Assert.Equal(2, probe.States.Count);
            Assert.Equal(5 * 16, probe.HiddenGradients.Length);
            Assert.Contains(probe.HiddenGradients, g => g != 0);
            Assert.Contains(probe.GateGradients[2], g => g != 0);
        }

        // The last hidden state is o * tanh(c), gate by gate.
        RecurrentProbe last = trace.Probes[2];
        Assert.Equal(last.Gates[3][^1] * MathF.Tanh(last.States[1][^1]), last.States[0][^1], 1e-6f);
        Assert.Equal(gradients, model.Parameters().SelectMany(p => p.Parameter.Gradient.ToArray()));
        Assert.Equal(model.Predict("abcde").Probabilities, trace.Prediction.Probabilities);
    }

    [Fact]
    public void TheOpinionAfterTheLastCharacterIsThePrediction()
    {
        SequenceClassifier model = Toy.Model(Toy.Words());
        IReadOnlyList<Prediction> steps = model.PredictSteps("fade");
        Assert.Equal(["f", "fa", "fad", "fade"], steps.Select(s => s.Text));
        for (int i = 0; i < model.Labels.Count; i++)
        {
            Assert.Equal(model.Predict("fade").Probabilities[i], steps[^1].Probabilities[i], 1e-6f);
        }
    }

    [Fact]
    public async Task SeveralThreadsPredictWithOneModel()
    {
        SequenceClassifier model = Toy.Model(Toy.Words(), units: 64);
        string[] texts = [.. Enumerable.Range(0, 300).Select(i => $"{(char)('a' + (i % 5))}{i % 7}bcd")];
        float[][] alone = [.. model.Predict(texts).Select(p => p.Probabilities)];
        float[][][] together = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            () => model.Predict(texts).Select(p => p.Probabilities).ToArray())));
        Assert.All(together, t => Assert.Equal(alone, t));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void WhatIsSavedIsLoadedWithEveryOption(int ngrams)
    {
        LabeledText words = Toy.Words();
        var options = new ClassifierOptions
        {
            Embedding = 5, InputDropout = 0.1f, OutputDropout = 0.2f, LabelSmoothing = 0.05f, ClassBalance = 0.5f, Seed = 7,
            Ngrams = ngrams, NgramBuckets = 257, NgramDropout = 0.3f,
            Recurrent = new RecurrentOptions(Cell.PeepholeLstm, 6)
            {
                Layers = 2, Bidirectional = true, Merge = Merge.Sum, Dropout = 0.1f, RecurrentDropout = 0.2f, ZoneoutHidden = 0.1f,
                ZoneoutCell = 0.2f, LayerNorm = true, LearnedInitialState = true,
            },
        };
        var model = new SequenceClassifier(words.Vocabulary, words.Labels, options);
        new Trainer(new ClassificationTask(model, words), new TrainerOptions { Epochs = 1 }).Fit();
        model.Save(_folder);
        SequenceClassifier loaded = SequenceClassifier.Load(_folder);
        ClassifierFiles.TryOut(loaded);
        Assert.Equal(options with { Recurrent = loaded.Options.Recurrent }, loaded.Options);
        Assert.Equal(
            options.Recurrent with { InputInitializer = loaded.Options.Recurrent.InputInitializer, HiddenInitializer = loaded.Options.Recurrent.HiddenInitializer },
            loaded.Options.Recurrent);
        Assert.Equal(model.Predict("abc").Probabilities, loaded.Predict("abc").Probabilities);
    }

    [Fact]
    public void NgramsTellTheNetworkMore()
    {
        LabeledText words = Toy.Words();
        var model = new SequenceClassifier(words.Vocabulary, words.Labels, new ClassifierOptions { Ngrams = 2, NgramBuckets = 4096, Embedding = 4, Recurrent = new(Cell.Elman, 4) });
        float[] before = model.Predict("abc").Probabilities;
        new Trainer(new ClassificationTask(model, words), new TrainerOptions { Epochs = 60, BatchSize = 16 }).Fit();
        Assert.NotEqual(before, model.Predict("abc").Probabilities);
        Assert.Contains(model.Parameters().Single(p => p.Name == "ngrams.weight").Parameter.Value.ToArray(), w => w != 0);
        Assert.True(model.Evaluate(words).Accuracy > 0.95);
    }

    [Fact]
    public void AnEmptyTextIsRefused() => Assert.Contains(
        "text 2 is empty", Assert.Throws<ArgumentException>(() => Toy.Model(Toy.Words()).Predict(["a", ""])).Message, StringComparison.Ordinal);
}
