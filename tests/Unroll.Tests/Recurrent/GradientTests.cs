namespace Unroll.Tests.Recurrent;

/// <summary>Second witness: every gradient equals central differences of the naive loops.</summary>
public sealed class GradientTests
{
    /// <summary>Elements of one tensor that are compared: all of a small one, this many at random of a large one.</summary>
    private const int MostElements = 24;

    public static TheoryData<string, string> Cases => CellCase.WithEveryCell;

    [Theory]
    [MemberData(nameof(Cases))]
    public void GradientsAreCentralDifferencesOfTheNaiveLoops(string cell, string name)
    {
        CellProblem p = CellProblem.Of(cell, name);
        DriverRun run = DriverRun.Of(p);
        var reference = new ReferenceRun(p);
        int tensors = 0;
        foreach ((string tensor, float[] gradient) in run.Gradients)
        {
            // 1e-4 of the largest element: float32 sums of some hundred terms are off by about 1e-6 of it, a wrong term by far more.
            double bound = 1e-4 * Math.Max(1e-3, gradient.Select(Math.Abs).DefaultIfEmpty().Max());
            Assert.True(gradient.All(float.IsFinite), $"{tensor}: the gradient is not finite");
            foreach (int i in Elements(gradient.Length))
            {
                double expected = reference.Derivative(tensor, i);
                Assert.True(Math.Abs(expected - gradient[i]) <= bound, $"{tensor}, element {i}: expected {expected}, got {gradient[i]}");
            }

            tensors++;
        }

        int states = p.Cell.Reference.States;
        Assert.Equal(p.Weights.Count + (p.Case.Ids ? 0 : p.Rows) + (p.Case.Initial ? states * p.Rows : 0), tensors);
    }

    [Theory]
    [MemberData(nameof(CellUnderTest.Names), MemberType = typeof(CellUnderTest))]
    public void EachGradientIsTheSameWhereItAloneIsAskedFor(string cell)
    {
        CellProblem p = CellProblem.Of(cell, "all together");
        DriverRun all = DriverRun.Of(p);
        foreach (string name in all.Gradients.Keys.Select(key => key.StartsWith("initial:", StringComparison.Ordinal) ? "initial:0"
            : key.Split(':')[0]).Distinct())
        {
            DriverRun one = DriverRun.Of(p, only: [name]);
            Assert.NotEmpty(one.Gradients);
            foreach ((string key, float[] gradient) in one.Gradients)
            {
                Near.Bits(all.Gradients[key], gradient, $"gradient of {key} alone");
            }
        }
    }

    private static IEnumerable<int> Elements(int count)
    {
        var random = new Random(count);
        return count <= MostElements ? Enumerable.Range(0, count) : Enumerable.Range(0, MostElements).Select(_ => random.Next(count));
    }
}
