using Unroll.Autograd;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Recipes;

/// <summary>
/// A recurrent layer that reads numbers and answers with one at the end, on the adding problem (Hochreiter and Schmidhuber 1997): of N
/// numbers in [0, 1) two are marked, one in each half; answer their sum. Whoever always says 1 has a mean squared error of 1/6.
/// </summary>
internal sealed class VanishingNetwork : Module, IDataFlow
{
    private const int Features = 2;
    private readonly RecurrentLayer _recurrent;
    private readonly Linear _output;

    /// <summary>Creates and initialises it.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="units">The number of units.</param>
    /// <param name="initialization">What the hidden weights start from: orthogonal, identity or glorot.</param>
    /// <param name="gain">The factor on the hidden weights.</param>
    /// <param name="seed">The seed.</param>
    public VanishingNetwork(Cell cell, int units, string initialization, float gain, ulong seed)
    {
        _recurrent = AddModule("rnn", new RecurrentLayer(Features, new RecurrentOptions(cell, units) { HiddenInitializer = Hidden(initialization, gain) }));
        _output = AddModule("output", new Linear(units, 1));
        Initialize(seed);
    }

    /// <summary>The initialisations there are.</summary>
    public static IReadOnlyList<string> Initializations { get; } = ["orthogonal", "identity", "glorot"];

    /// <inheritdoc/>
    public IReadOnlyList<DataFlow> DataFlow =>
        [new("number and mark", "rnn"), new("rnn", "output", FlowTime.LastStep), new("output", "sum", FlowTime.Once)];

    /// <summary>Opens the forget gate of an LSTM further than its usual bias of 1.</summary>
    public VanishingNetwork WithForgetBias(float bias)
    {
        Tensor biases = _recurrent.Parameters().First(p => p.Name == "bias_l0").Parameter.Value;
        int forget = Enumerable.Range(0, _recurrent.Options.Cell.Gates.Count).First(g => _recurrent.Options.Cell.Gates[g] == "forget");
        biases.Span.Slice(forget * _recurrent.Options.Units, _recurrent.Options.Units).Fill(bias);
        biases.MarkChanged();
        return this;
    }

    /// <summary>The mean squared error on a batch.</summary>
    public Tensor Loss(Tape tape, SequenceLayout layout, Tensor input, Tensor target, RecurrentProbe? probe = null)
    {
        RecurrentResult result = _recurrent.Forward(tape, layout, input, null, probe is null ? null : [probe]);
        return tape.MeanSquaredError(_output.Forward(tape, result.Final[0][0]), target);
    }

    /// <summary>Lets it answer one fresh sequence.</summary>
    public void Answer(int length, ulong seed, uint stream)
    {
        Tensor input = Tensor.Zeros(length, Features), target = Tensor.Zeros(1, 1);
        Draw(new RngSequence(seed, RandomPurpose.Data, stream), length, input, target);
        Loss(new Tape(), SequenceLayout.Dense(1, length), input, target);
    }

    /// <summary>Fills a batch with fresh numbers: input [length x rows, 2], time-major, and the sum of the marked ones [rows, 1].</summary>
    public static void Draw(RngSequence random, int length, Tensor input, Tensor target)
    {
        int rows = target.Shape[0];
        input.Span.Clear();
        for (int r = 0; r < rows; r++)
        {
            int first = random.NextInt(Math.Max(1, length / 2)), second = (length / 2) + random.NextInt(length - (length / 2));
            for (int t = 0; t < length; t++)
            {
                input[(t * rows) + r, 0] = random.NextFloat();
                input[(t * rows) + r, 1] = t == first || t == second ? 1 : 0;
            }

            target[r, 0] = input[(first * rows) + r, 0] + (first == second ? 0 : input[(second * rows) + r, 0]);
        }
    }

    /// <summary>
    /// How loudly the loss hears each step: the norm of its gradient with respect to the input and to the hidden state of each step, by
    /// distance from the last one and relative to it.
    /// </summary>
    public (double[] Input, double[] Hidden) GradientByDistance(int length, int rows, ulong seed)
    {
        var tape = new Tape { Recording = true };
        var layout = SequenceLayout.Dense(rows, length);
        Tensor input = Tensor.Zeros(layout.Total, Features), target = Tensor.Zeros(rows, 1);
        Draw(new RngSequence(seed, RandomPurpose.Data, stream: 1), length, input, target);
        input.RequiresGradient = true;
        var probe = new RecurrentProbe();
        tape.Backward(Loss(tape, layout, input, target, probe));
        foreach (NamedParameter parameter in Parameters())
        {
            parameter.Parameter.Gradient.Span.Clear();
        }

        return (Norms(tape.GradientOf(input).Span, length), Norms(probe.HiddenGradients, length));
    }

    private static double[] Norms(ReadOnlySpan<float> gradients, int length)
    {
        var norms = new double[length];
        int step = gradients.Length / length;
        for (int t = 0; t < length; t++)
        {
            double sum = 0;
            foreach (float g in gradients.Slice(t * step, step))
            {
                sum += (double)g * g;
            }

            norms[length - 1 - t] = Math.Sqrt(sum);
        }

        double nearest = norms[0];
        for (int k = 0; k < length; k++)
        {
            norms[k] /= nearest;
        }

        return norms;
    }

    private static Func<int, Initializer> Hidden(string initialization, float gain) => initialization switch
    {
        "identity" => blocks => Initializer.Identity(blocks, gain),
        "glorot" => blocks => Initializer.GlorotUniform(blocks),
        _ => blocks => Initializer.Orthogonal(blocks, gain),
    };
}
