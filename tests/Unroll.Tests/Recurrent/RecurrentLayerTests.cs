using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Formats;
using Unroll.Recurrent;
using Unroll.Tensors;
using Unroll.Tests.Golden;

namespace Unroll.Tests.Recurrent;

/// <summary>The stack of layers: PyTorch's weight names, states carried on, ids, merging, and weights kept packed between predictions.</summary>
public sealed class RecurrentLayerTests
{
    private static readonly int[] Lengths = [5, 2, 7, 1];

    public static TheoryData<string> Golden => [.. GoldenRecurrentCase.All.Select(c => c.ToString())];

    [Theory]
    [MemberData(nameof(Golden))]
    public void ReadsPyTorchsWeightsByNameAndAnswersAsPyTorchDoes(string name)
    {
        GoldenRecurrentCase c = GoldenRecurrentCase.All.Single(one => one.ToString() == name);
        Cell cell = c.Kind switch { "RNN_TANH" => Cell.Elman, "RNN_RELU" => Cell.ElmanRelu, "LSTM" => Cell.Lstm, _ => Cell.Gru };
        var layer = new RecurrentLayer(c.Inputs, new RecurrentOptions(cell, c.Units) { Layers = c.Layers, Bidirectional = c.Directions == 2 });
        layer.Import([.. c.ParameterNames.Select(n => Array(n, c.Parameter(n), layer))], "golden");
        var layout = new SequenceLayout(c.Lengths);
        int rows = c.Lengths.Length, states = c.Lists("initial").Length, width = c.Directions * c.Units;
        var initial = new RecurrentStates([.. Enumerable.Range(0, c.Layers * c.Directions).Select(i => Enumerable.Range(0, states)
            .Select(k => Tensor.From(Floats(c.Lists("initial")[k].AsSpan(i * rows * c.Units, rows * c.Units)), rows, c.Units)).ToArray())]);
        var tape = new Tape();
        RecurrentResult result = layer.Forward(tape, layout, Packed(layout, c.Lists("input"), c.Inputs), initial);
        Tensor expected = Packed(layout, c.Lists("output"), width);
        for (int i = 0; i < expected.Count; i++)
        {
            Assert.Equal(expected[i], result.Output[i], 1e-5f);
        }

        for (int i = 0; i < result.Final.Count; i++)
        {
            for (int k = 0; k < states; k++)
            {
                double[] final = c.Lists("final")[k][(i * rows * c.Units)..((i + 1) * rows * c.Units)];
                for (int j = 0; j < final.Length; j++)
                {
                    Assert.Equal((float)final[j], result.Final[i][k][j], 1e-5f);
                }
            }
        }
    }

    [Theory]
    [InlineData("gru")]
    [InlineData("gru-reset-before")]
    [InlineData("peephole-lstm")]
    public void WhatIsExportedIsReadBack(string cell)
    {
        RecurrentLayer layer = Layer(cell, 11), other = Layer(cell, 12);
        other.Import(layer.Export(), "test");
        Assert.Equal(Output(layer), Output(other));
    }

