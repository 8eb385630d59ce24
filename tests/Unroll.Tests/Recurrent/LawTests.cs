using Unroll.Autograd;
using Unroll.Numerics;
using Unroll.Recurrent;

namespace Unroll.Tests.Recurrent;

/// <summary>Fourth witness: what must hold whatever the numbers are, bit for bit unless said otherwise.</summary>
public sealed class LawTests
{
    public static TheoryData<string, string> Cases => CellCase.WithEveryCell;

    [Theory]
    [MemberData(nameof(Cases))]
    public void ARaggedBatchIsItsRowsAlone(string cell, string name)
    {
        CellProblem p = CellProblem.Of(cell, name);
        DriverRun batch = DriverRun.Of(p);
        for (int r = 0; r < p.Rows; r++)
        {
            Near.Row(batch, r, DriverRun.Of(p.Select(r)), 0, "row alone");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void TheOrderOfTheRowsDoesNotMatter(string cell, string name)
    {
        CellProblem p = CellProblem.Of(cell, name);
        int[] order = [.. Enumerable.Range(0, p.Rows).OrderBy(r => r * 5 % 7)];
        DriverRun sorted = DriverRun.Of(p), shuffled = DriverRun.Of(p.Select(order));
        for (int i = 0; i < order.Length; i++)
        {
            Near.Row(sorted, order[i], shuffled, i, "shuffled");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void RunningMirroredRowsInTheOtherDirectionIsTheSame(string cell, string name)
    {
        CellProblem p = CellProblem.Of(cell, name);
        DriverRun one = DriverRun.Of(p), other = DriverRun.Of(p.Mirrored());
        var mirrored = new DriverRun
        {
            Output = [.. other.Output.Select(row => CellProblem.Mirror(row, p.Units))],
            Final = other.Final,
            Gradients = other.Gradients.ToDictionary(
                g => g.Key, g => g.Key.StartsWith("input:", StringComparison.Ordinal) ? CellProblem.Mirror(g.Value, p.Inputs) : g.Value),
        };
        Near.Bits(one, mirrored, "mirrored");
    }

    [Theory]
    [MemberData(nameof(CellUnderTest.Names), MemberType = typeof(CellUnderTest))]
    public void IdsAreOneHotRows(string cell)
    {
        foreach (string name in new[] { "ids", "ids, initial, reverse", "all together, ids" })
        {
            CellProblem p = CellProblem.Of(cell, name);
            DriverRun ids = DriverRun.Of(p), dense = DriverRun.Of(p.With(p.Case with { Ids = false }));
            for (int r = 0; r < p.Rows; r++)
            {
                // The bias is added after the row of the table rather than before it: one rounding apart at each step.
                Near.Absolute(Doubles(dense.Output[r]), ids.Output[r], 1e-5, $"{name}: output of row {r}");
            }

            foreach ((string key, float[] gradient) in ids.Gradients)
            {
                Near.Relative(Doubles(dense.Gradients[key]), gradient, 1e-5, $"{name}: gradient of {key}");
            }
        }
    }

    [Theory]
    [InlineData("plain", 1)]
    [InlineData("thirteen rows, initial", 2)]
    [InlineData("thirteen rows, initial", 6)]
    [InlineData("a row of no steps", 1)]
    [InlineData("layer norm", 2)]
    [InlineData("zoneout at prediction", 2)]
    [InlineData("ids", 3)]
    public void ChunksThatCarryTheirStateAreTheWhole(string name, int cut)
    {
        // The mixed cell counts its steps, and a chunk counts from 0.
        foreach (string cell in CellUnderTest.All.Keys.Where(key => key != "Mixed"))
        {
            CellProblem p = CellProblem.Of(cell, name);
            DriverRun whole = DriverRun.Of(p);
            Chunks chunks = Chunks.Of(p, cut);
            for (int r = 0; r < p.Rows; r++)
            {
                Near.Bits(whole.Output[r], chunks.Output[r], $"{cell}: output of row {r}");
                for (int k = 0; k < whole.Final[r].Length; k++)
                {
                    Near.Bits(whole.Final[r][k], chunks.Final[r][k], $"{cell}: state {k} of row {r}");
                }

                if (!p.Case.Ids)
                {
                    Near.Bits(whole.Gradients[$"input:{r}"], chunks.InputGradients[r], $"{cell}: gradient of the input of row {r}");
                }
            }

            foreach ((string weight, float[] gradient) in chunks.WeightGradients)
            {
                // The sum over the steps is taken in two parts.
                Near.Relative(Doubles(whole.Gradients[weight]), gradient, 2e-6, $"{cell}: gradient of {weight}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(CellUnderTest.Names), MemberType = typeof(CellUnderTest))]
    public void TheNumberOfThreadsDoesNotMatter(string cell)
    {
        foreach (CellCase c in new[]
        {
            CellCase.Large,
            CellCase.Large with { Ids = true, Reverse = true },
            CellCase.Large with { Norm = true, Training = true, ZoneoutHidden = 0.1f, ZoneoutCell = 0.1f, RecurrentDropout = 0.2f },
        })
        {
            CellProblem p = CellProblem.Draw(CellUnderTest.All[cell], c);
            using var one = new ThreadTeam(1);
            DriverRun expected = DriverRun.Of(p, one);
            foreach (int threads in new[] { 2, 3, 4 })
            {
                using var team = new ThreadTeam(threads);
                Near.Bits(expected, DriverRun.Of(p, team), $"{threads} threads");
            }
        }
    }

    [Theory]
    [MemberData(nameof(CellUnderTest.Names), MemberType = typeof(CellUnderTest))]
    public void SharingTheUnitsOfFewRowsDoesNotMatter(string cell)
    {
        // Units in whole panels of every width and not, with and without what keeps the units together.
        foreach (CellCase c in new[]
        {
            new CellCase(128, 12, 70, 61, 3) { Initial = true },
            new CellCase(124, 12, 99) { Reverse = true },
            new CellCase(64, 5, 130, 2) { Ids = true, Initial = true },
            new CellCase(64, 5, 60, 60) { Norm = true, Training = true, ZoneoutHidden = 0.1f, RecurrentDropout = 0.2f },
            new CellCase(100, 9, 50, 50, 50),
        })
        {
            CellProblem p = CellProblem.Draw(CellUnderTest.All[cell], c);
            using var one = new ThreadTeam(1);
            DriverRun expected = DriverRun.Of(p, one), forward = DriverRun.Of(p, one, forwardOnly: true);
            foreach (int threads in new[] { 2, 3, 4 })
            {
                using var team = new ThreadTeam(threads) { MeetingNanoseconds = 1e-6 };
                Near.Bits(expected, DriverRun.Of(p, team), $"{threads} threads");
                Near.Bits(forward, DriverRun.Of(p, team, forwardOnly: true), $"{threads} threads, forward only");
                Near.Bits(forward.Output[0], expected.Output[0], "recorded or not");
            }
        }
    }

    [Fact]
    public void TwoThreadsPredictWithOneTeamAndOneSetOfWeights()
    {
        CellProblem p = CellProblem.Draw(CellUnderTest.All["Lstm"], CellCase.Large);
        using var team = new ThreadTeam(2);
        DriverRun expected = DriverRun.Of(p, team, forwardOnly: true);
        Parallel.For(0, 8, _ => Near.Bits(expected, DriverRun.Of(p, team, forwardOnly: true), "at the same time"));
    }

    [Fact]
    public void AnOutputCannotBeReadAfterItsStep()
    {
        CellProblem p = CellProblem.Of("Lstm", "equal lengths, initial");
        var tape = new Tape();
        var layout = new SequenceLayout(p.Case.Lengths);
        RecurrentOutput result = p.Cell.Run(tape, layout, DriverRun.Arguments(p, layout));
        Assert.True(float.IsFinite(result.Output[0]) && float.IsFinite(result.Final[1][0]));
        tape.Reset();
        Assert.Throws<InvalidOperationException>(() => result.Output[0]);
        Assert.Throws<InvalidOperationException>(() => result.Final[1][0]);
    }

    private static double[] Doubles(float[] values) => Array.ConvertAll(values, v => (double)v);
}
