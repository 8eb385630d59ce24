using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Tensors;

namespace Unroll.Tests.Autograd;

public sealed class ElementwiseOperationsTests
{
    private static readonly Dictionary<string, (Func<Tape, Tensor, Tensor> Operation, Func<double, double> Reference, double Low, double High)> s_unary = new()
    {
        ["Exp"] = ((t, x) => t.Exp(x), Math.Exp, -4, 4),
        ["Log"] = ((t, x) => t.Log(x), Math.Log, 0.1, 6),
        ["Tanh"] = ((t, x) => t.Tanh(x), Math.Tanh, -4, 4),
        ["Sigmoid"] = ((t, x) => t.Sigmoid(x), x => 1 / (1 + Math.Exp(-x)), -6, 6),
        ["Relu"] = ((t, x) => t.Relu(x), x => Math.Max(0, x), -2, 2),
        ["LeakyRelu"] = ((t, x) => t.LeakyRelu(x, 0.2f), x => x > 0 ? x : x * 0.2f, -2, 2),
        ["Softplus"] = ((t, x) => t.Softplus(x), x => Math.Log(1 + Math.Exp(x)), -8, 8),
        ["Square"] = ((t, x) => t.Square(x), x => x * x, -3, 3),
        ["Sqrt"] = ((t, x) => t.Sqrt(x), Math.Sqrt, 0.1, 9),
        ["Abs"] = ((t, x) => t.Abs(x), Math.Abs, -3, 3),
        ["Clamp"] = ((t, x) => t.Clamp(x, -0.5f, 1), x => Math.Clamp(x, -0.5, 1), -3, 3),
        ["Negate"] = ((t, x) => t.Negate(x), x => -x, -3, 3),
        ["MultiplyScalar"] = ((t, x) => t.MultiplyScalar(x, 2.5f), x => 2.5 * x, -3, 3),
        ["AddScalar"] = ((t, x) => t.AddScalar(x, 2.5f), x => x + 2.5, -3, 3),
    };

    private static readonly Dictionary<string, (Func<Tape, Tensor, Tensor, Tensor> Operation, Func<double, double, double> Reference)> s_binary = new()
    {
        ["Add"] = ((t, a, b) => t.Add(a, b), (a, b) => a + b),
        ["Subtract"] = ((t, a, b) => t.Subtract(a, b), (a, b) => a - b),
        ["Multiply"] = ((t, a, b) => t.Multiply(a, b), (a, b) => a * b),
        ["Divide"] = ((t, a, b) => t.Divide(a, b), (a, b) => a / b),
    };

    public static TheoryData<string> Unary => [.. s_unary.Keys];

    public static TheoryData<string> Binary => [.. s_binary.Keys];

    [Theory]
    [MemberData(nameof(Unary))]
    public void UnaryAgreesWithPlainLoops(string name)
    {
        (Func<Tape, Tensor, Tensor> operation, Func<double, double> reference, double low, double high) = s_unary[name];
        foreach (Shape shape in new[] { new Shape(), new Shape(3), new Shape(2, 8), new Shape(3, 7, 2), new Shape(0, 4) })
        {
            Tensor x = GradientCheck.Noise(5, shape, low, high);
            GradientCheck.Run((t, i) => operation(t, i[0]), i => Array.ConvertAll(i[0], v => reference(v)), x);
        }
    }

    [Theory]
    [MemberData(nameof(Binary))]
    public void BinaryAgreesWithPlainLoops(string name)
    {
        (Func<Tape, Tensor, Tensor, Tensor> operation, Func<double, double, double> reference) = s_binary[name];
        foreach (Shape shape in new[] { new Shape(), new Shape(3), new Shape(2, 8), new Shape(3, 7, 2) })
        {
            Tensor a = GradientCheck.Noise(5, shape), b = GradientCheck.Noise(6, shape, 0.5, 2);
            GradientCheck.Run(
                (t, i) => operation(t, i[0], i[1]), i => [.. i[0].Zip(i[1], (p, q) => reference(p, q))], a, b);
        }
    }

    [Theory]
    [MemberData(nameof(Binary))]
    public void OneTensorMayBeBothOperands(string name)
    {
        (Func<Tape, Tensor, Tensor, Tensor> operation, Func<double, double, double> reference) = s_binary[name];
        Tensor x = GradientCheck.Noise(5, new Shape(11), 0.5, 2);
        GradientCheck.Run((t, i) => operation(t, i[0], i[0]), i => Array.ConvertAll(i[0], v => reference(v, v)), x);
    }

    [Fact]
    public void AnElementsBitsDoNotDependOnItsPlace()
    {
        Tensor x = GradientCheck.Noise(3, new Shape(37), 0.2, 3);
        foreach ((Func<Tape, Tensor, Tensor> operation, _, _, _) in s_unary.Values)
        {
            var tape = new Tape();
            float[] whole = operation(tape, x).ToArray();
            for (int i = 0; i < x.Count; i++)
            {
                Assert.Equal(whole[i], operation(tape, Tensor.FromScalar(x[i])).Scalar);
            }
        }
    }

    [Fact]
    public void ExtremesAreKept()
    {
        var tape = new Tape();
        Tensor x = Tensor.From([float.NaN, float.NegativeInfinity, -200, -0f, 200, float.PositiveInfinity], 6);
        Assert.Equal([float.NaN, 0, 0, 0, 200, float.PositiveInfinity], tape.Relu(x).ToArray());
        Assert.Equal([float.NaN, 0, 0, MathF.Log(2), 200, float.PositiveInfinity], tape.Softplus(x).ToArray());
        Assert.Equal([float.NaN, -1, -1, 0, 1, 1], tape.Clamp(x, -1, 1).ToArray());
        Assert.Equal([float.NaN, float.PositiveInfinity, 200, 0, 200, float.PositiveInfinity], tape.Abs(x).ToArray());

        // ln(1 + e^-20) is e^-20 to the first order: adding 1 first would have lost it.
        Assert.Equal(Math.Exp(-20), tape.Softplus(Tensor.FromScalar(-20)).Scalar, 1e-6 * Math.Exp(-20));
    }

    [Fact]
    public void DerivativesAtKinksAreTheDocumentedOnes()
    {
        Tensor x = Tensor.From([0, -0.5f, 1], 3);
        Assert.Equal([0, 0, 1], Slope(t => t.Relu(x), x));
        Assert.Equal([0, -1, 1], Slope(t => t.Abs(x), x));
        Assert.Equal([1, 1, 1], Slope(t => t.Clamp(x, -0.5f, 1), x));
    }

    private static float[] Slope(Func<Tape, Tensor> operation, Tensor x)
    {
        GradientCheck.Record((t, _) => operation(t), [x], _ => true, [1, 1, 1], out _);
        return x.Gradient!.ToArray();
    }
}
