using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Unroll.Layers;
using Unroll.Numerics;

namespace Unroll.Optimizers;

/// <summary>The sum of squares of each chunk of the gradients, laid end to end.</summary>
/// <param name="parameters">The parameters; frozen ones have no chunks.</param>
/// <param name="sums">The results, [chunks] or more.</param>
/// <param name="chunks">Chunks of all parameters.</param>
internal readonly struct NormJob(IReadOnlyList<NamedParameter> parameters, double[] sums, int chunks) : IJob
{
    public static int Chunks(Parameter parameter) =>
        parameter.Trainable ? (parameter.Gradient.Count + GradientClipping.Chunk - 1) / GradientClipping.Chunk : 0;

    /// <summary>The sum of squares in double: eight running sums, then their sum, in a fixed order.</summary>
    public static double SquareSum(ReadOnlySpan<float> values)
    {
        Vector256<double> low = default, high = default;
        ReadOnlySpan<Vector256<float>> lanes = MemoryMarshal.Cast<float, Vector256<float>>(values);
        foreach (Vector256<float> x in lanes)
        {
            (Vector256<double> a, Vector256<double> b) = Vector256.Widen(x);
            low += a * a;
            high += b * b;
        }

        Vector256<double> sums = low + high;
        double sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
        foreach (float x in values[(lanes.Length * Vector256<float>.Count)..])
        {
            sum += (double)x * x;
        }

        return sum;
    }

    public void Execute(int part, int parts)
    {
        int start = (int)((long)chunks * part / parts), end = (int)((long)chunks * (part + 1) / parts), chunk = 0;
        for (int i = 0; i < parameters.Count && chunk < end; i++)
        {
            Parameter parameter = parameters[i].Parameter;
            int own = Chunks(parameter);
            for (int c = Math.Max(start - chunk, 0); c < Math.Min(own, end - chunk); c++)
            {
                int from = c * GradientClipping.Chunk;
                sums[chunk + c] = SquareSum(parameter.Gradient.Span.Slice(from, Math.Min(GradientClipping.Chunk, parameter.Gradient.Count - from)));
            }

            chunk += own;
        }
    }
}
