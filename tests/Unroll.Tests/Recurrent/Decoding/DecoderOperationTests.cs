using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Recurrent.Decoding;
using Unroll.Tensors;
using Unroll.Tests.Autograd;

namespace Unroll.Tests.Recurrent.Decoding;

public sealed class DecoderOperationTests
{
    [Theory]
    [MemberData(nameof(DecoderCase.Names), MemberType = typeof(DecoderCase))]
    public void Values_and_gradients_are_those_of_the_equations(string name)
    {
        DecoderCase c = DecoderCase.All[name];
        GradientCheck.Run(
            (tape, x) =>
            {
                Poison.Memory(tape);
                return DecoderRun.Flat(tape, DecoderRun.Run(tape, c, x));
            },
            x => DecoderReference.Run(c, x), c.Draw(7));
    }

    [Fact]
    public void Keys_that_are_the_memory_get_both_gradients()
    {
        DecoderCase c = new("gru") { Additive = 0, Memory = 5 };
        Tensor[] apart = c.Draw(3);
        apart[4].Span.CopyTo(apart[5].Span);
        float[] weights = GradientCheck.Noise(5, 500).ToArray();
        GradientCheck.Record((tape, x) => DecoderRun.Flat(tape, DecoderRun.Run(tape, c, x)), apart, _ => true, weights, out float[] values);
        Tensor[] shared = c.Draw(3);
        shared[5] = shared[4];
        GradientCheck.Record((tape, x) => DecoderRun.Flat(tape, DecoderRun.Run(tape, c, x)), shared, _ => true, weights, out float[] same);
        Assert.Equal(values, same);
        double[] sum = [.. apart[4].Gradient!.ToArray().Zip(apart[5].Gradient!.ToArray(), (a, b) => (double)a + b)];
        Near.Relative(sum, shared[4].Gradient!.ToArray(), 1e-5, "gradient of the memory");
    }

    [Theory]
    [InlineData(false, 0, false)]
    [InlineData(true, 5, true)]
    public void Threads_give_the_same_bits(bool after, int kernel, bool coverage)
    {
        DecoderCase c = new("lstm")
        {
            Inputs = 20, Units = 40, Memory = 24, Additive = 32, Kernel = kernel, Coverage = coverage, After = after, Feed = after,
            Combined = 40,
            Initial = true, Targets = [9, 3, 7, 1, 12, 5, 2], Sources = [4, 11, 3, 8, 1, 6, 9],
        };
        float[][] Everything(int threads)
        {
            using var team = new ThreadTeam(threads);
            Tensor[] x = c.Draw(1);
            float[] weights = GradientCheck.Noise(2, 100_000).ToArray();
            GradientCheck.Record((tape, t) => DecoderRun.Flat(tape, DecoderRun.Run(tape, c, t)), x, _ => true, weights, out float[] values,
                team);
            return [values, .. x.Select(t => t.Gradient!.ToArray())];
        }

        float[][] one = Everything(1);
        Assert.Equal(one, Everything(2));
        Assert.Equal(one, Everything(4));
    }

    [Theory]
    [MemberData(nameof(DecoderCase.Names), MemberType = typeof(DecoderCase))]
    public void A_batch_is_its_rows_alone(string name)
    {
        DecoderCase c = DecoderCase.All[name];
        Tensor[] x = c.Draw(4);
        var tape = new Tape();
        DecoderOutput whole = DecoderRun.Run(tape, c, x);
        SequenceLayout layout = DecoderRun.Layout(c);
        float[][] hidden = DriverRun.UnpackRows(layout, whole.Hidden.Span, c.Units),
            contexts = DriverRun.UnpackRows(layout, whole.Contexts.Span, c.Memory);
        float[][] inputs = DriverRun.UnpackRows(layout, x[0].Span, c.Inputs);
        for (int row = 0; row < c.Targets.Length; row++)
        {
            DecoderCase alone = c with { Targets = [c.Targets[row]], Sources = [c.Sources[row]] };
            Tensor[] one = Alone(c, x, row, inputs[row]);
            DecoderOutput single = DecoderRun.Run(new Tape(), alone, one);
            Assert.Equal(hidden[row], single.Hidden.ToArray());
            Assert.Equal(contexts[row], single.Contexts.ToArray());
            Assert.Equal(whole.Weights.Of(row), single.Weights.Of(0));
        }
    }

