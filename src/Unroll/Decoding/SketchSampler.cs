using Unroll.Autograd;
using Unroll.Data.Strokes;
using Unroll.Models;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Decoding;

/// <summary>Draws sketches from a <see cref="SketchModel"/>, reads their latent vectors and goes between them.</summary>
/// <param name="model">The model; its weights must not change meanwhile.</param>
public sealed class SketchSampler(SketchModel model)
{
    private readonly Tape _tape = new();

    /// <summary>The latent vector of a sketch: the mean of its distribution.</summary>
    /// <param name="sketch">A sketch, divided by the deviation of the training part.</param>
    public float[] Encode(Sketch sketch)
    {
        ArgumentNullException.ThrowIfNull(sketch);
        (SequenceLayout layout, Tensor rows) = SketchTask.EncoderInput(_tape, [sketch], [0]);
        float[] mean = model.Encode(_tape, layout, rows).Mean.ToArray();
        _tape.Reset();
        return mean;
    }

    /// <summary>A latent vector of the normal distribution that all of them together are trained towards.</summary>
    public float[] Draw(RngSequence random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var latent = new float[model.Options.Latent];
        foreach (ref float value in latent.AsSpan())
        {
            value = (float)random.NextNormal();
        }

        return latent;
    }

    /// <summary>The vector at a share of the way between two, on the sphere that they lie on rather than through its middle.</summary>
    /// <param name="from">The vector at 0.</param>
    /// <param name="to">The vector at 1.</param>
    /// <param name="share">Between 0 and 1.</param>
    public static float[] Between(float[] from, float[] to, double share)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        double a = 0, b = 0, dot = 0;
        for (int i = 0; i < from.Length; i++)
        {
            a += (double)from[i] * from[i];
            b += (double)to[i] * to[i];
            dot += (double)from[i] * to[i];
        }

        double angle = Math.Acos(Math.Clamp(dot / Math.Max(Math.Sqrt(a * b), 1e-12), -1, 1));
        (double first, double second) = Math.Sin(angle) < 1e-6
            ? (1 - share, share) : (Math.Sin((1 - share) * angle) / Math.Sin(angle), Math.Sin(share * angle) / Math.Sin(angle));
        return [.. from.Zip(to, (x, y) => (float)((first * x) + (second * y)))];
    }

    /// <summary>Draws a sketch movement by movement, until the model ends it.</summary>
    /// <param name="latent">The latent vector; null for a model without an encoder.</param>
    /// <param name="temperature">
    /// What the logits are divided by and the variances multiplied with (Ha and Eck 2017, equation 8): 0 takes the likeliest of everything.
    /// </param>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="most">The most movements.</param>
    /// <param name="beginning">Movements to begin with, which are part of the result; none unless given.</param>
    public Sketch Sample(float[]? latent, double temperature, RngSequence random, int most, Sketch? beginning = null)
    {
        ArgumentNullException.ThrowIfNull(random);
        SequenceLayout layout = SequenceLayout.Dense(1, 1);
        Tensor? z = latent is null ? null : Tensor.From(latent, 1, latent.Length);
        RecurrentStates? states = model.Start(_tape, z)?.Detach();
        _tape.Reset();
        var points = new List<StrokePoint>();
        Tensor input = Tensor.From([0, 0, 1, 0, 0], 1, SketchModel.Features);
        for (int i = 0; i < most; i++)
        {
            Tensor output = model.Decode(_tape, layout, input, z, states, out RecurrentStates next);
            StrokePoint? point = beginning is not null && i < beginning.Length ? beginning.Points[i] : Draw(output.Span, temperature, random);
            states = next.Detach();
            _tape.Reset();
            if (point is not { } p)
            {
                break;
            }

            points.Add(p);
            ReadOnlySpan<float> row = [p.Dx, p.Dy, p.Lift ? 0 : 1, p.Lift ? 1 : 0, 0];
            row.CopyTo(input.Span);
        }

        return new Sketch(points);
    }

    /// <summary>A movement, or null for the end.</summary>
    private StrokePoint? Draw(ReadOnlySpan<float> output, double temperature, RngSequence random)
    {
        int m = model.Options.Mixtures;
        int pen = Choose(output[..3], temperature, random);
        int j = Choose(output.Slice(3, m), temperature, random);
        double u = random.NextNormal(), v = random.NextNormal();
        if (pen == 2)
        {
            return null;
        }

        ReadOnlySpan<float> mixture = output[3..];
        double spread = Math.Sqrt(temperature), rho = Math.Tanh(mixture[(5 * m) + j]);
        double dx = mixture[m + j] + (Math.Exp(mixture[(3 * m) + j]) * spread * u);
        double dy = mixture[(2 * m) + j] + (Math.Exp(mixture[(4 * m) + j]) * spread * ((rho * u) + (Math.Sqrt(Math.Max(0, 1 - (rho * rho))) * v)));
        return new StrokePoint((float)dx, (float)dy, pen == 1);
    }

    private static int Choose(ReadOnlySpan<float> logits, double temperature, RngSequence random)
    {
        double draw = random.NextDouble();
        int best = TokenSampler.ArgMax(logits);
        if (temperature <= 0)
        {
            return best;
        }

        double sum = 0, reached = 0;
        foreach (float logit in logits)
        {
            sum += Math.Exp((logit - logits[best]) / temperature);
        }

        for (int i = 0; i < logits.Length; i++)
        {
            reached += Math.Exp((logits[i] - logits[best]) / temperature);
            if (draw * sum < reached)
            {
                return i;
            }
        }

        return best;
    }
}
