using Unroll.Layers;
using Unroll.Numerics;
using Unroll.Optimizers;

namespace Unroll.Tests.Optimizers;

public sealed class GradientClippingTests
{
    [Fact]
    public void TheNormIsThatOfAllGradientsTogether()
    {
        NamedParameter[] parameters = TestParameters.Make(("a", [40_003]), ("b", [7]), ("c", [16384]), ("d", [0]));
        TestParameters.SetNoise(parameters, 1);
        double sum = parameters.Sum(p => p.Parameter.Gradient.ToArray().Sum(g => (double)g * g));

        // Both sides sum the same 56,000 squares in double, in another order.
        Assert.Equal(Math.Sqrt(sum), GradientClipping.Norm(parameters), Math.Sqrt(sum) * 1e-12);
    }

    [Fact]
    public void ThreadsDoNotChangeTheBitsOfTheNorm()
    {
        NamedParameter[] parameters = TestParameters.Make(("a", [700_001]), ("b", [3]), ("c", [600, 501]));
        TestParameters.SetNoise(parameters, 2);
        long[] bits = [.. new[] { 1, 2, 3, 4 }.Select(threads =>
        {
            using var team = new ThreadTeam(threads);
            return BitConverter.DoubleToInt64Bits(GradientClipping.Norm(parameters, team));
        })];
        Assert.All(bits, b => Assert.Equal(bits[0], b));
    }

    [Fact]
    public void GreatGradientsDoNotOverflowTheNorm()
    {
        NamedParameter[] parameters = TestParameters.Make(("a", [9]));
        parameters[0].Parameter.Gradient.Span.Fill(float.MaxValue);
        Assert.Equal(3.0 * float.MaxValue, GradientClipping.Norm(parameters), 1e25);
        Assert.Null(GradientClipping.FindNonFinite(parameters));
    }

    [Theory]
    [InlineData(10.0, 1.0, 1 / (10 + 1e-6))]
    [InlineData(0.5, 1.0, 1.0)]
    [InlineData(0.0, 1.0, 1.0)]
    [InlineData(2.0, 0.25, 0.25 / (2 + 1e-6))]
    public void TheScaleIsPyTorchs(double norm, double maxNorm, double scale) => Assert.Equal((float)scale, GradientClipping.Scale(norm, maxNorm));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void ANormThatIsNotFiniteHasNoScale(double norm) => Assert.True(float.IsNaN(GradientClipping.Scale(norm, 1)));

    [Fact]
    public void ClippedStepsAreAtMostTheRateTimesTheNorm()
    {
        NamedParameter[] parameters = TestParameters.Small();
        float[] before = TestParameters.Values(parameters);
        TestParameters.SetGradients(parameters);
        double norm = GradientClipping.Norm(parameters);
        Assert.True(norm > 0.5);
        new Sgd().Bind(parameters).Step(1, GradientClipping.Scale(norm, 0.5));
        double moved = Math.Sqrt(TestParameters.Values(parameters).Zip(before, (a, b) => ((double)a - b) * ((double)a - b)).Sum());

        // Rounding of the 43 new values, each about 1, by 6e-8.
        Assert.Equal(0.5, moved, 2e-6);
    }

    [Fact]
    public void ClippingByValueBoundsEveryElement()
    {
        NamedParameter[] parameters = TestParameters.Make(("w", [19]), ("frozen", [3]));
        Span<float> gradient = parameters[0].Parameter.Gradient.Span;
        for (int i = 0; i < 19; i++)
        {
            gradient[i] = (i - 9) * 0.1f;
        }

        gradient[2] = float.NaN;
        gradient[17] = float.NegativeInfinity;
        parameters[1].Parameter.Gradient.Span.Fill(7);
        parameters[1].Parameter.Trainable = false;
        GradientClipping.ClipValue(parameters, 0.25f);
        for (int i = 0; i < 19; i++)
        {
            float expected = i == 2 ? float.NaN : i == 17 ? -0.25f : Math.Clamp((i - 9) * 0.1f, -0.25f, 0.25f);
            Assert.Equal(expected, parameters[0].Parameter.Gradient[i]);
        }

        Assert.Equal([7, 7, 7], parameters[1].Parameter.Gradient.ToArray());
    }

    [Theory]
    [InlineData(float.NaN, 0)]
    [InlineData(float.PositiveInfinity, 4)]
    [InlineData(float.NegativeInfinity, 9)]
    [InlineData(float.NaN, 10)]
    public void FindsTheParameterWhoseGradientIsNotFinite(float bad, int at)
    {
        NamedParameter[] parameters = TestParameters.Make(("first", [5]), ("second", [11]), ("third", [11]));
        TestParameters.SetNoise(parameters, 3);
        Assert.True(double.IsFinite(GradientClipping.Norm(parameters)));
        Assert.Null(GradientClipping.FindNonFinite(parameters));
        parameters[1].Parameter.Gradient[at] = bad;
        parameters[2].Parameter.Gradient[at] = bad;
        Assert.False(double.IsFinite(GradientClipping.Norm(parameters)));
        Assert.Equal("second", GradientClipping.FindNonFinite(parameters));
        parameters[1].Parameter.Trainable = false;
        Assert.Equal("third", GradientClipping.FindNonFinite(parameters));
        parameters[2].Parameter.Trainable = false;
        Assert.True(double.IsFinite(GradientClipping.Norm(parameters)));
    }

    [Fact]
    public void RefusesALimitThatIsNotPositive()
    {
        NamedParameter[] parameters = TestParameters.Small();
        Assert.Throws<ArgumentException>(() => GradientClipping.ClipValue(parameters, 0));
        Assert.Throws<ArgumentException>(() => GradientClipping.Scale(1, -1));
    }
}
