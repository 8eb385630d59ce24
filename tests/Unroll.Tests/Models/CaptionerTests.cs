using Unroll.Autograd;
using Unroll.Data;
using Unroll.Decoding;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Models;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Tensors;
using Unroll.Tests.Autograd;
using Unroll.Training;

namespace Unroll.Tests.Models;

public sealed class CaptionerTests
{
    private static readonly string[] Sentences = ["a b", "b a c", "c", "a c b a", "b", "c a"];

    private static readonly Tokenizer Words = Tokenizer.Learn(TokenKind.Words, Sentences);

    private static readonly Dictionary<string, CaptionerOptions> Shapes = new()
    {
        ["pictures, lstm"] = new()
        {
            Side = 8, Channels = [3, 5], Embedding = 4, DecoderUnits = 6, AttentionUnits = 5, ReadoutUnits = 6,
        },
        ["pictures, gru, odd sides"] = new()
        {
            Side = 11, Channels = [2, 3, 4], Embedding = 4, Decoder = Cell.Gru, DecoderUnits = 6, AttentionUnits = 5, ReadoutUnits = 6,
        },
        ["features"] = new()
        {
            Side = 0, Positions = 6, Features = 5, FeatureUnits = 7, Embedding = 4, DecoderUnits = 6, AttentionUnits = 5, ReadoutUnits = 6,
        },
    };

    public static TheoryData<string> Names => [.. Shapes.Keys];

    /// <summary>Every parameter's gradient of the loss against central differences: encoder, places, bridge, attention and readout.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_agree_with_central_differences(string name)
    {
        var model = new Captioner(Words, Shapes[name]);
        Tensor pictures = GradientCheck.Noise(4, 3, model.Options.InputSize);
        var batch = new TargetBatch();
        batch.Set([0, 1, 2], [.. Sentences.Select(model.Encode)]);
        double Loss()
        {
            var tape = new Tape();
            return tape.CrossEntropy(model.Forward(tape, pictures, batch), batch.Outputs.AsSpan(0, batch.Target.Total)).Sum;
        }

        var recorded = new Tape { Recording = true };
        recorded.Backward(recorded.CrossEntropy(
            model.Forward(recorded, pictures, batch), batch.Outputs.AsSpan(0, batch.Target.Total),
            new CrossEntropyOptions { Reduction = LossReduction.Sum }).Loss);
        foreach ((string parameter, Parameter weights) in model.Parameters())
        {
            float[] gradient = weights.Value.Gradient!.ToArray();
            for (int i = 0; i < gradient.Length; i += 1 + (gradient.Length / 5))
            {
                // A loss near 20 is known to about 2e-6 in float32, hence a slope to 1e-3 at this step; a longer one crosses kinks of the rectifier.
                const float Step = 1e-3f;
                float centre = weights.Value[i];
                double Moved(float by)
                {
                    weights.Value[i] = centre + by;
                    weights.Value.MarkChanged();
                    return Loss();
                }

                double slope = (Moved(Step) - Moved(-Step)) / (2.0 * Step);
                Moved(0);
                Assert.True(
                    Math.Abs(slope - gradient[i]) <= 3e-3 + (0.02 * Math.Abs(slope)), $"{parameter}[{i}]: differences {slope}, gradient {gradient[i]}");
            }
        }
    }

