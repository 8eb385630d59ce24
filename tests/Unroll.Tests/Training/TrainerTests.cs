using Unroll.Data;
using Unroll.Models;
using Unroll.Numerics;
using Unroll.Optimizers;
using Unroll.Training;

namespace Unroll.Tests.Training;

public sealed class TrainerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("unroll-trainer-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void LearnsAndKeepsTheBestWeights()
    {
        LabeledText words = Toy.Words();
        (LabeledText train, LabeledText valid) = words.SplitStratified(0.2, 1);
        SequenceClassifier model = Toy.Model(words, noisy: false);
        TrainingResult result = new Trainer(
            new ClassificationTask(model, train, valid), new TrainerOptions { Epochs = 40, BatchSize = 32, Optimizer = new Adam(1e-2f) }).Fit();
        Assert.Equal(TrainingEnd.Completed, result.End);
        Assert.True(result.BestValue > 0.95, $"accuracy {result.BestValue}");
        Assert.Equal(result.BestValue, model.Evaluate(valid).Accuracy, 1e-9);
    }

    [Fact]
    public void StopsEarlyWhenValidationGetsNoBetter()
    {
        LabeledText words = Toy.Words();
        (LabeledText train, LabeledText valid) = words.SplitStratified(0.2, 1);
        TrainingResult result = new Trainer(
            new ClassificationTask(Toy.Model(words, noisy: false), train, valid),
            new TrainerOptions { Epochs = 500, BatchSize = 32, Optimizer = new Adam(2e-2f), Patience = 3 }).Fit();
        Assert.Equal(TrainingEnd.EarlyStopped, result.End);
        Assert.Equal(result.BestEpoch + 3, result.Epochs);
    }

    [Fact]
    public void TheSameSeedGivesTheSameBitsOnOneTwoAndFourThreads()
    {
        float[][] weights = [.. new[] { 1, 2, 4 }.Select(threads =>
        {
            using var team = new ThreadTeam(threads);
            LabeledText words = Toy.Words(640);
            SequenceClassifier model = Toy.Model(words, units: 48);

            // 640 items in batches of 64: ten steps an epoch, fifty in all.
            new Trainer(new ClassificationTask(model, words), new TrainerOptions { Epochs = 5, BatchSize = 64, ClipNorm = 1, Team = team }).Fit();
            return Toy.Weights(model);
        })];
        Assert.Equal(weights[0], weights[1]);
        Assert.Equal(weights[0], weights[2]);
    }

    [Fact]
    public void AnotherSeedGivesOtherWeights()
    {
        float[][] weights = [.. new ulong[] { 1, 2 }.Select(seed =>
        {
            LabeledText words = Toy.Words();
            SequenceClassifier model = Toy.Model(words);
            new Trainer(new ClassificationTask(model, words), new TrainerOptions { Epochs = 1, Seed = seed }).Fit();
            return Toy.Weights(model);
        })];
        Assert.NotEqual(weights[0], weights[1]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(37)]
    public void ResumingGivesTheBitsOfNeverStopping(int stopBefore)
    {
        float[] straight = Toy.Weights(Train(null, -1, out _, out string straightLog));
        Train("a", stopBefore, out TrainingResult stopped, out _);
        Assert.Equal(TrainingEnd.Cancelled, stopped.End);
        SequenceClassifier resumed = Train("a", -1, out TrainingResult done, out string log);
        Assert.Equal(TrainingEnd.Completed, done.End);
        Assert.Equal(straight, Toy.Weights(resumed));
        Assert.Equal(straightLog, log);
    }

    [Fact]
    public void ARunKilledBetweenTheRecordOfAnEpochAndItsCheckpointHasTheRecordOnce()
    {
        float[] straight = Toy.Weights(Train(null, -1, out _, out string straightLog));
        var killed = new Killed(epoch: 2);
        Assert.Throws<InvalidOperationException>(() => Train("k", -1, out _, out _, checkpointSeconds: 0, killed));
        Assert.True(killed.Done);
        SequenceClassifier resumed = Train("k", -1, out _, out string log);
        Assert.Equal(straight, Toy.Weights(resumed));
        Assert.Equal(straightLog, log);
    }

    [Fact]
    public void ResumingAFinishedRunChangesNothing()
    {
        float[] first = Toy.Weights(Train("b", -1, out TrainingResult once, out string log));
        float[] second = Toy.Weights(Train("b", -1, out TrainingResult again, out string logAgain));
        Assert.Equal(first, second);
        Assert.Equal(once.Steps, again.Steps);
        Assert.Equal(log, logAgain);
    }

    [Fact]
    public void ANumberThatIsNotFiniteStopsTheRunAndNamesStepLossAndParameter()
    {
        LabeledText words = Toy.Words();
        SequenceClassifier model = Toy.Model(words, noisy: false);
        var task = new Toy.Watched(new ClassificationTask(model, words), batch =>
        {
            if (batch == 3)
            {
                model.Parameters().First(p => p.Name == "output.weight").Parameter.Value.Span[0] = float.NaN;
            }
        });
        UnrollException e = Assert.Throws<UnrollException>(() => new Trainer(task, new TrainerOptions { Epochs = 2, BatchSize = 32 }).Fit());
        Assert.Contains("step 4", e.Message, StringComparison.Ordinal);
        Assert.Contains("loss is NaN", e.Message, StringComparison.Ordinal);
        Assert.Contains("output.weight", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void AGradientThatIsNotFiniteIsNamedAndTheCheckpointKept()
    {
        LabeledText words = Toy.Words();
        SequenceClassifier model = Toy.Model(words, noisy: false);
        RunFolder run = RunFolder.Create(Path.Combine(_folder, "nan"), "toy");
        using RunLock held = run.AcquireLock();
        run.WriteConfig(ClassifierFiles.Config(model, null));
        var task = new Toy.Watched(new ClassificationTask(model, words), batch =>
        {
            if (batch == 12)
            {
                model.Parameters().First(p => p.Name == "rnn.weight_hh_l0").Parameter.Gradient.Span[5] = float.PositiveInfinity;
            }
        });
        UnrollException e = Assert.Throws<UnrollException>(
            () => new Trainer(task, new TrainerOptions { Epochs = 3, BatchSize = 32, CheckpointSeconds = 0 }, run).Fit());
        Assert.Contains("rnn.weight_hh_l0", e.Message, StringComparison.Ordinal);
        Assert.Contains("checkpoint", e.Message, StringComparison.Ordinal);
        Assert.True(run.HasCheckpoint);
    }

    [Fact]
    public void ValidationLeavesTheStateOfTrainingAlone()
    {
        LabeledText words = Toy.Words();
        SequenceClassifier with = Toy.Model(words), without = Toy.Model(words);
        var options = new TrainerOptions { Epochs = 3, BatchSize = 32 };
        float[] last = [];
        var task = new ClassificationTask(with, words, words.Take(50));
        new Trainer(new Toy.Watched(task, batch => last = batch == 29 ? Toy.Weights(with) : last), options).Fit();
        float[] plain = [];
        new Trainer(new Toy.Watched(new ClassificationTask(without, words), batch => plain = batch == 29 ? Toy.Weights(without) : plain), options).Fit();
        Assert.Equal(plain, last);
    }

    private SequenceClassifier Train(
        string? name, int cancelBefore, out TrainingResult result, out string log, double checkpointSeconds = 30,
        IProgress<TrainingProgress>? progress = null)
    {
        LabeledText words = Toy.Words();
        SequenceClassifier model = Toy.Model(words);
        string path = Path.Combine(_folder, name ?? "straight");
        RunFolder run = File.Exists(Path.Combine(path, "config.json")) ? RunFolder.Open(path) : RunFolder.Create(path, "toy");
        using RunLock held = run.AcquireLock();
        run.WriteConfig(ClassifierFiles.Config(model, null));
        using var cancel = new CancellationTokenSource();
        var task = new Toy.Watched(new ClassificationTask(model, words, words.Take(60)), batch =>
        {
            if (batch == cancelBefore)
            {
                cancel.Cancel();
            }
        });
        result = new Trainer(
            task,
            new TrainerOptions
            {
                Epochs = 5, BatchSize = 32, ClipNorm = 1, CheckpointSeconds = checkpointSeconds,
                Schedule = LearningRateSchedule.Parse("plateau:patience=0"),
            },
            run).Fit(progress, cancel.Token);
        log = File.ReadAllText(run.MetricsPath);
        return model;
    }

    /// <summary>Ends the run as a kill would, right after the record of an epoch was written.</summary>
    private sealed class Killed(int epoch) : IProgress<TrainingProgress>
    {
        public bool Done { get; private set; }

        public void Report(TrainingProgress value)
        {
            if (value.EpochEnded && value.Epoch == epoch)
            {
                Done = true;
                throw new InvalidOperationException("killed");
            }
        }
    }
}
