using Unroll.Autograd;
using Unroll.Data;
using Unroll.Tensors;
using Unroll.Tests.Autograd;
using Unroll.Trees;

namespace Unroll.Tests.Trees;

/// <summary>Trees against the papers' equations, node by node, in double.</summary>
public sealed class TreeEncoderTests
{
    private const int Inputs = 3, Units = 4;

    private static readonly LabeledTree[] s_trees =
    [
        TreeReader.Parse("((a) ((b) (c)))"), TreeReader.Parse("(d)"), TreeReader.Parse("(((e) (f)) ((g) (((h) (i)) (j))))"),
    ];

    private static readonly LabeledTree[] s_wide = [TreeReader.Parse("((a) (b) ((c) (d) (e) (f)))"), TreeReader.Parse("((a))"), TreeReader.Parse("(b)")];

    [Theory]
    [InlineData(TreeCell.Recursive)]
    [InlineData(TreeCell.Binary)]
    [InlineData(TreeCell.ChildSum)]
    public void VectorsAndGradientsAgreeWithTheEquations(TreeCell cell)
    {
        LabeledTree[] trees = cell == TreeCell.ChildSum ? s_wide : s_trees;
        var layout = new TreeLayout(trees);
        var encoder = new TreeEncoder(Inputs, Units, cell);
        Tensor[] weights = [.. encoder.Parameters().Select(p => p.Parameter.Value)];
        for (int i = 0; i < weights.Length; i++)
        {
            GradientCheck.Noise(2 + i, weights[i].Shape).Span.CopyTo(weights[i].Span);
        }

        GradientCheck.Run(
            (tape, x) => encoder.Forward(tape, layout, x[0]), x => Reference(layout, x, cell),
            [GradientCheck.Noise(1, layout.LevelStarts[1], Inputs), .. weights]);
    }

    [Fact]
    public void ATreeIsTheSameAloneAndInABatch()
    {
        var encoder = new TreeEncoder(Inputs, Units, TreeCell.Binary);
        encoder.Initialize(5);
        var layout = new TreeLayout(s_trees);
        Tensor leaves = GradientCheck.Noise(1, layout.LevelStarts[1], Inputs);
        float[] all = encoder.Forward(new Tape(), layout, leaves).ToArray();
        for (int t = 0; t < s_trees.Length; t++)
        {
            var own = new TreeLayout([s_trees[t]]);
            int[] rows = layout.Rows[t];
            Tensor words = Tensor.Zeros(own.LevelStarts[1], Inputs);
            for (int n = 0; n < rows.Length; n++)
            {
                if (s_trees[t].Nodes[n].Word is not null)
                {
                    leaves.Span.Slice(rows[n] * Inputs, Inputs).CopyTo(words.Span[(own.Rows[0][n] * Inputs)..]);
                }
            }

            float[] alone = encoder.Forward(new Tape(), own, words).ToArray();
            for (int n = 0; n < rows.Length; n++)
            {
                Assert.Equal(all[(rows[n] * Units)..((rows[n] + 1) * Units)], alone[(own.Rows[0][n] * Units)..((own.Rows[0][n] + 1) * Units)]);
            }
        }
    }

    [Fact]
    public void ACellOfTwoChildrenRefusesMore() => Assert.Contains("a node has 4 children", Assert.Throws<ArgumentException>(() =>
        new TreeEncoder(Inputs, Units, TreeCell.Binary).Forward(new Tape(), new TreeLayout(s_wide), Tensor.Zeros(8, Inputs))).Message, StringComparison.Ordinal);

    [Fact]
    public void LeavesComeFirstAndChildrenBeforeParents()
    {
        var layout = new TreeLayout(s_trees, [7, 8, 9]);
        Assert.Equal([0, 10, 13, 15, 16, 17], layout.LevelStarts);
        Assert.All(Enumerable.Range(0, layout.Total), r => Assert.All(layout.Children[r], c => Assert.True(c < r)));
        Assert.Equal(9, layout.Items[layout.Rows[2][^1]]);
    }

    /// <summary>x: leaves, then weight and bias of the leaf layer, of the inner layer and, for the child-sum cell, of the forget gate.</summary>
    private static double[] Reference(TreeLayout layout, double[][] x, TreeCell cell)
    {
        var h = new double[layout.Total][];
        var c = new double[layout.Total][];
        for (int r = 0; r < layout.Total; r++)
        {
            int[] children = layout.Children[r];
            (h[r], c[r]) = (new double[Units], new double[Units]);
            if (cell == TreeCell.Recursive)
            {
                double[] a = children.Length == 0
                    ? Affine(x[1], x[2], x[0][(r * Inputs)..((r + 1) * Inputs)]) : Affine(x[3], x[4], [.. h[children[0]], .. h[children[1]]]);
                h[r] = Array.ConvertAll(a, Math.Tanh);
                continue;
            }

            double[] gates = children.Length == 0 ? Affine(x[1], x[2], x[0][(r * Inputs)..((r + 1) * Inputs)])
                : cell == TreeCell.Binary ? Affine(x[3], x[4], [.. h[children[0]], .. h[children[1]]])
                : Affine(x[3], x[4], [.. Enumerable.Range(0, Units).Select(u => children.Sum(k => h[k][u]))]);
            for (int u = 0; u < Units; u++)
            {
                double sum = Sigmoid(gates[u]) * Math.Tanh(gates[(2 * Units) + u]);
                for (int k = 0; k < children.Length; k++)
                {
                    double forget = cell == TreeCell.Binary ? gates[((3 + k) * Units) + u] : Affine(x[5], x[6], h[children[k]])[u];
                    sum += Sigmoid(forget) * c[children[k]][u];
                }

                c[r][u] = sum;
                h[r][u] = Sigmoid(gates[Units + u]) * Math.Tanh(sum);
            }
        }

        return [.. h.SelectMany(v => v)];
    }

    private static double[] Affine(double[] weight, double[] bias, double[] x) =>
        [.. bias.Select((b, o) => b + Enumerable.Range(0, x.Length).Sum(i => weight[(o * x.Length) + i] * x[i]))];

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
