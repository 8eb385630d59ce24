using Unroll.Autograd;
using Unroll.Data;
using Unroll.Models;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Tests.Recurrent;

/// <summary>A trace holds what the stack itself put out: its output, its last states, and gates that lead from each state to the next.</summary>
public sealed class RecurrentTraceTests
{
    private const int Inputs = 6, Units = 10;

    private static readonly int[] Ragged = [5, 2, 7, 1], Alone = [6];

    public static TheoryData<string, int, bool, bool> Stacks
    {
        get
        {
            var data = new TheoryData<string, int, bool, bool>();
            foreach (string cell in new[] { "elman", "gated", "gru", "gru-reset-before", "lstm" })
            {
                data.Add(cell, 1, false, false);
                data.Add(cell, 2, true, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Stacks))]
    public void ATraceIsTheStacksOwnOutputStatesAndGates(string cell, int layers, bool bidirectional, bool ragged)
    {
        RecurrentLayer layer = Layer(cell, layers, bidirectional);
        var layout = new SequenceLayout(ragged ? Ragged : Alone);
        TracedLayer traced;
        RecurrentResult result;
        using (var trace = RecurrentTrace.Start())
        {
            result = layer.Forward(new Tape(), layout, Noise(layout.Total));
            traced = Assert.Single(trace.Layers);
        }

        int directions = layer.Options.Directions, width = layer.Options.OutputUnits;
        Assert.Same(layer, traced.Layer);
        Assert.Same(layout, traced.Layout);
        Assert.Equal(layers * directions, traced.Probes.Count);
        float[][] output = DriverRun.UnpackRows(layout, result.Output.Span, width);
        for (int index = 0; index < traced.Probes.Count; index++)
        {
            RecurrentProbe probe = traced.Probes[index];
            bool reverse = index % directions == 1, top = index / directions == layers - 1;
            Assert.Equal(Units, probe.Units);
            Assert.Equal(layer.Options.Cell.Gates, probe.GateNames);
            float[][][] states = [.. probe.States.Select(s => DriverRun.UnpackRows(layout, s, Units))];
            float[][][] gates = [.. probe.Gates.Select(g => DriverRun.UnpackRows(layout, g, Units))];
            for (int r = 0; r < output.Length; r++)
            {
                int steps = states[0][r].Length / Units, last = reverse ? 0 : steps - 1;
                for (int t = 0; t < steps; t++)
                {
                    int before = reverse ? t + 1 : t - 1;
                    if (top)
                    {
                        Near.Bits(Step(states[0][r], t), output[r][((t * width) + (reverse ? Units : 0))..][..Units], $"row {r}, step {t} of the output");
                    }

                    float[][] previous = [.. states.Select(s => before < 0 || before == steps ? new float[Units] : Step(s[r], before))];
                    double[] expected = Next(cell, [.. gates.Select(g => Step(g[r], t))], previous);
                    Near.Absolute(expected, Step(states[0][r], t), 1e-6, $"{cell}, probe {index}, row {r}, step {t}: the state that the gates give");
                }

                for (int k = 0; k < states.Length; k++)
                {
                    Near.Bits(result.Final[index][k].Span.Slice(r * Units, Units).ToArray(), Step(states[k][r], last), $"row {r}, last state {k}");
                }
            }
        }
    }

    [Fact]
    public void ListeningChangesNoNumber()
    {
        RecurrentLayer layer = Layer("gru", 2, bidirectional: true);
        float[] before = Output(layer);
        using var trace = RecurrentTrace.Start();
        Assert.Equal(before, Output(layer));
        Assert.Single(trace.Layers);
    }

    [Fact]
    public void OfTracesThatAreNestedTheInnermostHears()
    {
        RecurrentLayer layer = Layer("elman", 1, bidirectional: false);
        using var outer = RecurrentTrace.Start();
        using (var inner = RecurrentTrace.Start())
        {
            Output(layer);
            Assert.Single(inner.Layers);
            Assert.Empty(outer.Layers);
        }

        Output(layer);
        Output(layer);
        Assert.Equal(2, outer.Layers.Count);
        outer.Dispose();
        Output(layer);
        Assert.Equal(2, outer.Layers.Count);
    }

    [Fact]
    public void ATraceThatEndsOnAnotherThreadIsDeafToo()
    {
        RecurrentLayer layer = Layer("elman", 1, bidirectional: false);
        var trace = RecurrentTrace.Start();
        var other = new Thread(trace.Dispose);
        other.Start();
        other.Join();
        Output(layer);
        Assert.Empty(trace.Layers);
    }

    [Fact]
    public void AStackWithProbesOfItsOwnIsLeftToThem()
    {
        RecurrentLayer layer = Layer("lstm", 1, bidirectional: false);
        var probe = new RecurrentProbe();
        using var trace = RecurrentTrace.Start();
        layer.Forward(new Tape(), new SequenceLayout(Ragged), Noise(Ragged.Sum()), probes: [probe]);
        Assert.Empty(trace.Layers);
        Assert.Equal(2, probe.States.Count);
    }

    [Fact]
    public void AnotherThreadIsNotHeard()
    {
        RecurrentLayer layer = Layer("elman", 1, bidirectional: false);
        using var trace = RecurrentTrace.Start();
        var other = new Thread(() => Output(layer));
        other.Start();
        other.Join();
        Assert.Empty(trace.Layers);
    }

    [Fact]
    public void AModelThatPredictsIsHeardAsItsOwnTraceHasIt()
    {
        var model = new SequenceClassifier(
            Vocabulary.FromTokens([Vocabulary.Unknown, "a", "b"]), new LabelSet(["x", "y"]),
            new() { Embedding = 3, Recurrent = new(Cell.Lstm, Units) { Bidirectional = true } });
        IReadOnlyList<RecurrentProbe> own = model.Trace("abba").Probes;
        using var trace = RecurrentTrace.Start();
        model.Predict("abba");
        TracedLayer heard = Assert.Single(trace.Layers);
        Assert.Equal(4, heard.Layout.Total);
        Assert.Equal(own.Count, heard.Probes.Count);
        for (int i = 0; i < own.Count; i++)
        {
            Near.Absolute([.. own[i].States[0].Select(v => (double)v)], heard.Probes[i].States[0], 1e-6, $"probe {i}");
        }
    }

    /// <summary>The hidden state that the gates of a step make of the states before it, by each cell's own equation.</summary>
    private static double[] Next(string cell, float[][] gates, float[][] previous) => [.. Enumerable.Range(0, Units).Select(u =>
    {
        double G(int gate) => gates[gate][u];
        double h = previous[0][u];
        return cell switch
        {
            "elman" => G(0),
            "gated" => (G(0) * G(1)) + ((1 - G(0)) * h),
            "gru" or "gru-reset-before" => ((1 - G(1)) * G(2)) + (G(1) * h),
            _ => G(3) * Math.Tanh((G(1) * previous[1][u]) + (G(0) * G(2))),
        };
    })];

    private static float[] Step(float[] row, int step) => row[(step * Units)..((step + 1) * Units)];

    private static float[] Output(RecurrentLayer layer) =>
        layer.Forward(new Tape(), new SequenceLayout(Ragged), Noise(Ragged.Sum())).Output.ToArray();

    private static RecurrentLayer Layer(string cell, int layers, bool bidirectional)
    {
        var layer = new RecurrentLayer(Inputs, new RecurrentOptions(Cell.Parse(cell), Units) { Layers = layers, Bidirectional = bidirectional });
        layer.Initialize(5);
        return layer;
    }

    private static Tensor Noise(int rows)
    {
        var random = new Random(rows);
        return Tensor.From([.. Enumerable.Range(0, rows * Inputs).Select(_ => (float)((random.NextDouble() * 2) - 1))], rows, Inputs);
    }
}
