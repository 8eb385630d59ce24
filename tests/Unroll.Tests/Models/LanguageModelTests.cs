using Unroll.Autograd;
using Unroll.Data;
using Unroll.Decoding;
using Unroll.Losses;
using Unroll.Models;
using Unroll.Numerics;
using Unroll.Optimizers;
using Unroll.Recurrent;
using Unroll.Tests.Training;
using Unroll.Training;

namespace Unroll.Tests.Models;

public sealed class LanguageModelTests : IDisposable
{
    private const string Song = "the cat sat on the mat, and the rat ran at the cat; ";
    private readonly string _folder = Directory.CreateTempSubdirectory("unroll-language-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Text(int times = 40) => string.Concat(Enumerable.Repeat(Song, times));

    private static LanguageModel Model(bool items = false, bool tied = false, bool noisy = false, int units = 24, int embedding = 12, Cell? cell = null, int[]? cutoffs = null) => new(
        Pieces.Build(PieceKind.Characters, [Song + "\n"], items),
        new LanguageModelOptions
        {
            Embedding = embedding, Tied = tied, Cutoffs = cutoffs ?? [], InputDropout = noisy ? 0.1f : 0, OutputDropout = noisy ? 0.1f : 0,
            Recurrent = new RecurrentOptions(cell ?? Cell.Lstm, units) { Layers = 2, Dropout = noisy ? 0.1f : 0, LayerNorm = noisy },
        });

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false, 6, 11)]
    public void SteppingGivesTheLogitsOfTheWhole(bool tied, bool same, params int[] cutoffs)
    {
        LanguageModel model = Model(tied: tied, embedding: same ? 24 : 12, cutoffs: cutoffs);
        int[] ids = model.Pieces.Encode("the rat sat");
        var tape = new Tape();
        float[] whole = model.Forward(tape, new SequenceLayout([ids.Length]), ids).Logits.ToArray();
        var stepper = new LanguageStepper(model);
        LanguageState state = stepper.Start();
        for (int t = 0; t < ids.Length; t++)
        {
            ReadOnlySpan<float> logits = stepper.Step(state, ids[t]);
            for (int v = 0; v < model.Count; v++)
            {
                Assert.Equal(whole[(t * model.Count) + v], logits[v], 1e-5f);
            }
        }
    }

    [Fact]
    public void ALargeVocabularyStepsThroughTheEmbeddingAndGivesTheSame()
    {
        var pieces = Pieces.FromTokens(PieceKind.Words, [Vocabulary.Unknown, .. Enumerable.Range(0, 3000).Select(i => $"w{i}")], items: false);
        var model = new LanguageModel(pieces, new LanguageModelOptions { Embedding = 8, Recurrent = new RecurrentOptions(Cell.Gru, 12) });
        int[] ids = [5, 2999, 17, 5];
        var tape = new Tape();
        float[] whole = model.Forward(tape, new SequenceLayout([ids.Length]), ids).Logits.ToArray();
        var stepper = new LanguageStepper(model);
        LanguageState state = stepper.Start();
        for (int t = 0; t < ids.Length; t++)
        {
            ReadOnlySpan<float> logits = stepper.Step(state, ids[t]);
            for (int v = 0; v < model.Count; v++)
            {
                Assert.Equal(whole[(t * model.Count) + v], logits[v], 1e-5f);
            }
        }

        Assert.Contains("id 3001", Assert.Throws<ArgumentException>(() => stepper.Step(state, 3001)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false, 6, 11)]
    public void AStepAllocatesNothing(bool tied, params int[] cutoffs)
    {
        LanguageModel model = Model(tied: tied, cutoffs: cutoffs);
        var stepper = new LanguageStepper(model);
        LanguageState state = stepper.Start();
        stepper.Step(state, 2);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            stepper.Step(state, 3);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void TextsStepTogetherAsTheyDoAlone()
    {
        LanguageModel model = Model();
        var stepper = new LanguageStepper(model);
        LanguageState together = stepper.Start(3), alone = stepper.Start();
        stepper.Step(together, [2, 3, 4]);
        stepper.Step(together, [5, 6, 7]);
        stepper.Step(alone, 3);
        stepper.Step(alone, 6);
        Assert.Equal(alone.Logits().ToArray(), together.Logits(1).ToArray());
        LanguageState picked = together.Select(1, 1);
        stepper.Step(picked, [8, 9]);
        stepper.Step(alone, 9);
        Assert.Equal(alone.Logits().ToArray(), picked.Logits(1).ToArray());
        Assert.Equal(alone.Values(1, 1).ToArray(), picked.Values(1, 1, 1).ToArray());
    }

    [Fact]
    public void ATiedModelHasOneTableAndComesBackFromItsFiles()
    {
        LanguageModel model = Model(tied: true);
        Assert.Equal(
            ["bias", "embedding.weight", "projection.weight"],
            model.Parameters().Select(p => p.Name).Where(n => !n.StartsWith("rnn", StringComparison.Ordinal)).Order());
        model.Save(_folder);
        LanguageModel loaded = LanguageModel.Load(_folder);
        LanguageModelFiles.TryOut(loaded);
        Assert.Equal(Toy.Weights(model), Toy.Weights(loaded));
        Assert.Equal(model.Options with { Recurrent = loaded.Options.Recurrent }, loaded.Options);
        Assert.Equal(model.Pieces.Tokens, loaded.Pieces.Tokens);
    }

    [Fact]
    public void AnAdaptiveModelComesBackFromItsFilesAndIsNotTied()
    {
        LanguageModel model = Model(cutoffs: [6, 11]);
        Assert.Equal(
            ["output.head.bias", "output.head.weight", "output.tail.0.0.weight", "output.tail.0.1.weight", "output.tail.1.0.weight", "output.tail.1.1.weight"],
            model.Parameters().Select(p => p.Name).Where(n => n.StartsWith("output", StringComparison.Ordinal)).Order());
        model.Save(_folder);
        LanguageModel loaded = LanguageModel.Load(_folder);
        LanguageModelFiles.TryOut(loaded);
        Assert.Equal([6, 11], loaded.Options.Cutoffs);
        int[] ids = model.Pieces.Encode(Song);
        Assert.Equal(LanguageScore.OfText(model, ids), LanguageScore.OfText(loaded, ids));
        Assert.Contains("cannot be `tied`", Assert.Throws<ArgumentException>(() => Model(tied: true, cutoffs: [6])).Message, StringComparison.Ordinal);
        Assert.Contains("rising `cutoffs`", Assert.Throws<ArgumentException>(() => Model(cutoffs: [6, 600])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsExpectedIsADistributionAndThatOfTheStepper()
    {
        LanguageModel model = Model(cutoffs: [6, 11]);
        int[] ids = model.Pieces.Encode("the rat sat");
        TextActivations activations = TextActivations.Of(model, ids);
        var stepper = new LanguageStepper(model);
        LanguageState state = stepper.Start();
        for (int t = 0; t < ids.Length; t++)
        {
            ReadOnlySpan<float> logits = stepper.Step(state, ids[t]);
            float[] p = activations.Probabilities(t);
            Assert.Equal(1, p.Sum(), 1e-5);
            for (int v = 0; v < model.Count; v++)
            {
                Assert.Equal(TokenSampler.LogProbability(logits, v), Math.Log(p[v]), 1e-4);
            }
        }
    }

    [Fact]
    public void StatesOfATextAreThoseOfTheStepperAfterItAndOnAverage()
    {
        LanguageModel model = Model(items: true);
        string[] texts = ["the rat", "a", "the cat sat on the mat"];
        (float[][] last, float[][] mean) = TextStates.Read(model, texts);
        var stepper = new LanguageStepper(model);
        for (int i = 0; i < texts.Length; i++)
        {
            int[] ids = [model.Pieces.End, .. model.Pieces.Encode(texts[i])];
            LanguageState state = stepper.Start();
            var sum = new double[last[i].Length];
            float[] now = [];
            foreach (int id in ids)
            {
                stepper.Step(state, id);
                now = [.. state.Hidden(1).ToArray(), .. state.Values(1, 1).ToArray().Select(MathF.Tanh)];
                sum = [.. sum.Zip(now, (s, v) => s + v)];
            }

            Assert.All(now.Zip(last[i]), p => Assert.Equal(p.First, p.Second, 1e-5f));
            Assert.All(sum.Zip(mean[i]), p => Assert.Equal(p.First / ids.Length, p.Second, 1e-5));
        }
    }

    [Theory]
    [InlineData]
    [InlineData(6, 11)]
    public void TheScoreOfATextIsTheSumOverItsSteps(params int[] cutoffs)
    {
        LanguageModel model = Model(cutoffs: cutoffs);
        int[] ids = model.Pieces.Encode(Text(10));
        var stepper = new LanguageStepper(model);
        LanguageState state = stepper.Start();
        double nats = 0;
        for (int t = 0; t + 1 < ids.Length; t++)
        {
            nats -= TokenSampler.LogProbability(stepper.Step(state, ids[t]), ids[t + 1]);
        }

        LanguageScore score = LanguageScore.OfText(model, ids);
        Assert.Equal(ids.Length - 1, score.Pieces);
        Assert.Equal(nats, score.Nats, nats * 1e-6);
    }

    [Fact]
    public void ALongTextIsScoredInStreamsWithEveryPieceOnce()
    {
        LanguageModel model = Model();
        int[] ids = model.Pieces.Encode(Text(120));
        Assert.True(ids.Length > 4 * 256 * 4);
        var stepper = new LanguageStepper(model);
        LanguageState state = stepper.Start();
        double nats = 0;
        for (int t = 0; t + 1 < ids.Length; t++)
        {
            nats -= TokenSampler.LogProbability(stepper.Step(state, ids[t]), ids[t + 1]);
        }

        LanguageScore score = LanguageScore.OfText(model, ids);
        Assert.Equal(ids.Length - 1, score.Pieces);

        // 256 pieces of warming up leave nothing to see of what came before.
        Assert.Equal(nats, score.Nats, nats * 1e-6);
    }

    [Fact]
    public void ChunksOfAnEpochReadEveryStreamInOrder()
    {
        // With a rate of zero the mean loss of an epoch is the loss of the streams run whole.
        LanguageModel model = Model();
        int[] ids = model.Pieces.Encode(Text(24));
        const int Streams = 4, Steps = 13;
        var task = new LanguageTextTask(model, ids, null, Streams, Steps);
        TrainingResult result = new Trainer(task, new TrainerOptions { Epochs = 1, Optimizer = new Sgd(1e-30f) }).Fit();
        int length = ids.Length / Streams, used = length / Steps * Steps;
        Assert.Equal(length / Steps, task.Chunks);
        var layout = SequenceLayout.Dense(Streams, used);
        int[] inputs = new int[layout.Total], targets = new int[layout.Total];
        for (int s = 0; s < Streams; s++)
        {
            for (int t = 0; t < used; t++)
            {
                inputs[(t * Streams) + s] = ids[(s * length) + t];
                targets[(t * Streams) + s] = ids[((s * length) + t + 1) % ids.Length];
            }
        }

        var tape = new Tape();
        double whole = tape.CrossEntropy(model.Forward(tape, layout, inputs).Logits, targets).Loss.Scalar;
        Assert.Equal(whole, result.Loss, 1e-5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(20)]
    [InlineData(7, 6, 11)]
    public void ResumingInTheMiddleOfAnEpochGivesTheBitsOfNeverStopping(int stopBefore, params int[] cutoffs)
    {
        float[] straight = Train(null, -1, cutoffs, out _);
        Train("a", stopBefore, cutoffs, out TrainingEnd stopped);
        Assert.Equal(TrainingEnd.Cancelled, stopped);
        Assert.Equal(straight, Train("a", -1, cutoffs, out _));
    }

    [Theory]
    [InlineData]
    [InlineData(6, 11)]
    public void TheSameSeedGivesTheSameBitsAndTheSameTextOnAnyNumberOfThreads(params int[] cutoffs)
    {
        var results = new List<(float[] Weights, string[] Texts)>();
        foreach (int threads in new[] { 1, 2, 4 })
        {
            using var team = new ThreadTeam(threads);
            LanguageModel model = Model(noisy: true, units: 64, cutoffs: cutoffs);
            var task = new LanguageTextTask(model, model.Pieces.Encode(Text()), null, 16, 20);
            new Trainer(task, new TrainerOptions { Epochs = 2, ClipNorm = 1, Team = team }).Fit();
            results.Add((Toy.Weights(model), [.. new TextGenerator(model, team).Generate(new GenerationOptions { Count = 70, Length = 30 }).Select(t => t.Text)]));
        }

        Assert.All(results, r => Assert.Equal(results[0].Weights, r.Weights));
        Assert.All(results, r => Assert.Equal(results[0].Texts, r.Texts));
    }

    [Fact]
    public void ASampleDoesNotDependOnHowManyThereAre()
    {
        LanguageModel model = Model(items: true);
        var generator = new TextGenerator(model);
        string[] many = [.. generator.Generate(new GenerationOptions { Count = 70, Length = 20, Seed = 5 }).Select(t => t.Text)];
        string[] few = [.. generator.Generate(new GenerationOptions { Count = 3, Length = 20, Seed = 5 }).Select(t => t.Text)];
        Assert.Equal(few, many[..3]);
        Assert.True(many.Distinct().Count() > 60);
        Assert.NotEqual(many, generator.Generate(new GenerationOptions { Count = 70, Length = 20, Seed = 6 }).Select(t => t.Text));
    }

    [Theory]
    [InlineData]
    [InlineData(6, 11)]
    public void EveryPieceOfAnItemHasTheSameWeight(params int[] cutoffs)
    {
        // With a rate of zero the loss of an epoch is that of all pieces, whatever batch they stand in.
        LanguageModel model = Model(items: true, cutoffs: cutoffs);
        int[][] items = LanguageItemsTask.Encode(model, ["a", "at", "cat", "the rat sat", "the cat ran and the rat ran", "mat", "o", "on the mat"]);
        TrainingResult result = new Trainer(new LanguageItemsTask(model, items), new TrainerOptions { Epochs = 1, BatchSize = 3, Optimizer = new Sgd(1e-30f) }).Fit();
        Assert.Equal(LanguageScore.OfItems(model, items).Loss, result.Loss, 1e-5);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false, 6, 11)]
    public void ItLearnsItemsAndWritesThem(bool tied, params int[] cutoffs)
    {
        string[] names = ["the cat", "the rat", "a mat", "a cat", "the mat", "a rat"];
        LanguageModel model = Model(items: true, units: 48, tied: tied, cutoffs: cutoffs);
        int[][] items = LanguageItemsTask.Encode(model, names);
        new Trainer(new LanguageItemsTask(model, items), new TrainerOptions { Epochs = 300, BatchSize = 6, Optimizer = new Adam(1e-2f), ClipNorm = 1 }).Fit();
        IReadOnlyList<GeneratedText> samples = new TextGenerator(model).Generate(new GenerationOptions { Count = 60, Length = 30 });
        Assert.True(samples.Count(s => names.Contains(s.Text) && s.Ended) >= 55, string.Join("|", samples.Select(s => s.Text)));
        Assert.All(new TextGenerator(model).Generate(new GenerationOptions { Count = 9, Prefix = "the " }), s => Assert.StartsWith("the ", s.Text));

        // Six items that are equally likely: a third of the letters cannot be known, which costs ln 6 an item.
        LanguageScore score = LanguageScore.OfItems(model, items);
        Assert.Equal(Math.Log(6), score.Nats / items.Length, 0.1);

        // A sample's probability is that of its item.
        GeneratedText one = samples.First(s => s.Text == "the cat");
        Assert.Equal(-LanguageScore.OfItems(model, [items[0]]).Nats, one.LogProbability, 1e-3);
    }

    [Fact]
    public void APrefixOfALongTextIsReadAfterALineEnd()
    {
        LanguageModel model = Model();
        var generator = new TextGenerator(model);
        float[] plain = generator.Read("the cat").Logits().ToArray();
        Assert.Equal(plain, generator.Read("\nthe cat").Logits().ToArray());
        var stepper = new LanguageStepper(model);
        LanguageState state = stepper.Start();
        foreach (int id in model.Pieces.Encode("\nthe cat"))
        {
            stepper.Step(state, id);
        }

        Assert.Equal(plain, state.Logits().ToArray());
    }

    [Fact]
    public void StopTokensEndASampleAndTheUnknownIsNeverDrawn()
    {
        LanguageModel model = Model();
        int stop = model.Pieces.IdOf(";");
        IReadOnlyList<GeneratedText> samples = new TextGenerator(model).Generate(new GenerationOptions
        {
            Count = 64, Length = 300, Stop = [stop], Sampling = new SamplingOptions { Exponent = 0 },
        });
        Assert.All(samples, s => Assert.True(s.Text.EndsWith(';') == s.Ended && s.Text.Count(c => c == ';') <= 1));
        Assert.All(samples, s => Assert.DoesNotContain(0, s.Ids));
        Assert.True(samples.Count(s => s.Ended) > 60);
    }

    private float[] Train(string? name, int stopBefore, int[] cutoffs, out TrainingEnd end)
    {
        LanguageModel model = Model(noisy: true, cutoffs: cutoffs);
        using var source = new CancellationTokenSource();
        var task = new Toy.Watched(new LanguageTextTask(model, model.Pieces.Encode(Text(12)), model.Pieces.Encode(Song), 4, 11), batch =>
        {
            if (batch == stopBefore - 1)
            {
                source.Cancel();
            }
        });
        RunFolder? run = name is null ? null : Directory.Exists(Path.Combine(_folder, name, "checkpoint"))
            ? RunFolder.Open(Path.Combine(_folder, name)) : RunFolder.Create(Path.Combine(_folder, name), name);
        using RunLock? held = run?.AcquireLock();
        run?.WriteConfig("{}");
        end = new Trainer(task, new TrainerOptions { Epochs = 3, ClipNorm = 1, Optimizer = new Adam(1e-2f) }, run).Fit(null, source.Token).End;
        return Toy.Weights(model);
    }
}