    [Fact]
    public void AWeightOfAnotherShapeOrNameIsNamed()
    {
        RecurrentLayer layer = Layer("lstm", 1);
        IReadOnlyList<NamedArray> arrays = layer.Export();
        Assert.Contains("`weight_ih_l0` is missing", Assert.Throws<UnrollException>(() => layer.Import([.. arrays.Skip(1)], "f")).Message, StringComparison.Ordinal);
        Assert.Contains("`more` does not belong", Assert.Throws<UnrollException>(
            () => layer.Import([.. arrays, new NamedArray("more", [1], [0])], "f")).Message, StringComparison.Ordinal);
        Assert.Contains("has shape [1]", Assert.Throws<UnrollException>(
            () => layer.Import([new NamedArray("weight_ih_l0", [1], [0]), .. arrays.Skip(1)], "f")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void IdsAreTheRowsOfTheirTable()
    {
        RecurrentLayer layer = Layer("gru", 5);
        var layout = new SequenceLayout(Lengths);
        int[] ids = [.. Enumerable.Range(0, layout.Total).Select(i => i * 7 % 9)];
        Tensor table = Noise(9, 6);
        var tape = new Tape();
        float[] dense = layer.Forward(tape, layout, tape.Embedding(table, ids)).Output.ToArray();
        float[] gathered = layer.ForwardIds(tape, layout, table, ids).Output.ToArray();
        for (int i = 0; i < dense.Length; i++)
        {
            Assert.Equal(dense[i], gathered[i], 1e-5f);
        }
    }

    [Fact]
    public void ChunksWithCarriedStatesAreTheWhole()
    {
        var layer = new RecurrentLayer(6, new RecurrentOptions(Cell.Lstm, 12) { Layers = 2 });
        layer.Initialize(3);
        Tensor input = Noise(20, 6);
        var tape = new Tape();
        float[] whole = layer.Forward(tape, SequenceLayout.Dense(2, 10), input).Output.ToArray();
        RecurrentStates? carried = null;
        var parts = new List<float>();
        foreach ((int start, int steps) in new[] { (0, 4), (4, 6) })
        {
            Tensor chunk = Tensor.From(input.Span.Slice(start * 2 * 6, steps * 2 * 6), steps * 2, 6);
            RecurrentResult result = layer.Forward(tape, SequenceLayout.Dense(2, steps), chunk, carried);
            parts.AddRange(result.Output.ToArray());
            carried = result.Final.Detach();
            tape.Reset();
        }

        Assert.Equal(whole, parts);
    }

    [Fact]
    public void SummedDirectionsAreTheSumOfBoth()
    {
        RecurrentOptions options = new(Cell.Elman, 10) { Bidirectional = true };
        var both = new RecurrentLayer(6, options);
        var sum = new RecurrentLayer(6, options with { Merge = Merge.Sum });
        both.Initialize(4);
        sum.Initialize(4);
        float[] joined = Output(both), summed = Output(sum);
        for (int i = 0; i < summed.Length; i++)
        {
            Assert.Equal(joined[(i / 10 * 20) + (i % 10)] + joined[(i / 10 * 20) + 10 + (i % 10)], summed[i], 1e-6f);
        }
    }

    [Fact]
    public void ALearnedFirstStateIsTrained()
    {
        var layer = new RecurrentLayer(6, new RecurrentOptions(Cell.Lstm, 9) { LearnedInitialState = true });
        layer.Initialize(1);
        var tape = new Tape { Recording = true };
        tape.Backward(tape.Sum(layer.Forward(tape, new SequenceLayout(Lengths), Noise(Lengths.Sum(), 6)).Output));
        foreach (string name in new[] { "initial_0_l0", "initial_1_l0" })
        {
            Assert.Contains(layer.Parameters().Single(p => p.Name == name).Parameter.Gradient.ToArray(), g => g != 0);
        }
    }

    [Fact]
    public void WeightsKeptPackedFollowTheirChanges()
    {
        RecurrentLayer layer = Layer("lstm", 7);
        float[] before = Output(layer);
        Assert.Equal(before, Output(layer));
        Assert.Equal(before, Output(layer, recording: true));
        foreach (var (_, parameter) in layer.Parameters())
        {
            parameter.Value.Span[0] += 0.5f;
            parameter.Value.MarkChanged();
        }

        float[] after = Output(layer);
        Assert.NotEqual(before, after);
        Assert.Equal(Output(layer, recording: true), after);
    }

    [Fact]
    public void OptionsOutOfRangeAreNamed()
    {
        Assert.Contains("`units`, got -3", Assert.Throws<ArgumentException>(() => new RecurrentLayer(3, new(Cell.Gru, -3))).Message, StringComparison.Ordinal);
        Assert.Contains("`dropout`, got 2", Assert.Throws<ArgumentException>(
            () => new RecurrentLayer(3, new(Cell.Gru, 3) { Dropout = 2 })).Message, StringComparison.Ordinal);
    }

    private static RecurrentLayer Layer(string cell, ulong seed)
    {
        var layer = new RecurrentLayer(6, new RecurrentOptions(Cell.Parse(cell), 12) { Bidirectional = true, LayerNorm = cell == "gru" });
        layer.Initialize(seed);
        return layer;
    }

    private static float[] Output(RecurrentLayer layer, bool recording = false) =>
        layer.Forward(new Tape { Recording = recording }, new SequenceLayout(Lengths), Noise(Lengths.Sum(), 6)).Output.ToArray();

    private static Tensor Noise(int rows, int columns)
    {
        var random = new Random(rows);
        return Tensor.From([.. Enumerable.Range(0, rows * columns).Select(_ => (float)((random.NextDouble() * 2) - 1))], rows, columns);
    }

    private static NamedArray Array(string name, double[] values, RecurrentLayer layer)
    {
        int columns = name.StartsWith("bias", StringComparison.Ordinal) ? 0
            : name.StartsWith("weight_hh", StringComparison.Ordinal) ? layer.Options.Units
            : name.StartsWith("weight_ih_l0", StringComparison.Ordinal) ? layer.Inputs : layer.Options.OutputUnits;
        return new NamedArray(name, columns == 0 ? [values.Length] : [values.Length / columns, columns], Floats(values));
    }

    private static Tensor Packed(SequenceLayout layout, double[][] rows, int width)
    {
        var packed = new float[layout.Total * width];
        layout.PackFeatures([.. rows.Select(r => Floats(r))], width, packed);
        return Tensor.From(packed, layout.Total, width);
    }

    private static float[] Floats(ReadOnlySpan<double> values)
    {
        var floats = new float[values.Length];
        for (int i = 0; i < floats.Length; i++)
        {
            floats[i] = (float)values[i];
        }

        return floats;
    }
}
