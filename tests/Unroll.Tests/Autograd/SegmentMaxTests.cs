using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Tests.Autograd;

public sealed class SegmentMaxTests
{
    private static readonly int[] s_ids = [2, 0, 2, 3, 0, 2];

    [Fact]
    public void MaximaAndGradientsAgreeWithPlainLoops() => GradientCheck.Run(
        (t, x) => t.SegmentMax(x[0], s_ids, 5),
        x =>
        {
            var y = new double[5 * 3];
            for (int s = 0; s < 5; s++)
            {
                for (int c = 0; c < 3; c++)
                {
                    y[(s * 3) + c] = s_ids.Select((id, r) => (id, r)).Where(p => p.id == s).Select(p => x[0][(p.r * 3) + c]).DefaultIfEmpty(0).Max();
                }
            }

            return y;
        },
        GradientCheck.Noise(1, 6, 3));

    [Fact]
    public void ANumberThatIsNoneStaysVisible()
    {
        Tensor x = Tensor.From([1, float.NaN, 2, 5], 4, 1);
        Assert.Equal([float.NaN, 5], new Tape().SegmentMax(x, [0, 0, 0, 1], 2).ToArray());
    }

    [Fact]
    public void ConvolutionsOfRaggedRowsAgreeWithPlainLoops()
    {
        const int Inputs = 2, Filters = 3;
        int[] lengths = [4, 1, 0, 2], widths = [3, 2];
        var layer = new RaggedConvolution(Inputs, Filters, widths);
        Tensor[] weights = [.. layer.Parameters().Select(p => p.Parameter.Value)];
        for (int i = 0; i < weights.Length; i++)
        {
            GradientCheck.Noise(2 + i, weights[i].Shape).Span.CopyTo(weights[i].Span);
        }

        GradientCheck.Run((t, x) => layer.Forward(t, x[0], lengths), x =>
        {
            var y = new List<double>();
            for (int r = 0, start = 0; r < lengths.Length; start += lengths[r], r++)
            {
                for (int k = 0; k < widths.Length; k++)
                {
                    for (int f = 0; f < Filters; f++)
                    {
                        // A window may stand over the edge; what lies outside is 0. Rectified, so the maximum is at least 0.
                        double best = 0;
                        for (int first = 1 - widths[k]; first < lengths[r]; first++)
                        {
                            double sum = x[2 + (2 * k)][f];
                            for (int j = 0; j < widths[k] * Inputs; j++)
                            {
                                int step = first + (j / Inputs);
                                sum += step < 0 || step >= lengths[r] ? 0
                                    : x[1 + (2 * k)][(f * widths[k] * Inputs) + j] * x[0][((start + step) * Inputs) + (j % Inputs)];
                            }

                            best = Math.Max(best, sum);
                        }

                        y.Add(lengths[r] == 0 ? 0 : best);
                    }
                }
            }

            return [.. y];
        }, [GradientCheck.Noise(1, 7, Inputs), .. weights]);
    }
}
