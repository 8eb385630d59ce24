using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Data;
using Unroll.Data.Strokes;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Models;

/// <summary>
/// Trains a <see cref="SketchModel"/>: reconstruction loss plus the divergence of the latent vectors from a normal distribution, whose weight
/// rises with the steps and which counts no less than a tolerance (Ha and Eck 2017, equations 9 to 11). Sketches are stretched and lose points
/// by chance each time they are read.
/// </summary>
public sealed class SketchTask : TrainingTask
{
    private const int EvaluationRows = 50;

    private readonly SketchModel _model;
    private readonly SketchTaskOptions _options;
    private readonly IReadOnlyList<Sketch> _train, _valid;

    /// <summary>Takes the sketches.</summary>
    /// <param name="model">The model.</param>
    /// <param name="train">Training sketches, already divided by their deviation.</param>
    /// <param name="valid">Held-out sketches; none for none.</param>
    /// <param name="options">How the loss is made.</param>
    public SketchTask(SketchModel model, IReadOnlyList<Sketch> train, IReadOnlyList<Sketch> valid, SketchTaskOptions options)
    {
        _model = model;
        _train = train;
        _valid = valid;
        _options = options;
        Lengths = [.. train.Select(s => s.Length)];
    }

    /// <inheritdoc/>
    public override Module Model => _model;

    /// <inheritdoc/>
    public override IReadOnlyList<int> Lengths { get; }

    /// <inheritdoc/>
    public override Tensor Loss(Tape tape, ReadOnlySpan<int> items, out int correct)
    {
        correct = -1;
        var sketches = new Sketch[items.Length];
        for (int i = 0; i < sketches.Length; i++)
        {
            sketches[i] = Augment(_train[items[i]], new RngSequence(tape.Seed, RandomPurpose.Data, ((ulong)tape.Step << 32) | (uint)items[i]));
        }

        (SketchLossResult drawn, Tensor? divergence) = Measure(_model, tape, sketches, items, tape.Seed, tape.Step, _options.LongestSketch);
        if (divergence is null)
        {
            return drawn.Loss;
        }

        double weight = _options.KlWeight * (1 - ((1 - _options.KlStart) * Math.Pow(_options.KlRate, tape.Step)));
        Tensor counted = tape.Clamp(divergence, _options.KlTolerance, float.MaxValue);
        return tape.Add(drawn.Loss, tape.MultiplyScalar(counted, (float)weight));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, double Value)> Validate(Tape tape)
    {
        if (_valid.Count == 0)
        {
            return [];
        }

        (double reconstruction, double divergence) = Evaluate(_model, _valid, _options.LongestSketch);
        double all = reconstruction + (_options.KlWeight * divergence);
        return _model.Options.Conditional ? [("loss", all), ("reconstruction", reconstruction), ("kl", divergence)] : [("loss", all)];
    }

    /// <summary>
    /// The losses of held-out sketches, latent vectors drawn: reconstruction (movements and pen in nats, divided by the sketches and by the
    /// length of the longest) and divergence (0 without an encoder).
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="sketches">The sketches, divided by the deviation of the training part.</param>
    /// <param name="longest">What the published loss is divided by beside the sketches: the length of the longest.</param>
    public static (double Reconstruction, double Divergence) Evaluate(SketchModel model, IReadOnlyList<Sketch> sketches, int longest)
    {
        var tape = new Tape();
        double reconstruction = 0, divergence = 0;
        foreach (int[] batch in BatchPlan.Evaluation(sketches.Select(s => s.Length), EvaluationRows))
        {
            (SketchLossResult drawn, Tensor? kl) = Measure(model, tape, [.. batch.Select(i => sketches[i])], batch, 0, 0, longest);
            reconstruction += (drawn.Movements + drawn.Pen) / longest;
            divergence += (kl?.Scalar ?? 0) * (double)batch.Length;
            tape.Reset();
        }

        return (reconstruction / sketches.Count, divergence / sketches.Count);
    }