    /// <summary>Six pictures of noise are told apart after some steps.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_tiny_set_is_learned_by_heart(string name)
    {
        var model = new Captioner(Words, Shapes[name]);
        var data = new Noise(model.Options.InputSize);
        var options = new TrainerOptions
        {
            Epochs = 250, BatchSize = 3, Optimizer = new Unroll.Optimizers.Adam(1e-2f), ClipNorm = 1, Team = new ThreadTeam(1),
        };
        new Trainer(new CaptionTask(model, data, data), options).Fit();
        IReadOnlyList<Translation>[] captions = model.Describe([.. Enumerable.Range(0, data.Count).Select(data.Picture)]);
        Assert.Equal(Sentences, captions.Select(c => c[0].Text));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_number_of_threads_trains_to_the_same_bits(string name)
    {
        float[][] Trained(int threads)
        {
            var model = new Captioner(Words, Shapes[name] with { OutputDropout = 0.2f });
            var data = new Noise(model.Options.InputSize);
            new Trainer(new CaptionTask(model, data), new TrainerOptions { Epochs = 3, BatchSize = 3, Team = new ThreadTeam(threads) }).Fit();
            return [.. model.Parameters().Select(p => p.Parameter.Value.ToArray())];
        }

        Assert.Equal(Trained(1), Trained(3));
    }

    /// <summary>What is decoded step by step is what is scored under teacher forcing, with attention that adds up to 1.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Searching_and_scoring_agree(string name)
    {
        var model = new Captioner(Words, Shapes[name]);
        var data = new Noise(model.Options.InputSize);
        float[][] pictures = [.. Enumerable.Range(0, data.Count).Select(data.Picture)];
        IReadOnlyList<Translation>[] best = model.Describe(
            pictures, new BeamOptions { Width = 4, Best = 4, MaxLength = _ => 5, KeepAttention = true, Length = LengthPenalty.None });
        for (int p = 0; p < pictures.Length; p++)
        {
            Assert.Equal(best[p].Select(b => b.Text), model.Describe(
                [pictures[p]], new BeamOptions { Width = 4, Best = 4, MaxLength = _ => 5, Length = LengthPenalty.None })[0].Select(b => b.Text));
            foreach (Translation caption in best[p])
            {
                var tape = new Tape();
                var batch = new TargetBatch();
                batch.Set([0], [caption.Hypothesis.Tokens]);
                double sum = -tape.CrossEntropy(
                    model.Forward(tape, model.Gather(tape, [pictures[p]]), batch), batch.Outputs.AsSpan(0, batch.Target.Total)).Sum;
                Assert.Equal(sum, caption.Hypothesis.LogProbability, 1e-4);
                Assert.All(caption.Hypothesis.Attention, w => Assert.Equal(model.Options.Places, w.Length));
                Assert.All(caption.Hypothesis.Attention, w => Assert.Equal(1, w.Sum(), 1e-4));
            }
        }
    }

    [Fact]
    public void A_model_is_the_same_after_its_files()
    {
        using var folder = new Unroll.Tests.Data.TemporaryFolder();
        foreach (CaptionerOptions options in Shapes.Values)
        {
            var model = new Captioner(Words, options);
            string path = Path.Combine(folder.Path, $"{options.InputSize}");
            Directory.CreateDirectory(path);
            File.WriteAllText(Path.Combine(path, "config.json"), CaptionerFiles.Config(model, null));
            CaptionerFiles.SaveWeights(model, Path.Combine(path, "model.safetensors"));
            Captioner loaded = CaptionerFiles.Load(path);
            CaptionerFiles.TryOut(loaded);
            float[] picture = new Noise(options.InputSize).Picture(1);
            Hypothesis expected = model.Describe([picture])[0][0].Hypothesis, found = loaded.Describe([picture])[0][0].Hypothesis;
            Assert.Equal(expected.Tokens, found.Tokens);
            Assert.Equal(expected.LogProbability, found.LogProbability);
        }
    }

    [Fact]
    public void A_picture_of_another_size_is_refused()
    {
        var model = new Captioner(Words, Shapes["features"]);
        Assert.Contains("expected 30 numbers", Assert.Throws<ArgumentException>(() => model.Describe([new float[29]])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Captioner(Words, new CaptionerOptions { Side = 3 }));
        Assert.Throws<ArgumentException>(() => new Captioner(Words, new CaptionerOptions { Side = 0 }));
    }

    [Fact]
    public void Four_convolutions_make_a_grid_of_eight() => Assert.Equal(8, new CaptionerOptions().Grid);

    private sealed class Noise(int size) : ICaptionedPictures
    {
        public int Count => Sentences.Length;

        public string Caption(int item) => Sentences[item];

        public void Read(int item, Span<float> values) => Picture(item).CopyTo(values);

        public float[] Picture(int item) => GradientCheck.Noise(item, size).ToArray();
    }
}
