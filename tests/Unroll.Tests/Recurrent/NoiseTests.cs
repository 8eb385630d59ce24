using Unroll.Autograd;
using Unroll.Recurrent;

namespace Unroll.Tests.Recurrent;

/// <summary>Masks belong to the item, the step of training, the seed and the operation, never to a row's place in the batch.</summary>
public sealed class NoiseTests
{
    private static readonly CellCase Dropout = new(16, 3, 5, 5, 5) { Initial = true, Training = true, RecurrentDropout = 0.5f };

    private static readonly CellCase Zoneout =
        new(16, 3, 5, 5, 5) { Initial = true, Training = true, ZoneoutHidden = 0.5f, ZoneoutCell = 0.5f };

    public static TheoryData<string, bool> Cells
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (string cell in CellUnderTest.All.Keys)
            {
                data.Add(cell, false);
                data.Add(cell, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void EqualRowsDifferUnlessTheyAreTheSameItem(string cell, bool zoneout)
    {
        // Rows 0 to 2 are copies of one row; the first two are the same item.
        CellProblem p = CellProblem.Draw(CellUnderTest.All[cell], zoneout ? Zoneout : Dropout).Select(0, 0, 0);
        float[][] output = Run(p, [8, 8, 9], new Tape { Training = true, Seed = 1, Step = 1 });
        Near.Bits(output[0], output[1], "the same item");
        Assert.NotEqual(output[0], output[2]);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void MasksAreKeyedByItemSeedStepAndOperation(string cell, bool zoneout)
    {
        CellProblem p = CellProblem.Draw(CellUnderTest.All[cell], zoneout ? Zoneout : Dropout);
        var tape = new Tape { Training = true, Seed = 1, Step = 1 };
        float[][] first = Run(p, [4, 5, 6], tape), second = Run(p, [4, 5, 6], tape);
        float[][] otherSeed = Run(p, [4, 5, 6], new Tape { Training = true, Seed = 2, Step = 1 });
        float[][] otherStep = Run(p, [4, 5, 6], new Tape { Training = true, Seed = 1, Step = 2 });
        float[][] otherItems = Run(p, [4, 5, 7], new Tape { Training = true, Seed = 1, Step = 1 });
        tape.Reset();
        float[][] again = Run(p, [4, 5, 6], tape);
        for (int r = 0; r < p.Rows; r++)
        {
            Near.Bits(first[r], again[r], "after a reset");
            Assert.NotEqual(first[r], second[r]);
            Assert.NotEqual(first[r], otherSeed[r]);
            Assert.NotEqual(first[r], otherStep[r]);
        }

        Near.Bits(first[1], otherItems[1], "an item whose neighbour changed");
        Assert.NotEqual(first[2], otherItems[2]);
    }

    private static float[][] Run(CellProblem p, int[] items, Tape tape)
    {
        var layout = new SequenceLayout([.. p.Ids.Select(row => row.Length)], items);
        RecurrentOutput result = p.Cell.Run(tape, layout, DriverRun.Arguments(p, layout));
        return DriverRun.UnpackRows(layout, result.Output.Span, p.Units);
    }
}
