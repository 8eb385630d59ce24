using Unroll.Data;
using Unroll.Models;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Tests.Data;
using Unroll.Training;

namespace Unroll.Tests.Models;

public sealed class SeriesModelTests
{
    private static readonly string[] s_names = ["a", "b"];
    private static readonly LabelSet s_labels = new(["down", "up"]);

    public static TheoryData<SeriesPooling, bool> Poolings => new()
    {
        { SeriesPooling.Last, false }, { SeriesPooling.Mean, true }, { SeriesPooling.Max, false },
        { SeriesPooling.Last | SeriesPooling.Mean | SeriesPooling.Max, true }, { SeriesPooling.EveryStep, false },
    };

    /// <summary>Whether the first feature is higher at the end than at the start.</summary>
    private static LabeledSequences Labelled(int count, int seed, int longest = 12)
    {
        var random = new Random(seed);
        return new LabeledSequences(Enumerable.Range(0, count).Select(i =>
        {
            int steps = 1 + random.Next(longest);
            float[] values = [.. Enumerable.Range(0, steps * 2).Select(_ => (float)(5 + random.NextDouble()))];
            bool up = i % 2 == 0;
            values[(steps - 1) * 2] += up ? 2 : -2;
            return new LabeledSequence($"s{i}", values, steps, up ? 1 : 0);
        }), s_names, s_labels);
    }

    /// <summary>The running sum of the first feature.</summary>
    private static TargetSequences Sums(int count, int seed, bool perStep = true)
    {
        var random = new Random(seed);
        return new TargetSequences(Enumerable.Range(0, count).Select(i =>
        {
            int steps = 1 + random.Next(10);
            float[] values = [.. Enumerable.Range(0, steps * 2).Select(_ => (float)random.NextDouble())];
            float sum = 0;
            float[] targets = [.. Enumerable.Range(0, steps).Select(t => sum += values[t * 2])];
            return new TargetSequence($"s{i}", values, steps, perStep ? targets : [sum]);
        }), s_names, perStep);
    }

    [Theory]
    [MemberData(nameof(Poolings))]
    public void ABatchIsItsSequencesAloneAndThreadsLeaveNoTrace(SeriesPooling pooling, bool both)
    {
        LabeledSequences data = Labelled(40, 1);
        SeriesModel model = Create(data, pooling, both);
        float[][] together = model.Outputs(data);
        for (int i = 0; i < data.Count; i++)
        {
            float[] alone = model.Outputs([data[i]])[0];
            Assert.Equal(pooling == SeriesPooling.EveryStep ? data[i].Steps * 2 : 2, alone.Length);
            Assert.Equal(alone, together[i]);
        }

        Parallel.For(0, 8, _ => Assert.Equal(together, model.Outputs(data)));
    }

    [Fact]
    public void PoolingIsOfTheStatesOfEveryStep()
    {
        LabeledSequences data = Labelled(6, 2);
        SeriesModel steps = Create(data, SeriesPooling.EveryStep, both: false);
        float[][] states = steps.Features(data);
        foreach (SeriesPooling pooling in (SeriesPooling[])[SeriesPooling.Last, SeriesPooling.Mean, SeriesPooling.Max])
        {
            float[][] pooled = Create(data, pooling, both: false).Features(data);
            for (int i = 0; i < data.Count; i++)
            {
                for (int u = 0; u < 6; u++)
                {
                    double[] over = [.. Enumerable.Range(0, data[i].Steps).Select(t => (double)states[i][(t * 6) + u])];
                    double expected = pooling switch { SeriesPooling.Last => over[^1], SeriesPooling.Mean => over.Average(), _ => over.Max() };
                    Assert.Equal(expected, pooled[i][u], 1e-6);
                }
            }
        }
    }

    [Fact]
    public void MissingValuesAreThoseOfTheStepBefore()
    {
        LabeledSequences data = Labelled(10, 3);
        SeriesModel model = Create(data, SeriesPooling.Last, both: false);
        var gaps = new FeatureSequence("gaps", [float.NaN, 5, 6, float.NaN, float.NaN, 7], 3);
        var filled = new FeatureSequence("filled", [model.Scaler.Center[0], 5, 6, 5, 6, 7], 3);
        Assert.Equal(model.Outputs([filled])[0], model.Outputs([gaps])[0]);
    }

