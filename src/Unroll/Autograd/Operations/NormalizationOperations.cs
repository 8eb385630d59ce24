using System.Runtime.Intrinsics;
using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Autograd.Operations;

/// <summary>Normalisation by the statistics of each row.</summary>
public static unsafe class NormalizationOperations
{
    /// <summary>
    /// gain * (x - mean) / √(variance + epsilon) + bias over the last axis. Mean and (biased) variance are taken in double, in two
    /// passes.
    /// </summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[..., n].</param>
    /// <param name="gain">[n], or null for ones.</param>
    /// <param name="bias">[n], or null for zeros.</param>
    /// <param name="epsilon">Added to the variance; 1e-5 as in PyTorch.</param>
    /// <exception cref="ArgumentException">The extents do not fit, or epsilon is negative.</exception>
    /// <remarks>Ba, Kiros and Hinton, "Layer normalization", arXiv:1607.06450, 2016, equation 4.</remarks>
    public static Tensor LayerNorm(this Tape tape, Tensor x, Tensor? gain = null, Tensor? bias = null, float epsilon = 1e-5f)
    {
        Expect.RankAtLeast("LayerNorm", nameof(x), x, 1);
        if (!(epsilon >= 0))
        {
            Expect.Fail($"LayerNorm: expected an `epsilon` of 0 or more, got {epsilon}", nameof(epsilon));
        }

        int width = x.Shape.Last, rows = width == 0 ? 0 : x.Count / width;
        if (gain is not null)
        {
            Expect.Vector("LayerNorm", nameof(gain), gain, width);
        }

        if (bias is not null)
        {
            Expect.Vector("LayerNorm", nameof(bias), bias, width);
        }

        Tensor y = tape.Output(x.Shape, x, gain, bias);
        float* normal = tape.Arena.AllocateFloats(x.Count);
        float* inverse = tape.Arena.AllocateFloats(rows);
        var job = new ForwardJob
        {
            Rows = rows, Width = width, X = x.Pointer, Y = y.Pointer, Normal = normal, Inverse = inverse, Epsilon = epsilon,
            Gain = gain is null ? null : gain.Pointer, Bias = bias is null ? null : bias.Pointer,
        };
        Parts.Run(tape, ref job, x.Count);
        if (y.RequiresGradient)
        {
            tape.Record(new Normalised(x, gain, bias, y, normal, inverse));
        }

        return y;
    }

    private struct ForwardJob : IJob
    {
        public int Rows, Width;
        public float* X, Y, Normal, Inverse, Gain, Bias;
        public float Epsilon;

        public readonly void Execute(int part, int parts)
        {
            (int from, int to) = Parts.Range(Rows, 1, part, parts);
            for (int r = from; r < to; r++)
            {
                nint at = (nint)r * Width;
                double mean = Lanes.Sum(X + at, Width) / Width;
                double square = 0;
                for (int i = 0; i < Width; i++)
                {
                    double d = X[at + i] - mean;
                    square += d * d;
                }

                double inverse = 1 / Math.Sqrt((square / Width) + Epsilon);
                Inverse[r] = (float)inverse;
                for (int i = 0; i < Width; i++)
                {
                    float normal = (float)((X[at + i] - mean) * inverse);
                    Normal[at + i] = normal;
                    Y[at + i] = ((Gain == null ? 1 : Gain[i]) * normal) + (Bias == null ? 0 : Bias[i]);
                }
            }
        }
    }

    /// <summary>dx += (g - mean(g) - normal * mean(g * normal)) / deviation, where g = dy * gain.</summary>
    private struct BackwardJob : IJob
    {
        public int Rows, Width;
        public float* Dy, Dx, Normal, Inverse, Gain;

        public readonly void Execute(int part, int parts)
        {
            (int from, int to) = Parts.Range(Rows, 1, part, parts);
            for (int r = from; r < to; r++)
            {
                nint at = (nint)r * Width;
                double sum = 0, dot = 0;
                for (int i = 0; i < Width; i++)
                {
                    double g = (double)Dy[at + i] * (Gain == null ? 1 : Gain[i]);
                    sum += g;
                    dot += g * Normal[at + i];
                }

                Vector256<float> mean = Vector256.Create((float)(sum / Width)), slope = Vector256.Create((float)(dot / Width));
                for (int i = 0; i < Width; i += Lanes.Width)
                {
                    int left = Width - i;
                    Vector256<float> g = Lanes.Load(Dy + at + i, left);
                    if (Gain != null)
                    {
                        g *= Lanes.Load(Gain + i, left);
                    }

                    Vector256<float> d = (g - mean - (Lanes.Load(Normal + at + i, left) * slope)) * Inverse[r];
                    Lanes.Store(Lanes.Load(Dx + at + i, left) + d, Dx + at + i, left);
                }
            }
        }
    }

    private sealed class Normalised(Tensor x, Tensor? gain, Tensor? bias, Tensor y, float* normal, float* inverse) : Node
    {
        public override void Backward(Tape tape)
        {
            if (y.Gradient is null)
            {
                return;
            }

            int width = x.Shape.Last, rows = width == 0 ? 0 : x.Count / width;
            float* dy = y.Gradient.Pointer;
            if (x.RequiresGradient)
            {
                var job = new BackwardJob
                {
                    Rows = rows, Width = width, Dy = dy, Dx = tape.GradientOf(x).Pointer, Normal = normal, Inverse = inverse,
                    Gain = gain is null ? null : gain.Pointer,
                };
                Parts.Run(tape, ref job, x.Count);
            }

            if (gain is { RequiresGradient: true })
            {
                Columns.Sum(tape, rows, width, dy, normal, tape.GradientOf(gain).Pointer, 1, accumulate: true);
            }

            if (bias is { RequiresGradient: true })
            {
                Columns.Sum(tape, rows, width, dy, null, tape.GradientOf(bias).Pointer, 1, accumulate: true);
            }
        }
    }
}
