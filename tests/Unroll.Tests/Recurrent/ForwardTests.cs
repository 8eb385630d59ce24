using CsCheck;

namespace Unroll.Tests.Recurrent;

/// <summary>First witness: outputs and last states equal those of plain loops in double.</summary>
public sealed class ForwardTests
{
    public static TheoryData<string, string> Cases => CellCase.WithEveryCell;

    [Theory]
    [MemberData(nameof(Cases))]
    public void OutputsAndLastStatesAreThoseOfTheNaiveLoops(string cell, string name)
    {
        CellProblem p = CellProblem.Of(cell, name);
        AssertSame(p, DriverRun.Of(p));
        AssertSame(p, DriverRun.Of(p, forwardOnly: true));
    }

    [Theory]
    [MemberData(nameof(CellUnderTest.Names), MemberType = typeof(CellUnderTest))]
    public void SoTheyAreForRandomShapes(string cell)
    {
        Gen<CellCase> cases =
            from units in Gen.Int[1, 40]
            from inputs in Gen.Int[1, 20]
            from lengths in Gen.Int[0, 9].Array[1, 14]
            from flags in Gen.Int[0, 15]
            from seed in Gen.Int[0, 1000]
            select new CellCase(units, inputs, lengths)
            {
                Reverse = (flags & 1) != 0, Initial = (flags & 2) != 0, Ids = (flags & 4) != 0, Training = (flags & 8) != 0,
                ZoneoutHidden = 0.1f, ZoneoutCell = 0.2f, RecurrentDropout = 0.1f, Seed = seed,
            };
        cases.Sample(c =>
        {
            CellProblem p = CellProblem.Draw(CellUnderTest.All[cell], c);
            AssertSame(p, DriverRun.Of(p, forwardOnly: true));
        }, iter: 25, threads: 1);
    }

    /// <summary>Within 1e-5: float32 keeps 6e-8 of values around 1, and a few tens of steps and sums add up to less than 1e-5.</summary>
    private static void AssertSame(CellProblem p, DriverRun run)
    {
        var reference = new ReferenceRun(p);
        for (int r = 0; r < p.Rows; r++)
        {
            Near.Absolute(reference.Output(r), run.Output[r], 1e-5, $"output of row {r}");
            double[][] final = reference.Trace(r).Final;
            for (int k = 0; k < final.Length; k++)
            {
                Near.Absolute(final[k], run.Final[r][k], 1e-5, $"state {k} of row {r}");
            }
        }
    }
}
