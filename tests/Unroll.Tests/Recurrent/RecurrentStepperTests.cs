using Unroll.Autograd;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Tests.Recurrent;

/// <summary>A stepper gives the bits that the layer gives over whole sequences, whatever the threads.</summary>
public sealed class RecurrentStepperTests
{
    private const int Inputs = 7, Rows = 3, Steps = 6, Vocabulary = 9;

    public static TheoryData<string, int, int> Cases
    {
        get
        {
            var data = new TheoryData<string, int, int>();
            foreach (string cell in (string[])["elman", "elman-relu", "gated", "lstm", "peephole-lstm", "gru", "gru-reset-before"])
            {
                foreach (int units in (int[])[5, 64, 124])
                {
                    data.Add(cell, units, 1);
                    data.Add(cell, units, 4);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void StepsAreTheWholeSequence(string cell, int units, int threads)
    {
        RecurrentLayer layer = Layer(new RecurrentOptions(Cell.Parse(cell), units) { Layers = 2 });
        using ThreadTeam team = Eager(threads);
        Tensor input = Features();
        (float[] output, RecurrentStates final) = Whole(layer, input);
        var stepper = new RecurrentStepper(layer, Rows, team);
        for (int pass = 0; pass < 2; pass++)
        {
            for (int t = 0; t < Steps; t++)
            {
                ReadOnlySpan<float> h = stepper.Step(input.Span.Slice(t * Rows * Inputs, Rows * Inputs));
                Near.Bits(output.AsSpan(t * Rows * units, Rows * units).ToArray(), h.ToArray(), $"step {t}");
            }

            Same(final, stepper.Save());
            stepper.Reset();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void NormsZoneoutAndLearnedStatesAreThoseOfTheLayer(bool norm)
    {
        RecurrentLayer layer = Layer(new RecurrentOptions(Cell.Lstm, 64)
        {
            LayerNorm = norm, ZoneoutHidden = norm ? 0 : 0.2f, ZoneoutCell = norm ? 0 : 0.1f, LearnedInitialState = true, Dropout = 0.4f,
        });
        foreach (var parameter in layer.Parameters().Where(p => p.Name.StartsWith("initial", StringComparison.Ordinal)))
        {
            parameter.Parameter.Value.Span.Fill(0.3f);
        }

        using ThreadTeam team = Eager(2);
        Tensor input = Features();
        (float[] output, _) = Whole(layer, input);
        var stepper = new RecurrentStepper(layer, Rows, team);
        for (int t = 0; t < Steps; t++)
        {
            ReadOnlySpan<float> h = stepper.Step(input.Span.Slice(t * Rows * Inputs, Rows * Inputs));
            Near.Bits(output.AsSpan(t * Rows * 64, Rows * 64).ToArray(), h.ToArray(), $"step {t}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void IdsAreRowsOfTheTable(int threads)
    {
        RecurrentLayer layer = Layer(new RecurrentOptions(Cell.Gru, 64) { Layers = 2 });
        using ThreadTeam team = Eager(threads);
        Tensor table = Noise(5, Vocabulary, Inputs);
        int[] ids = [3, 0, 8, 8, 1];
        var tape = new Tape();
        float[] expected = layer.ForwardIds(tape, SequenceLayout.Dense(1, ids.Length), table, ids).Output.ToArray();
        var stepper = new RecurrentStepper(layer, table, team: team);
        for (int t = 0; t < ids.Length; t++)
        {
            Near.Bits(expected.AsSpan(t * 64, 64).ToArray(), stepper.Step(ids[t]).ToArray(), $"step {t}");
        }

        Assert.Equal(stepper.Output.ToArray(), expected.AsSpan(4 * 64).ToArray());
    }

    [Fact]
    public void RowsGoOnFromTheStatesSelected()
    {
        RecurrentLayer layer = Layer(new RecurrentOptions(Cell.Lstm, 12));
        Tensor input = Features();
        var one = new RecurrentStepper(layer, Rows);
        one.Step(input.Span[..(Rows * Inputs)]);
        RecurrentStates before = one.Save();
        one.Select([2, 2, 0]);
        RecurrentStates after = one.Save();
        for (int k = 0; k < 2; k++)
        {
            float[][] was = [.. before[0][k].ToArray().Chunk(12)], now = [.. after[0][k].ToArray().Chunk(12)];
            Assert.Equal(was[2], now[0]);
            Assert.Equal(was[2], now[1]);
            Assert.Equal(was[0], now[2]);
        }

        // The same states loaded go the same way.
        var other = new RecurrentStepper(layer, Rows);
        other.Load(after);
        Near.Bits(one.Step(input.Span[..(Rows * Inputs)]).ToArray(), other.Step(input.Span[..(Rows * Inputs)]).ToArray(), "loaded");
    }

    [Fact]
    public void OneStateStartsEveryRow()
    {
        RecurrentLayer layer = Layer(new RecurrentOptions(Cell.Gru, 12));
        Tensor input = Features();
        var one = new RecurrentStepper(layer);
        one.Step(input.Span[..Inputs]);
        var many = new RecurrentStepper(layer, Rows);
        many.Load(one.Save());
        float[] expected = one.Step(input.Span[..Inputs]).ToArray();
        float[] twice = [.. input.Span[..Inputs], .. input.Span[..Inputs], .. input.Span[..Inputs]];
        foreach (float[] row in many.Step(twice).ToArray().Chunk(12))
        {
            Near.Bits(expected, row, "row");
        }
    }

    [Fact]
    public void AStepAllocatesNothing()
    {
        RecurrentLayer layer = Layer(new RecurrentOptions(Cell.Lstm, 64) { Layers = 2 });
        using ThreadTeam team = Eager(2);
        var stepper = new RecurrentStepper(layer, team: team);
        var input = new float[Inputs];
        for (int i = 0; i < 50; i++)
        {
            stepper.Step(input);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 50; i++)
        {
            stepper.Step(input);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void WhatDoesNotFitIsNamed()
    {
        RecurrentLayer layer = Layer(new RecurrentOptions(Cell.Gru, 8));
        var stepper = new RecurrentStepper(layer, 2);
        var ids = new RecurrentStepper(layer, Noise(5, Vocabulary, Inputs), 2);
        Assert.Contains("expected 14 features, got 7", Assert.Throws<ArgumentException>(() => stepper.Step(new float[7])).Message);
        Assert.Contains("takes features", Assert.Throws<ArgumentException>(() => stepper.Step(1)).Message);
        Assert.Contains("takes ids", Assert.Throws<ArgumentException>(() => ids.Step(new float[14])).Message);
        Assert.Contains("expected 2 ids, got 1", Assert.Throws<ArgumentException>(() => ids.Step(1)).Message);
        Assert.Contains("id 9 is not in [0, 9)", Assert.Throws<ArgumentException>(() => ids.Step([1, 9])).Message);
        Assert.Contains("row 2 is not in [0, 2)", Assert.Throws<ArgumentException>(() => stepper.Select([0, 2])).Message);
        Assert.Contains("`rows`", Assert.Throws<ArgumentException>(() => new RecurrentStepper(layer, 0)).Message);
        Assert.Contains("table", Assert.Throws<ArgumentException>(() => new RecurrentStepper(layer, Noise(1, 4, 3))).Message);
        Assert.Contains("shape [2, 8]", Assert.Throws<ArgumentException>(
            () => stepper.Load(new RecurrentStates([[Tensor.Zeros(3, 8)]]))).Message);
        RecurrentLayer both = Layer(new RecurrentOptions(Cell.Gru, 8) { Bidirectional = true });
        Assert.Contains("bidirectional", Assert.Throws<ArgumentException>(() => new RecurrentStepper(both)).Message);
    }

    /// <summary>A team that shares the units of a step however small they are.</summary>
    private static ThreadTeam Eager(int threads) => new(threads) { MeetingNanoseconds = 1e-6 };

    private static RecurrentLayer Layer(RecurrentOptions options)
    {
        var layer = new RecurrentLayer(Inputs, options);
        layer.Initialize(3);
        return layer;
    }

    private static Tensor Features() => Noise(4, Steps * Rows, Inputs);

    private static Tensor Noise(int seed, int rows, int columns)
    {
        var random = new Random(seed);
        return Tensor.From([.. Enumerable.Range(0, rows * columns).Select(_ => (2 * random.NextSingle()) - 1)], rows, columns);
    }

    private static (float[] Output, RecurrentStates Final) Whole(RecurrentLayer layer, Tensor input)
    {
        using var one = new ThreadTeam(1);
        var tape = new Tape(one);
        RecurrentResult result = layer.Forward(tape, SequenceLayout.Dense(Rows, Steps), input);
        return (result.Output.ToArray(), result.Final.Detach());
    }

    private static void Same(RecurrentStates expected, RecurrentStates actual)
    {
        for (int i = 0; i < expected.Count; i++)
        {
            for (int k = 0; k < expected[i].Length; k++)
            {
                Near.Bits(expected[i][k].ToArray(), actual[i][k].ToArray(), $"state {k} of layer {i}");
            }
        }
    }
}
