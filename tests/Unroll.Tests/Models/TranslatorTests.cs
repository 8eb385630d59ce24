using Unroll.Autograd;
using Unroll.Data;
using Unroll.Decoding;
using Unroll.Losses;
using Unroll.Models;
using Unroll.Recurrent;
using Unroll.Recurrent.Decoding;
using Unroll.Tensors;
using Unroll.Tests.Autograd;
using Unroll.Training;

namespace Unroll.Tests.Models;

public sealed class TranslatorTests
{
    private static readonly TextPairs Pairs = new(
        Enumerable.Range(0, 240).Select(i =>
        {
            string digits = $"{(i * 7919) % 100000:00000}"[..(2 + (i % 4))];
            return new TextPair(digits, string.Concat(digits.Reverse().Select(c => (char)('a' + c - '0'))));
        }));

    private static readonly Dictionary<string, TranslatorOptions> Shapes = new()
    {
        ["bahdanau"] = new()
        {
            Embedding = 12, Encoder = new(Cell.Gru, 10) { Bidirectional = true }, DecoderUnits = 14, ReadoutUnits = 10,
            Attention = new() { Units = 9 },
        },
        ["luong, tied"] = new()
        {
            Embedding = 16, Encoder = new(Cell.Lstm, 8) { Bidirectional = true, Merge = Merge.Sum }, Decoder = Cell.Lstm, DecoderUnits = 16,
            Readout = Readout.Linear,
            TieOutput = true, Attention = new() { Score = AttentionScore.General, Order = AttentionOrder.After },
        },
        ["coverage, two layers, maxout"] = new()
        {
            Embedding = 8, Encoder = new(Cell.Gru, 8) { Bidirectional = true, Layers = 2 }, DecoderUnits = 8, DecoderLayers = 2,
            Readout = Readout.Maxout, ReadoutUnits = 6,
            Attention = new() { Units = 8, History = AttentionHistory.Coverage, Kernel = 3 },
        },
        ["location, after"] = new()
        {
            Embedding = 8, Encoder = new(Cell.Gru, 12), DecoderUnits = 8, ReadoutUnits = 8,
            Attention = new() { Units = 8, History = AttentionHistory.Location, Kernel = 3, Order = AttentionOrder.After },
        },
        ["sutskever"] = new()
        {
            Embedding = 8, Encoder = new(Cell.Lstm, 10) { Layers = 2 }, Decoder = Cell.Lstm, DecoderUnits = 10, DecoderLayers = 2,
            Attention = null, Bridge = false,
            ReverseSource = true, Readout = Readout.Linear,
        },
        ["cho"] = new()
        {
            Embedding = 8, Encoder = new(Cell.GruResetBefore, 10), Decoder = Cell.GruResetBefore, DecoderUnits = 10, Attention = null,
            ContextEveryStep = true,
            Readout = Readout.Maxout, ReadoutUnits = 8,
        },
    };

    public static TheoryData<string> Names => [.. Shapes.Keys];

