using Unroll.Recurrent;
using Unroll.Tests.Recurrent.Reference;

namespace Unroll.Tests.Recurrent.Decoding;

/// <summary>
/// A decoder with attention as Bahdanau et al. (2015), Luong et al. (2015) and Chorowski et al. (2015) write it: plain loops in double,
/// one row at a time, sharing nothing with the library but the layout of packed rows.
/// </summary>
internal static class DecoderReference
{
    public static double[] Run(DecoderCase c, double[][] x)
    {
        ReferenceCell cell = c.Naive;
        int i = 6;
        double[] unit = cell.UnitParameters > 0 ? x[i++] : [];
        double[]? query = c.Additive > 0 ? x[i++] : null, energy = c.Additive > 0 ? x[i++] : null;
        double[]? kernel = c.Kernel > 0 ? x[i++] : null;
        double[]? combine = c.After ? x[i++] : null, bias = c.After ? x[i++] : null;
        double[][] initial = c.Initial ? x[i..] : [];
        var weights = new ReferenceWeights
        {
            Inputs = c.Inputs + c.Fed, Units = c.Units, Input = x[1], Hidden = x[2], Bias = x[3],
            Unit = unit, Gain = null,
        };
        SequenceLayout layout = DecoderRun.Layout(c);
        int total = layout.Total;
        double[] hidden = new double[total * c.Units], contexts = new double[total * c.Memory],
            combined = new double[c.After ? total * c.Combined : 0];
        double[][] final = [.. Enumerable.Range(0, cell.States).Select(_ => new double[c.Targets.Length * c.Units])];
        for (int sorted = 0; sorted < layout.Rows; sorted++)
        {
            int row = layout.Order[sorted], start = c.Sources.Take(row).Sum(), n = c.Sources[row];
            double[][] states = [.. Enumerable.Range(0, cell.States)
                .Select(k => c.Initial ? Part(initial[k], row * c.Units, c.Units) : new double[c.Units])];
            double[] seen = new double[n], fed = new double[c.Fed];
            for (int t = 0; t < c.Targets[row]; t++)
            {
                int p = layout.PackedRow(t, sorted);
                double[] context = [];
                if (!c.After)
                {
                    context = Attend(states[0]);
                    fed = context;
                }

                double[] input = [.. Part(x[0], p * c.Inputs, c.Inputs), .. fed];
                states = cell.Run(weights, new ReferenceRow { X = [input], Initial = states }).Final;
                if (c.After)
                {
                    context = Attend(states[0]);
                    double[] both = [.. states[0], .. context];
                    double[] f = [.. Enumerable.Range(0, c.Combined)
                        .Select(o => Math.Tanh(bias![o] + both.Select((v, j) => combine![(o * both.Length) + j] * v).Sum()))];
                    f.CopyTo(combined, p * c.Combined);
                    fed = c.Feed ? f : fed;
                }

                states[0].CopyTo(hidden, p * c.Units);
                context.CopyTo(contexts, p * c.Memory);
            }

            for (int k = 0; k < final.Length; k++)
            {
                states[k].CopyTo(final[k], row * c.Units);
            }

            double[] Attend(double[] h)
            {
                double[] q = query is null ? h
                    : [.. Enumerable.Range(0, c.Additive).Select(a => h.Select((v, j) => query[(a * c.Units) + j] * v).Sum())];
                var scores = new double[n];
                for (int s = 0; s < n; s++)
                {
                    for (int a = 0; a < c.Keys; a++)
                    {
                        double key = x[5][((start + s) * c.Keys) + a];
                        if (energy is null)
                        {
                            scores[s] += key * q[a];
                            continue;
                        }

                        for (int j = 0; j < c.Kernel; j++)
                        {
                            int at = s + j - (c.Kernel / 2);
                            key += at >= 0 && at < n ? kernel![(j * c.Keys) + a] * seen[at] : 0;
                        }

                        scores[s] += energy[a] * Math.Tanh(key + q[a]);
                    }
                }

                double sum = scores.Sum(Math.Exp);
                double[] alpha = [.. scores.Select(s => Math.Exp(s) / sum)];
                seen = c.Coverage ? [.. seen.Zip(alpha, (u, v) => u + v)] : alpha;
                var m = new double[c.Memory];
                for (int s = 0; s < n; s++)
                {
                    for (int d = 0; d < m.Length; d++)
                    {
                        m[d] += alpha[s] * x[4][((start + s) * c.Memory) + d];
                    }
                }

                return m;
            }
        }

        return [.. hidden, .. contexts, .. combined, .. final.SelectMany(f => f)];
    }

    private static double[] Part(double[] values, int start, int count) => values.AsSpan(start, count).ToArray();
}
