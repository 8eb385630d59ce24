namespace Unroll.Tests.Autograd;

/// <summary>References as plain loops in double.</summary>
internal static class Naive
{
    public static double[] MatMul(double[] a, double[] b, int batch, int m, int n, int k, bool transposeA, bool transposeB)
    {
        var y = new double[batch * m * n];
        for (int s = 0; s < batch; s++)
        {
            for (int i = 0; i < m; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    for (int l = 0; l < k; l++)
                    {
                        int ia = (s * m * k) + (transposeA ? (l * m) + i : (i * k) + l);
                        int ib = (s * k * n) + (transposeB ? (j * k) + l : (l * n) + j);
                        y[(s * m * n) + (i * n) + j] += a[ia] * b[ib];
                    }
                }
            }
        }

        return y;
    }

    /// <summary>Applies a function to each group of elements that differ in their position along an axis only.</summary>
    public static double[] Along(double[] x, int outer, int extent, int inner, Func<double[], double[]> function)
    {
        double[][] groups = new double[outer * inner][];
        for (int o = 0; o < outer; o++)
        {
            for (int j = 0; j < inner; j++)
            {
                groups[(o * inner) + j] = function([.. Enumerable.Range(0, extent).Select(i => x[(((o * extent) + i) * inner) + j])]);
            }
        }

        int size = groups[0].Length;
        var y = new double[outer * size * inner];
        for (int o = 0; o < outer; o++)
        {
            for (int i = 0; i < size; i++)
            {
                for (int j = 0; j < inner; j++)
                {
                    y[(((o * size) + i) * inner) + j] = groups[(o * inner) + j][i];
                }
            }
        }

        return y;
    }

    public static double[] Softmax(double[] x)
    {
        double max = x.Length == 0 ? 0 : x.Max(), sum = x.Sum(v => Math.Exp(v - max));
        return [.. x.Select(v => Math.Exp(v - max) / sum)];
    }

    public static double LogSumExp(double[] x) => x.Max() + Math.Log(x.Sum(v => Math.Exp(v - x.Max())));

    public static double[] LayerNorm(double[] x, double epsilon)
    {
        double mean = x.Average(), variance = x.Average(v => (v - mean) * (v - mean));
        return [.. x.Select(v => (v - mean) / Math.Sqrt(variance + epsilon))];
    }

    /// <summary>x [n, c, h, w] by weight [o, c, kh, kw]; one-dimensional convolutions have h = kh = 1.</summary>
    public static double[] Convolution(
        double[] x, double[] weight, double[]? bias, (int N, int C, int H, int W) s, (int O, int H, int W) k,
        (int Y, int X) stride, (int Y, int X) padding, (int Y, int X) dilation)
    {
        int height = ((s.H + (2 * padding.Y) - (dilation.Y * (k.H - 1)) - 1) / stride.Y) + 1;
        int width = ((s.W + (2 * padding.X) - (dilation.X * (k.W - 1)) - 1) / stride.X) + 1;
        var y = new double[s.N * k.O * height * width];
        int at = 0;
        for (int n = 0; n < s.N; n++)
        {
            for (int o = 0; o < k.O; o++)
            {
                for (int oy = 0; oy < height; oy++)
                {
                    for (int ox = 0; ox < width; ox++, at++)
                    {
                        y[at] = bias is null ? 0 : bias[o];
                        for (int c = 0; c < s.C; c++)
                        {
                            for (int ky = 0; ky < k.H; ky++)
                            {
                                for (int kx = 0; kx < k.W; kx++)
                                {
                                    int iy = (oy * stride.Y) + (ky * dilation.Y) - padding.Y, ix = (ox * stride.X) + (kx * dilation.X) - padding.X;
                                    if (iy >= 0 && iy < s.H && ix >= 0 && ix < s.W)
                                    {
                                        y[at] += x[(((((n * s.C) + c) * s.H) + iy) * s.W) + ix]
                                            * weight[(((((o * s.C) + c) * k.H) + ky) * k.W) + kx];
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }

        return y;
    }

    /// <summary>Pools planes [h, w]; a function makes one number of the elements under the window (padding left out).</summary>
    public static double[] Pool(
        double[] x, int planes, int h, int w, (int Y, int X) size, (int Y, int X) stride, (int Y, int X) padding, Func<List<double>, double> function)
    {
        int height = ((h + (2 * padding.Y) - size.Y) / stride.Y) + 1, width = ((w + (2 * padding.X) - size.X) / stride.X) + 1;
        var y = new List<double>();
        for (int p = 0; p < planes; p++)
        {
            for (int oy = 0; oy < height; oy++)
            {
                for (int ox = 0; ox < width; ox++)
                {
                    var seen = new List<double>();
                    for (int iy = (oy * stride.Y) - padding.Y; iy < (oy * stride.Y) - padding.Y + size.Y; iy++)
                    {
                        for (int ix = (ox * stride.X) - padding.X; ix < (ox * stride.X) - padding.X + size.X; ix++)
                        {
                            if (iy >= 0 && iy < h && ix >= 0 && ix < w)
                            {
                                seen.Add(x[(((p * h) + iy) * w) + ix]);
                            }
                        }
                    }

                    y.Add(function(seen));
                }
            }
        }

        return [.. y];
    }
}
