using Unroll.Numerics;

namespace Unroll.Autograd.Operations;

/// <summary>
/// Rows read by id and rows added by id. A target row is written by one thread only, which goes through the ids from first to
/// last: the order of the additions is fixed.
/// </summary>
internal static unsafe class RowMoves
{
    /// <summary>target[i] = source[ids[i]], or += where accumulating, scaled by scales[ids[i]] where given.</summary>
    public static void Gather(Tape tape, float* source, int* ids, int count, int width, float* target, float* scales, bool accumulate)
    {
        var job = new GatherJob
        {
            Source = source, Ids = ids, Count = count, Width = width, Target = target, Scales = scales, Accumulate = accumulate,
        };
        Parts.Run(tape, ref job, (long)count * width / 4);
    }

    /// <summary>target[ids[i]] += source[i] over target rows [0, rows).</summary>
    public static void ScatterAdd(Tape tape, float* source, int* ids, int count, int width, float* target, int rows)
    {
        var job = new ScatterJob { Source = source, Ids = ids, Count = count, Width = width, Target = target, Rows = rows };
        Parts.Run(tape, ref job, (long)count * width / 4);
    }

    private struct GatherJob : IJob
    {
        public float* Source, Target, Scales;
        public int* Ids;
        public int Count, Width;
        public bool Accumulate;

        public readonly void Execute(int part, int parts)
        {
            (int from, int to) = Parts.Range(Count, 1, part, parts);
            for (int i = from; i < to; i++)
            {
                float* source = Source + ((nint)Ids[i] * Width), target = Target + ((nint)i * Width);
                if (!Accumulate)
                {
                    Lanes.Copy(source, target, Width);
                }
                else if (Scales == null)
                {
                    Lanes.Add(source, target, Width);
                }
                else
                {
                    Lanes.AddScaled(Scales[Ids[i]], source, target, Width);
                }
            }
        }
    }

    private struct ScatterJob : IJob
    {
        public float* Source, Target;
        public int* Ids;
        public int Count, Width, Rows;

        public readonly void Execute(int part, int parts)
        {
            (int from, int to) = Parts.Range(Rows, 1, part, parts);
            for (int i = 0; i < Count; i++)
            {
                if (Ids[i] >= from && Ids[i] < to)
                {
                    Lanes.Add(Source + ((nint)i * Width), Target + ((nint)Ids[i] * Width), Width);
                }
            }
        }
    }
}