    /// <summary>What the encoder reads: stroke-5 without the end.</summary>
    internal static (SequenceLayout Layout, Tensor Rows) EncoderInput(Tape tape, IReadOnlyList<Sketch> sketches, ReadOnlySpan<int> items)
    {
        var layout = new SequenceLayout([.. sketches.Select(s => s.Length)], items);
        Tensor rows = tape.Arena.Allocate(new Shape(layout.Total, SketchModel.Features));
        layout.PackFeatures([.. sketches.Select(s => s.ToStroke5())], SketchModel.Features, rows.Span);
        return (layout, rows);
    }

    private static (SketchLossResult Drawn, Tensor? Divergence) Measure(
        SketchModel model, Tape tape, Sketch[] sketches, ReadOnlySpan<int> items, ulong seed, uint step, int longest)
    {
        Tensor? latent = null, divergence = null;
        if (model.Options.Conditional)
        {
            (SequenceLayout encoderLayout, Tensor strokes) = EncoderInput(tape, sketches, items);
            (Tensor mean, Tensor logVariance) = model.Encode(tape, encoderLayout, strokes);
            Tensor noise = tape.Arena.Allocate(mean.Shape);
            for (int r = 0; r < sketches.Length; r++)
            {
                var random = new RngSequence(seed, RandomPurpose.Noise, ((ulong)step << 32) | (uint)items[r]);
                foreach (ref float value in noise.Span.Slice(r * model.Options.Latent, model.Options.Latent))
                {
                    value = (float)random.NextNormal();
                }
            }

            latent = tape.Add(mean, tape.Multiply(tape.Exp(tape.MultiplyScalar(logVariance, 0.5f)), noise));

            // -1/2 mean(1 + s - mu^2 - e^s).
            Tensor inner = tape.Subtract(tape.AddScalar(logVariance, 1), tape.Add(tape.Square(mean), tape.Exp(logVariance)));
            divergence = tape.MultiplyScalar(tape.Mean(inner), -0.5f);
        }

        var layout = new SequenceLayout([.. sketches.Select(s => s.Length + 1)], items);
        Tensor read = tape.Arena.Zeros(new Shape(layout.Total, SketchModel.Features)), expected = tape.Arena.Zeros(read.Shape);
        layout.PackFeatures([.. sketches.Select(s => s.ToStroke5())], SketchModel.Features, expected.Span);
        layout.PackFeatures([.. sketches.Select(s => (float[])[0, 0, 1, 0, 0, .. s.ToStroke5()[..^5]])], SketchModel.Features, read.Span);
        Tensor outputs = model.Decode(tape, layout, read, latent, model.Start(tape, latent), out _);
        return (tape.SketchMixture(outputs, expected, (double)sketches.Length * longest), divergence);
    }

    /// <summary>Stretches by chance in both directions, and merges points in the middle of a line into the one before.</summary>
    private Sketch Augment(Sketch sketch, RngSequence random)
    {
        float x = 1 + ((random.NextFloat() - 0.5f) * 2 * _options.Stretch), y = 1 + ((random.NextFloat() - 0.5f) * 2 * _options.Stretch);
        var points = new List<StrokePoint>(sketch.Length);
        int line = 0;
        foreach (StrokePoint p in sketch.Points)
        {
            bool begins = points.Count == 0 || points[^1].Lift;
            line = begins ? 1 : line + 1;
            if (!begins && !p.Lift && line > 2 && random.NextFloat() < _options.PointDrop)
            {
                StrokePoint before = points[^1];
                points[^1] = before with { Dx = before.Dx + (p.Dx * x), Dy = before.Dy + (p.Dy * y) };
            }
            else
            {
                points.Add(new StrokePoint(p.Dx * x, p.Dy * y, p.Lift));
            }
        }

        return new Sketch(points);
    }
}
