using System.Diagnostics;
using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Benchmarks.Contenders;
using Unroll.Benchmarks.Peers;
using Unroll.Layers;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Benchmarks.Phases;

/// <summary>
/// Times the phases of a training call from outside: packing by itself, and the parts of the way back as differences between
/// calls in which some of the parameters are frozen. For one layer in one direction.
/// </summary>
internal sealed class PhaseTimer
{
    private readonly BenchmarkRow _row;
    private readonly RecurrentLayer _layer;
    private readonly Parameter _input, _hidden, _bias;
    private readonly SequenceLayout _layout;
    private readonly Tensor _features;
    private readonly Tape _tape;
    private readonly Tape _scratch;

    public PhaseTimer(BenchmarkRow row, ThreadTeam team)
    {
        var work = new Workload(row);
        _row = row;
        _layer = work.Layer;
        Parameter Named(string name) => _layer.Parameters().First(p => p.Name == name).Parameter;
        (_input, _hidden, _bias) = (Named("weight_ih_l0"), Named("weight_hh_l0"), Named("bias_l0"));
        _layout = new SequenceLayout(work.Lengths);
        _features = Tensor.Zeros(work.Total, row.I);
        _layout.PackFeatures(work.RowFeatures, row.I, _features.Span);
        _tape = new Tape(team) { Recording = true, Training = true };
        _scratch = new Tape(team);
    }

    /// <summary>The median and the least of each phase over a number of rounds.</summary>
    public IReadOnlyDictionary<Phase, (double Median, double Least)> Measure(int rounds)
    {
        List<Sample> all = [], noBias = [], onlyBias = [];
        var packs = new List<double>();
        for (int round = -rounds / 4; round < rounds; round++)
        {
            if (round == 0)
            {
                all.Clear();
                noBias.Clear();
                onlyBias.Clear();
                packs.Clear();
            }

            all.Add(Call(weights: true, bias: true));
            noBias.Add(Call(weights: true, bias: false));
            onlyBias.Add(Call(weights: false, bias: true));
            packs.Add(Pack());
        }

        Dictionary<Phase, double> median = Phases(Alternation.Median), least = Phases(values => values.Min());
        return median.ToDictionary(m => m.Key, m => (m.Value, least[m.Key]));

        // Differences of medians (and of the least), not the other way round: a disturbed call would spoil its neighbours' differences.
        Dictionary<Phase, double> Phases(Func<List<double>, double> of)
        {
            double pack = of(packs), whole = of([.. all.Select(s => s.Backward)]), time = of([.. onlyBias.Select(s => s.Backward)]);
            double bias = whole - of([.. noBias.Select(s => s.Backward)]);
            return new Dictionary<Phase, double>
            {
                [Phase.Pack] = pack,
                [Phase.Forward] = of([.. all.Select(s => s.Forward)]) - pack,
                [Phase.Loss] = of([.. all.Select(s => s.Loss)]),
                [Phase.ThroughTime] = time - bias,
                [Phase.Weights] = whole - time,
                [Phase.Bias] = bias,
                [Phase.Whole] = of([.. all.Select(s => s.Whole)]),
            };
        }
    }

    private Sample Call(bool weights, bool bias)
    {
        _input.Trainable = _hidden.Trainable = weights;
        _bias.Trainable = bias;
        long start = Stopwatch.GetTimestamp();
        foreach (NamedParameter parameter in _layer.Parameters())
        {
            parameter.Parameter.Gradient.Span.Clear();
        }

        long cleared = Stopwatch.GetTimestamp();
        Tensor output = _layer.Forward(_tape, _layout, _features).Output;
        long forward = Stopwatch.GetTimestamp();
        _tape.Mean(output);

        // The loss's own derivative first, so that what follows is the layer's alone.
        _tape.GradientOf(output).Span.Fill(1f / output.Count);
        long seeded = Stopwatch.GetTimestamp();
        _tape.RunBackward();
        long back = Stopwatch.GetTimestamp();
        _tape.Reset();
        long end = Stopwatch.GetTimestamp();
        return new Sample(Ms(cleared, forward), Ms(forward, seeded), Ms(seeded, back), Ms(start, end));
    }

    private double Pack()
    {
        long start = Stopwatch.GetTimestamp();
        var frame = new DriverFrame
        {
            Cell = _layer.Options.Cell.Shape,
            Inputs = _row.I,
            Units = _row.H,
            UnitStride = Padding.Round(_row.H),
            Rows = _row.B,
        };
        PackedWeights.Pack(
            _scratch.Arena, ref frame,
            new RecurrentArguments { InputWeight = _input.Value, HiddenWeight = _hidden.Value, Bias = _bias.Value }, backward: true);
        long end = Stopwatch.GetTimestamp();
        _scratch.Reset();
        return Ms(start, end);
    }

    private static double Ms(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalMilliseconds;

    private readonly record struct Sample(double Forward, double Loss, double Backward, double Whole);
}
