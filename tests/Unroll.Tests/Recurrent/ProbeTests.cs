using Unroll.Recurrent;
using Unroll.Tests.Recurrent.Reference;

namespace Unroll.Tests.Recurrent;

/// <summary>A probe holds the gates, the states and their gradients by step, as the naive loops have them.</summary>
public sealed class ProbeTests
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string cell in CellUnderTest.All.Keys)
            {
                foreach (string name in new[]
                {
                    "plain", "reverse, initial", "ids", "layer norm, reverse, initial", "zoneout", "all together",
                })
                {
                    data.Add(cell, name);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void GatesAndStatesAreThoseOfTheNaiveLoops(string cell, string name)
    {
        CellProblem p = CellProblem.Of(cell, name);
        var reference = new ReferenceRun(p);
        foreach (bool forwardOnly in new[] { false, true })
        {
            var probe = new RecurrentProbe();
            DriverRun.Of(p, probe: probe, forwardOnly: forwardOnly);
            Assert.Equal(p.Units, probe.Units);
            Assert.Equal(p.Cell.Reference.Columns, probe.GateNames.Distinct().Count());
            Assert.Equal(p.Cell.Reference.Columns, probe.Gates.Count);
            Assert.Equal(p.Cell.Reference.States, probe.States.Count);
            for (int r = 0; r < p.Rows; r++)
            {
                ReferenceTrace trace = reference.Trace(r);
                for (int c = 0; c < probe.Gates.Count; c++)
                {
                    double[] expected = reference.InOrder(trace.Gates.Select(g => g[c]));
                    Near.Absolute(expected, Rows(p, probe.Gates[c])[r], 1e-5, $"gate {probe.GateNames[c]} of row {r}");
                }

                for (int k = 0; k < probe.States.Count; k++)
                {
                    double[] expected = reference.InOrder(trace.States.Select(s => s[k]));
                    Near.Absolute(expected, Rows(p, probe.States[k])[r], 1e-5, $"state {k} of row {r}");
                }
            }

            Assert.Equal(forwardOnly ? 0 : p.Cell.Reference.Columns, probe.GateGradients.Count);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void GradientsAreThoseOfANudgeAtThatVeryPlace(string cell, string name)
    {
        CellProblem p = CellProblem.Of(cell, name);
        var reference = new ReferenceRun(p);
        var probe = new RecurrentProbe();
        DriverRun.Of(p, probe: probe);
        for (int column = -1; column < probe.GateGradients.Count; column++)
        {
            float[] packed = column < 0 ? probe.HiddenGradients : probe.GateGradients[column];
            float[][] rows = Rows(p, packed);
            double bound = 1e-4 * packed.Max(Math.Abs);
            for (int r = 0; r < p.Rows; r++)
            {
                for (int i = 0; i < rows[r].Length; i += 3)
                {
                    int t = i / p.Units, unit = i % p.Units, step = p.Case.Reverse ? p.Length(r) - 1 - t : t;
                    double above = reference.Loss(r, new Nudge(step, column, unit, 1e-6));
                    double expected = (above - reference.Loss(r, new Nudge(step, column, unit, -1e-6))) / 2e-6;
                    Assert.True(
                        Math.Abs(expected - rows[r][i]) <= bound,
                        $"column {column}, row {r}, step {t}, unit {unit}: expected {expected}, got {rows[r][i]}");
                }
            }
        }
    }

    [Fact]
    public void AskingChangesNothing()
    {
        CellProblem p = CellProblem.Of("PeepholeLstm", "all together");
        Near.Bits(DriverRun.Of(p), DriverRun.Of(p, probe: new RecurrentProbe()), "with a probe");
    }

    private static float[][] Rows(CellProblem p, float[] packed) =>
        DriverRun.UnpackRows(new SequenceLayout([.. p.Ids.Select(row => row.Length)]), packed, p.Units);
}
