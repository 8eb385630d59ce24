using Unroll.Autograd;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Tests.Recurrent;

/// <summary>A problem cut into two chunks of steps, the second starting from the states of the first, on one tape.</summary>
internal sealed class Chunks
{
    public required float[][] Output { get; init; }

    public required float[][][] Final { get; init; }

    public required float[][] InputGradients { get; init; }

    public required IReadOnlyDictionary<string, float[]> WeightGradients { get; init; }

    public static Chunks Of(CellProblem p, int cut)
    {
        CellProblem head = p.Steps(0, cut), tail = p.Steps(cut, int.MaxValue / 64);
        var tape = new Tape { Recording = true };
        Poison.Memory(tape);
        var headLayout = new SequenceLayout([.. head.Ids.Select(row => row.Length)]);
        var tailLayout = new SequenceLayout([.. tail.Ids.Select(row => row.Length)]);
        RecurrentArguments a = DriverRun.Arguments(head, headLayout);
        Dictionary<string, Tensor?> weights = new()
        {
            ["inputWeight"] = a.InputWeight, ["hiddenWeight"] = a.HiddenWeight, ["bias"] = a.Bias, ["unit"] = a.Unit, ["gain"] = a.Gain,
        };
        RecurrentArguments own = DriverRun.Arguments(tail, tailLayout);
        foreach (Tensor? tensor in (ReadOnlySpan<Tensor?>)[.. weights.Values, a.Input, own.Input, a.Table])
        {
            tensor?.RequiresGradient = true;
        }

        RecurrentOutput first = p.Cell.Run(tape, headLayout, a);
        RecurrentOutput last = p.Cell.Run(tape, tailLayout, new RecurrentArguments
        {
            Input = own.Input, Ids = own.Ids, Table = a.Table, InputWeight = a.InputWeight, HiddenWeight = a.HiddenWeight, Bias = a.Bias,
            Unit = a.Unit, Gain = a.Gain, Initial = first.Final, ZoneoutHidden = a.ZoneoutHidden, ZoneoutCell = a.ZoneoutCell,
        });
        headLayout.PackFeatures(head.OutputUpstream, p.Units, tape.GradientOf(first.Output).Span);
        tailLayout.PackFeatures(tail.OutputUpstream, p.Units, tape.GradientOf(last.Output).Span);
        for (int k = 0; k < last.Final.Length; k++)
        {
            p.FinalUpstream.SelectMany(row => row[k]).ToArray().CopyTo(tape.GradientOf(last.Final[k]).Span);
        }

        float[][] output = Joined(headLayout, first.Output, tailLayout, last.Output);
        tape.RunBackward();
        return new Chunks
        {
            Output = output,
            Final = DriverRun.ByRow(last.Final, p),
            InputGradients = a.Input is null ? [] : Joined(headLayout, a.Input.Gradient!, tailLayout, own.Input!.Gradient!),
            WeightGradients = weights.Where(w => w.Value is not null).ToDictionary(w => w.Key, w => w.Value!.Gradient!.ToArray()),
        };
    }

    private static float[][] Joined(SequenceLayout head, Tensor first, SequenceLayout tail, Tensor last)
    {
        float[][] start = DriverRun.UnpackRows(head, first.Span, first.Shape.Last);
        float[][] end = DriverRun.UnpackRows(tail, last.Span, last.Shape.Last);
        return [.. start.Zip(end, (a, b) => (float[])[.. a, .. b])];
    }
}