    /// <summary>
    /// One step at a time with carried states, feed and history, rows that share a source side by side: what a beam search does.
    /// </summary>
    [Theory]
    [MemberData(nameof(DecoderCase.Names), MemberType = typeof(DecoderCase))]
    public void Steps_with_carried_states_are_the_whole(string name)
    {
        DecoderCase c = DecoderCase.All[name] with { Targets = [.. DecoderCase.All[name].Targets.Select(_ => 4)] };
        Tensor[] x = c.Draw(6);
        DecoderOutput whole = DecoderRun.Run(new Tape(), c, x);
        SequenceLayout layout = DecoderRun.Layout(c);
        DecoderArguments a = DecoderRun.Arguments(c, x);
        float[][] inputs = DriverRun.UnpackRows(layout, x[0].Span, c.Inputs),
            hidden = DriverRun.UnpackRows(layout, whole.Hidden.Span, c.Units);
        int rows = c.Targets.Length;
        int[] sources = [.. Enumerable.Range(0, rows), .. Enumerable.Range(0, rows)];
        Tensor[]? states = a.Initial is null ? null : [.. a.Initial.Select(s => Twice(s.ToArray(), c.Units))];
        Tensor? feed = null;
        float[][]? history = null;
        for (int t = 0; t < 4; t++)
        {
            var tape = new Tape();
            DecoderOutput step = Cell.Parse(c.Cell).Decode(tape, SequenceLayout.Dense(2 * rows, 1), new DecoderArguments
            {
                Input = Twice([.. inputs.SelectMany(r => r.AsSpan(t * c.Inputs, c.Inputs).ToArray())], c.Inputs),
                InputWeight = a.InputWeight, HiddenWeight = a.HiddenWeight, Bias = a.Bias, Unit = a.Unit, Initial = states,
                Memory = a.Memory,
                Keys = a.Keys, Starts = a.Starts, Sources = sources, Query = a.Query, Energy = a.Energy, Kernel = a.Kernel,
                Coverage = a.Coverage,
                Combine = a.Combine, CombineBias = a.CombineBias, Feed = a.Feed, InitialFeed = c.Feed ? feed : null,
                InitialHistory = history,
            });
            for (int r = 0; r < 2 * rows; r++)
            {
                Assert.Equal(hidden[r % rows].AsSpan(t * c.Units, c.Units).ToArray(),
                    step.Hidden.Span.Slice(r * c.Units, c.Units).ToArray());
            }

            states = [.. step.Final.Select(s => s.Clone())];
            feed = step.Combined?.Clone();
            history = c.Kernel == 0 ? null : [.. Enumerable.Range(0, 2 * rows).Select(step.Weights.History)];
        }
    }

    [Fact]
    public void Rows_that_share_a_source_cannot_be_recorded()
    {
        DecoderCase c = new("gru") { Targets = [2, 2], Sources = [3, 3] };
        Tensor[] x = c.Draw(1);
        x[0].RequiresGradient = true;
        DecoderArguments a = DecoderRun.Arguments(c, x);
        var shared = new DecoderArguments
        {
            Input = a.Input, InputWeight = a.InputWeight, HiddenWeight = a.HiddenWeight, Bias = a.Bias, Memory = a.Memory, Keys = a.Keys,
            Starts = a.Starts, Sources = [1, 1], Query = a.Query, Energy = a.Energy,
        };
        var e = Assert.Throws<ArgumentException>(() => Cell.Gru.Decode(new Tape { Recording = true }, DecoderRun.Layout(c), shared));
        Assert.Contains("source of its own", e.Message, StringComparison.Ordinal);
        Cell.Gru.Decode(new Tape(), DecoderRun.Layout(c), shared);
    }

    private static Tensor Twice(float[] values, int width) => Tensor.From([.. values, .. values], 2 * values.Length / width, width);

    /// <summary>The tensors of one row.</summary>
    private static Tensor[] Alone(DecoderCase c, Tensor[] x, int row, float[] input)
    {
        Tensor[] one = [.. x];
        int start = c.Sources.Take(row).Sum(), n = c.Sources[row];
        one[0] = Tensor.From(input, input.Length / c.Inputs, c.Inputs);
        one[4] = Tensor.From(x[4].Span.Slice(start * c.Memory, n * c.Memory), n, c.Memory);
        one[5] = Tensor.From(x[5].Span.Slice(start * c.Keys, n * c.Keys), n, c.Keys);
        int states = c.Naive.States;
        for (int k = x.Length - states; c.Initial && k < x.Length; k++)
        {
            one[k] = Tensor.From(x[k].Span.Slice(row * c.Units, c.Units), 1, c.Units);
        }

        return one;
    }
}