    [Fact]
    public void ScalingIsThatOfTheTrainingPart()
    {
        var item = new FeatureSequence("x", [1, 7, 3, 7, 8, 7], 3);
        FeatureScaler standard = FeatureScaler.Fit(s_names, [item]), range = FeatureScaler.Fit(s_names, [item], FeatureScaling.MinMax);
        Assert.Equal(4, standard.Center[0], 1e-6);
        Assert.Equal(Math.Sqrt((9 + 1 + 16) / 3.0), standard.Scale[0], 1e-6);
        Assert.Equal(1, standard.Scale[1]); // never changes
        Assert.Equal([0, 0, 2 / 7f, 0, 1, 0], range.Apply(item));
        Assert.Throws<UnrollException>(() => standard.Apply(new FeatureSequence("y", [1, 2, 3], 1)));
    }

    [Fact]
    public void ClassifiersLearnSaveAndLoad()
    {
        LabeledSequences train = Labelled(120, 4), valid = Labelled(40, 5);
        SeriesModel model = Create(train, SeriesPooling.Last, both: false);
        new Trainer(new SeriesTask(model, train, valid), new TrainerOptions { Epochs = 15, BatchSize = 16, Optimizer = new Unroll.Optimizers.Adam(0.02f) }).Fit();
        IReadOnlyList<float[]> probabilities = model.Probabilities(valid);
        Assert.True(Enumerable.Range(0, 40).Count(i => probabilities[i][valid[i].Label] > 0.5f) >= 38);
        using var folder = new TemporaryFolder();
        model.Save(folder.Path);
        SeriesModel again = SeriesModel.Load(folder.Path);
        SeriesFiles.TryOut(again);
        Assert.Equal(probabilities, again.Probabilities(valid));
        Assert.Equal(SeriesFiles.Config(model, null), SeriesFiles.Config(again, null));
        Assert.Throws<InvalidOperationException>(() => model.Estimates(valid));
    }

    [Theory]
    [InlineData(SeriesAnswer.SquaredError, true)]
    [InlineData(SeriesAnswer.SquaredError, false)]
    [InlineData(SeriesAnswer.Huber, true)]
    [InlineData(SeriesAnswer.Quantile, true)]
    [InlineData(SeriesAnswer.Weibull, true)]
    public void EveryKindOfNumberIsLearned(SeriesAnswer answer, bool perStep)
    {
        TargetSequences train = Sums(150, 6, perStep), valid = Sums(40, 7, perStep);
        var model = new SeriesModel(
            FeatureScaler.Fit(s_names, train), SeriesHead.Regress(answer, train),
            new SeriesOptions { Recurrent = new(Cell.Gru, 12), Pooling = perStep ? SeriesPooling.EveryStep : SeriesPooling.Last });
        double Error() => model.Estimates(valid).Zip(valid, (e, s) => e.Zip(s.Targets, (x, t) => Math.Abs(x.Value - t)).Average()).Average();
        double before = Error();
        var task = new SeriesTask(model, train, valid);
        new Trainer(task, new TrainerOptions { Epochs = 25, BatchSize = 16, ClipNorm = 1, Optimizer = new Unroll.Optimizers.Adam(0.01f) }).Fit();
        Assert.True(Error() < 0.4 * before, $"from {before} to {Error()}");
        using var folder = new TemporaryFolder();
        model.Save(folder.Path);
        Assert.Equal(model.Estimates(valid), SeriesModel.Load(folder.Path).Estimates(valid));
        if (answer is SeriesAnswer.Quantile or SeriesAnswer.Weibull)
            Assert.All(model.Estimates(valid).SelectMany(e => e), e => Assert.True(e.Low <= e.Value && e.Value <= e.High));
    }

    [Fact]
    public void UnknownTargetsCountForNothing()
    {
        TargetSequences data = Sums(20, 8);
        var gaps = new TargetSequences(
            data.Select(s => new TargetSequence(s.Id, s.Values, s.Steps, [.. s.Targets.Select((t, i) => i % 2 == 0 ? t : float.NaN)])), s_names, true);
        SeriesModel model = new(FeatureScaler.Fit(s_names, data), SeriesHead.Regress(SeriesAnswer.SquaredError, gaps),
            new SeriesOptions { Recurrent = new(Cell.Gru, 6), Pooling = SeriesPooling.EveryStep });
        var tape = new Unroll.Autograd.Tape();
        double loss = new SeriesTask(model, gaps).Loss(tape, [0, 1, 2, 3, 4], out _).Scalar, sum = 0;
        int count = 0;
        for (int i = 0; i < 5; i++)
        {
            float[] outputs = model.Outputs([gaps[i]])[0];
            for (int t = 0; t < gaps[i].Steps; t += 2, count++)
                sum += Math.Pow(outputs[t] - ((gaps[i].Targets[t] - model.Head.Center) / model.Head.Scale), 2);
        }

        Assert.Equal(sum / count, loss, 1e-5);
    }

