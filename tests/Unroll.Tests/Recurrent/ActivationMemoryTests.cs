using Unroll.Autograd;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Tests.Recurrent;

/// <summary>The formula of docs/engine.md against what the arena gives out.</summary>
public sealed class ActivationMemoryTests
{
    public static TheoryData<string> Cells => ["elman", "elman-relu", "gated", "gated-relu", "lstm", "peephole-lstm", "gru", "gru-reset-before"];

    [Theory]
    [MemberData(nameof(Cells))]
    public void TheFormulaIsWhatTheArenaGivesOut(string cell)
    {
        foreach (RecurrentOptions options in Variants(Cell.Parse(cell)))
        {
            foreach ((bool ids, bool recompute) in new[] { (false, false), (true, false), (false, true), (true, true) })
            {
                // Packed weights and padded copies do not depend on the batch: the difference of two batches is the formula's alone. Both are
                // long enough for segments.
                var layer = new RecurrentLayer(10, options with { Recompute = recompute });
                layer.Initialize(1);
                int[] few = [.. Enumerable.Range(0, 60).Select(r => 2 + (r % 29))], many = [.. Enumerable.Range(0, 70).Select(r => 5 + (r % 39))];
                long expected = layer.ActivationBytes(new SequenceLayout(many), ids) - layer.ActivationBytes(new SequenceLayout(few), ids);
                Assert.Equal(expected, Taken(layer, many, ids) - Taken(layer, few, ids));
            }
        }
    }

    [Fact]
    public void TheFormulaOfTheDocsIsTheLeadingPart()
    {
        // LSTM, rows of one length, nothing extra: P (C + E) H + (N + P) S H, here C = 4, E = 1, S = 2; maps and last states come on top.
        const int Rows = 64, Steps = 100, Units = 256;
        var layer = new RecurrentLayer(256, new RecurrentOptions(Cell.Lstm, Units));
        long floats = layer.ActivationBytes(SequenceLayout.Dense(Rows, Steps)) / sizeof(float), packed = Rows * Steps;
        long stated = (packed * 5 * Units) + ((Rows + packed) * 2 * Units);
        Assert.InRange(floats, stated, stated + packed + (3 * Rows * Units));
    }

    [Theory]
    [InlineData("elman", 2)]
    [InlineData("gated", 3)]
    [InlineData("gru-reset-before", 5)]
    [InlineData("gru", 5)]
    [InlineData("lstm", 7)]
    [InlineData("peephole-lstm", 8)]
    public void ACellKeepsWhatTheTableOfTheDocsSays(string cell, int floats)
    {
        const int Rows = 16, Units = 64;
        var layer = new RecurrentLayer(8, new RecurrentOptions(Cell.Parse(cell), Units));
        long bytes = layer.ActivationBytes(SequenceLayout.Dense(Rows, 200)) - layer.ActivationBytes(SequenceLayout.Dense(Rows, 100));

        // Beside them one integer a packed row: where its previous state is.
        Assert.Equal(floats, bytes / sizeof(float) / (100 * Rows * Units));
    }

    [Fact]
    public void RecomputationIsWhatTheOptionSays()
    {
        SequenceLayout layout = SequenceLayout.Dense(32, 400);
        var plain = new RecurrentLayer(8, new RecurrentOptions(Cell.Gru, 16));
        var again = new RecurrentLayer(8, new RecurrentOptions(Cell.Gru, 16) { Recompute = true });
        Assert.Equal(again.ActivationBytes(layout), plain.ActivationBytes(layout, recompute: true));
        Assert.Equal(plain.ActivationBytes(layout), again.ActivationBytes(layout, recompute: false));
        Assert.True(again.ActivationBytes(layout) < plain.ActivationBytes(layout) / 2);
    }

    private static IEnumerable<RecurrentOptions> Variants(Cell cell)
    {
        var plain = new RecurrentOptions(cell, 16);
        yield return plain;
        yield return plain with { Units = 13 };
        yield return plain with { LayerNorm = true };
        yield return plain with { RecurrentDropout = 0.2f };
        yield return plain with { ZoneoutHidden = 0.1f, ZoneoutCell = 0.1f };
        yield return plain with { Layers = 2, Dropout = 0.3f };
        yield return plain with { Bidirectional = true };
        yield return plain with { Bidirectional = true, Units = 13, Merge = Merge.Sum };
        yield return plain with
        {
            Layers = 2,
            Bidirectional = true,
            Units = 13,
            LayerNorm = true,
            RecurrentDropout = 0.2f,
            ZoneoutHidden = 0.1f,
            Dropout = 0.3f,
        };
    }

    private static long Taken(RecurrentLayer layer, int[] lengths, bool ids)
    {
        var tape = new Tape { Recording = true, Training = true };
        var layout = new SequenceLayout(lengths);
        Tensor features = Tensor.Zeros(ids ? 20 : layout.Total, layer.Inputs);
        _ = ids ? layer.ForwardIds(tape, layout, features, new int[layout.Total]) : layer.Forward(tape, layout, features);
        return tape.Arena.LiveBytes;
    }
}
