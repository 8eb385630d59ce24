using System.Runtime.Intrinsics;
using Unroll.Data;
using Unroll.Models;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Training;

var words = new LabeledText(Enumerable.Range(0, 400).Select(i => new LabeledItem($"{"ab"[i % 2]}{i:d3}", i % 2)), new LabelSet(["a", "b"]));
var model = new SequenceClassifier(words.Vocabulary, words.Labels, new() { Recurrent = new(Cell.Of<CoupledLstm>("coupled-lstm"), 32) });
await Trainer.FitAsync(model, words, new() { Epochs = 10 });
Console.WriteLine(model.Evaluate(words));

/// <summary>LSTM with coupled gates (Greff et al. 2017, CIFG): c' = f * c + (1 - f) * g, h' = o * tanh(c').</summary>
public readonly struct CoupledLstm : ICell
{
    private static readonly GateColumn[] Gates =
        [new("forget", GateSource.Both, Activation.Sigmoid), new("candidate", GateSource.Both, Activation.Tanh), new("output", GateSource.Both, Activation.Sigmoid)];
    public static ReadOnlySpan<GateColumn> Columns => Gates;
    public static int States => 2;
    public static int Extras => 1; // tanh(c'), kept for the way back
    public static void Forward(in ForwardLanes s)
    {
        Vector256<float> c = s.Gates[1] + s.Gates[0] * (s.Previous[1] - s.Gates[1]);
        s.Next[1] = c;
        s.Gates[3] = VectorMath.Tanh(c);
        s.Next[0] = s.Gates[2] * s.Gates[3];
    }
    public static void Backward(in BackwardLanes s)
    {
        Vector256<float> one = Vector256<float>.One, f = s.Gates[0], g = s.Gates[1], o = s.Gates[2], tanhC = s.Gates[3], dh = s.NextGradients[0];
        Vector256<float> dc = s.NextGradients[1] + dh * o * (one - tanhC * tanhC);
        s.GateGradients[0] = dc * (s.Previous[1] - g) * f * (one - f);
        s.GateGradients[1] = dc * (one - f) * (one - g * g);
        s.GateGradients[2] = dh * tanhC * o * (one - o);
        (s.PreviousGradients[0], s.PreviousGradients[1]) = (Vector256<float>.Zero, dc * f);
    }
}