    [Fact]
    public void ACheckpointGoesOnToTheSameBitsWithAugmentation()
    {
        LabeledSequences train = Labelled(40, 9);
        LabeledSequence Vary(LabeledSequence s, RngSequence random) =>
            new(s.Id, Array.ConvertAll(s.Values, v => v + (float)(0.1 * random.NextNormal())), s.Steps, s.Label);
        float[] Trained(int[] epochs)
        {
            using var folder = new TemporaryFolder();
            SeriesModel model = null!;
            foreach (int until in epochs)
            {
                model = Create(train, SeriesPooling.Mean, both: true, dropout: 0.3f);
                RunFolder run = File.Exists(Path.Combine(folder.Path, "run", "config.json")) ? RunFolder.Open(Path.Combine(folder.Path, "run"))
                    : RunFolder.Create(Path.Combine(folder.Path, "run"), "x");
                using RunLock held = run.AcquireLock();
                run.WriteConfig("{}");
                using var stop = new CancellationTokenSource();
                var progress = new At(until, stop);
                new Trainer(new SeriesTask(model, train, null, Vary), new TrainerOptions { Epochs = 6, BatchSize = 8 }, run).Fit(progress, stop.Token);
            }

            return [.. model.Export().SelectMany(a => a.Data)];
        }

        Assert.Equal(Trained([6]), Trained([2, 6]));
    }

    [Fact]
    public void AVeryLongSequenceIsRead()
    {
        var random = new Random(10);
        const int Steps = 100_000;
        var data = new LabeledSequences(
        [
            new LabeledSequence("long", [.. Enumerable.Range(0, Steps * 2).Select(_ => random.NextSingle())], Steps, 0),
            new LabeledSequence("short", [1, 2], 1, 1),
        ], s_names, s_labels);
        SeriesModel model = Create(data, SeriesPooling.Last | SeriesPooling.Mean, both: false, units: 4);
        TrainingResult result = new Trainer(new SeriesTask(model, data, data), new TrainerOptions { Epochs = 1, BatchSize = 2, ClipNorm = 1 }).Fit();
        Assert.True(double.IsFinite(result.Loss));
        Assert.All(model.Probabilities(data), p => Assert.Equal(1, p.Sum(), 1e-5));
    }

    [Fact]
    public void ConfigsThatAreNotOursAreRefused()
    {
        string config = SeriesFiles.Config(Create(Labelled(4, 1), SeriesPooling.Last, both: false), null);
        Assert.Contains("kind `other`", Assert.Throws<UnrollException>(() =>
            SeriesFiles.FromConfig(config.Replace("\"series\"", "\"other\"", StringComparison.Ordinal), "c")).Message, StringComparison.Ordinal);
        Assert.Contains("pooling", Assert.Throws<UnrollException>(() =>
            SeriesFiles.FromConfig(config.Replace("\"last\"", "\"first\"", StringComparison.Ordinal), "c")).Message, StringComparison.Ordinal);
        Assert.Throws<UnrollException>(() => SeriesFiles.FromConfig("{", "c"));
        Assert.Throws<ArgumentException>(() => new SeriesOptions { OutputDropout = 1 }.Check());
        Assert.Throws<ArgumentException>(() => new SeriesHead { Answer = SeriesAnswer.Quantile, Quantiles = [0.5f, 0.5f] }.Check());
    }

    private static SeriesModel Create(LabeledSequences data, SeriesPooling pooling, bool both, float dropout = 0, int units = 6) => new(
        FeatureScaler.Fit(data.FeatureNames, data), SeriesHead.Classify(data.Labels),
        new SeriesOptions { Recurrent = new(Cell.Gru, units) { Bidirectional = both }, Pooling = pooling, OutputDropout = dropout, Seed = 3 });

    private sealed class At(int epoch, CancellationTokenSource stop) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.EpochEnded && value.Epoch == epoch)
                stop.Cancel();
        }
    }
}
