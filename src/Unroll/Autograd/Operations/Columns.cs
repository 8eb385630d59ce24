using System.Runtime.Intrinsics;
using Unroll.Numerics;

namespace Unroll.Autograd.Operations;

/// <summary>
/// Sums over the rows of a matrix [rows, columns], in double, from the first row to the last; the threads share the columns.
/// </summary>
internal static unsafe class Columns
{
    /// <summary>sums[j] (+)= scale * (x[0, j] + x[1, j] + ...), each element multiplied by that of another matrix if one is given.</summary>
    public static void Sum(Tape tape, int rows, int columns, float* x, float* times, float* sums, float scale, bool accumulate)
    {
        var job = new Job
        {
            Rows = rows, Count = columns, X = x, Times = times, Sums = sums, Scale = scale, Accumulate = accumulate,
        };
        Parts.Run(tape, ref job, (long)rows * columns / 4);
    }

    private struct Job : IJob
    {
        public int Rows, Count;
        public float* X, Times, Sums;
        public float Scale;
        public bool Accumulate;

        public readonly void Execute(int part, int parts)
        {
            (int from, int to) = Parts.Range(Count, Lanes.Line, part, parts);
            for (int j = from; j < to; j += Lanes.Width)
            {
                int width = Math.Min(Lanes.Width, to - j);
                Vector256<double> low = default, high = default;
                for (int r = 0; r < Rows; r++)
                {
                    nint at = ((nint)r * Count) + j;
                    Vector256<float> v = Lanes.Load(X + at, width);
                    Vector256<double> l = Vector256.WidenLower(v), h = Vector256.WidenUpper(v);
                    if (Times != null)
                    {
                        Vector256<float> t = Lanes.Load(Times + at, width);
                        l *= Vector256.WidenLower(t);
                        h *= Vector256.WidenUpper(t);
                    }

                    low += l;
                    high += h;
                }

                Vector256<float> sum = Vector256.Narrow(low * Scale, high * Scale);
                if (Accumulate)
                {
                    sum += Lanes.Load(Sums + j, width);
                }

                Lanes.Store(sum, Sums + j, width);
            }
        }
    }
}