    /// <summary>What a search says of its sequences is what the whole sequences score under teacher forcing, in a ragged batch.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Step_by_step_scores_are_those_of_the_whole(string name)
    {
        Translator model = Make(name);
        string[] sources = ["12345", "9", "77", "123"];
        IReadOnlyList<Translation>[] found = model.Translate(sources, new BeamOptions { Width = 4, Best = 3, MaxLength = s => 3 + s });
        for (int s = 0; s < sources.Length; s++)
        {
            foreach (Translation t in found[s])
            {
                int[] source = model.EncodeSource(sources[s]);
                Assert.Equal(model.Score([source], [t.Hypothesis.Tokens])[0], t.Hypothesis.LogProbability, 4);
            }
        }

        Hypothesis[] greedy = [.. model.Sample(sources).Select(t => t.Hypothesis)];
        IReadOnlyList<Translation>[] one = model.Translate(sources,
            new BeamOptions { Width = 1, MaxLength = s => (2 * sources[s].Length) + 12 });
        Assert.Equal(greedy.Select(h => string.Join(' ', h.Tokens)), one.Select(t => string.Join(' ', t[0].Hypothesis.Tokens)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_saved_translator_is_the_same(string name)
    {
        Translator model = Make(name);
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            TranslatorFiles.Save(model, folder);
            Translator again = TranslatorFiles.Load(folder);
            TranslatorFiles.TryOut(again);
            Assert.Equal(model.Options, again.Options with { Encoder = model.Options.Encoder });
            TextPair[] pairs = [.. Pairs.Take(5)];
            Assert.Equal(model.Score(pairs), again.Score(pairs));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Attention_learns_to_reverse_and_looks_back()
    {
        (TextPairs train, TextPairs test) = Pairs.Split(0.15, 1);
        var model = new Translator(
            Tokenizer.Learn(TokenKind.Characters, train.Sources), Tokenizer.Learn(TokenKind.Characters, train.Targets),
            new TranslatorOptions
            {
                Embedding = 16, Encoder = new(Cell.Gru, 24) { Bidirectional = true }, DecoderUnits = 24,
                ReadoutUnits = 24, Attention = new() { Units = 24 },
            });
        new Trainer(new TranslationTask(model, train),
            new TrainerOptions { Epochs = 60, BatchSize = 16, Optimizer = new Unroll.Optimizers.Adam(0.01f), ClipNorm = 1 }).Fit();
        Translation[] written = [.. model.Translate(test.Sources, new BeamOptions { KeepAttention = true, MaxLength = _ => 10 })
            .Select(t => t[0])];
        int right = written.Where((t, i) => t.Text == test[i].Target).Count();
        Assert.True(right >= 0.8 * test.Count, $"{right} of {test.Count}");
        Assert.All(written, t => Assert.All(t.Hypothesis.Attention, a => Assert.Equal(1, a.Sum(), 4)));
    }

    [Fact]
    public void Scheduled_sampling_starts_from_teacher_forcing_and_differs_later()
    {
        Translator model = Make("bahdanau");
        var sampled = new Translator(model.Source, model.Target, model.Options with { ScheduledSampling = 0.9f, SamplingRamp = 10 });
        float Loss(Translator m, uint step)
        {
            var tape = new Tape { Recording = true, Training = true, Step = step, Seed = 3 };
            return new TranslationTask(m, Pairs).Loss(tape, [0, 1, 2, 3, 4, 5], out _).Scalar;
        }

        Assert.Equal(Loss(model, 0), Loss(sampled, 0));
        Assert.NotEqual(Loss(model, 20), Loss(sampled, 20));
        Assert.Equal(Loss(sampled, 20), Loss(sampled, 20));
    }

    [Fact]
    public void Policy_gradient_is_that_of_its_definition()
    {
        int[] choices = [1, 0, 3];
        float[] weights = [0.5f, -2, 1.5f];
        GradientCheck.Loss(
            (tape, x) => tape.PolicyGradient(x, choices, weights, 0.3f),
            x =>
            {
                double sum = 0;
                for (int r = 0; r < 3; r++)
                {
                    double total = Enumerable.Range(0, 4).Sum(c => Math.Exp(x[(r * 4) + c]));
                    double[] p = [.. Enumerable.Range(0, 4).Select(c => Math.Exp(x[(r * 4) + c]) / total)];
                    sum += (weights[r] * -Math.Log(p[choices[r]])) + (0.3f * p.Sum(v => v * Math.Log(v)));
                }

                return sum / 3;
            },
            GradientCheck.Noise(8, new Shape(3, 4), -2, 2));
    }

    [Theory]
    [InlineData(1, 0f)]
    [InlineData(3, 0f)]
    [InlineData(2, 0.3f)]
    public void Self_critical_training_makes_draws_better(int draws, float supervised)
    {
        (TextPairs train, TextPairs test) = Pairs.Split(0.15, 1);
        var model = new Translator(
            Tokenizer.Learn(TokenKind.Characters, train.Sources), Tokenizer.Learn(TokenKind.Characters, train.Targets),
            new TranslatorOptions
            {
                Embedding = 12, Encoder = new(Cell.Gru, 16) { Bidirectional = true }, DecoderUnits = 16,
                ReadoutUnits = 16, Attention = new() { Units = 16 },
            });
        new Trainer(new TranslationTask(model, train),
            new TrainerOptions { Epochs = 12, BatchSize = 16, Optimizer = new Unroll.Optimizers.Adam(0.01f), ClipNorm = 1 }).Fit();
        double before = Expected(model, train);
        new Trainer(new SelfCriticalTask(model, train, test, new SelfCriticalOptions { Draws = draws, Supervised = supervised }),
            new TrainerOptions { Epochs = 10, BatchSize = 16, Optimizer = new Unroll.Optimizers.Adam(0.002f), ClipNorm = 1 }).Fit();
        Assert.True(Expected(model, train) < 0.9 * before, $"{Expected(model, train)} after {before}");
    }

    /// <summary>The mean edit distance of draws.</summary>
    private static double Expected(Translator model, TextPairs pairs)
    {
        Translation[] drawn = model.Sample(pairs.Sources, new BatchSamplingOptions { Seed = 77, MaxLength = _ => 12 });
        return drawn.Select((t, i) => (double)Unroll.Metrics.EditDistance.Between(t.Text, pairs[i].Target)).Average();
    }

    private static Translator Make(string name)
    {
        Tokenizer source = Tokenizer.Learn(TokenKind.Characters, Pairs.Sources),
            target = Tokenizer.Learn(TokenKind.Characters, Pairs.Targets);
        return new Translator(source, target, Shapes[name]);
    }
}
