using Unroll.Autograd;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Tests.Recurrent;

/// <summary>A problem run by the library, forward and backward, on memory that was full of NaN before.</summary>
internal sealed class DriverRun
{
    public const ulong Seed = 11;
    public const uint TrainingStep = 5;

    /// <summary>Outputs by row, [length, H].</summary>
    public required float[][] Output { get; init; }

    /// <summary>Last states by row and state.</summary>
    public required float[][][] Final { get; init; }

    /// <summary>
    /// Gradients by name: those of the weights as the problem names them (a table's turned back into those of input weights), input:r
    /// for row r, initial:r:k for state k of row r.
    /// </summary>
    public required IReadOnlyDictionary<string, float[]> Gradients { get; init; }

    public static DriverRun Of(
        CellProblem p, ThreadTeam? team = null, RecurrentProbe? probe = null, IReadOnlyList<string>? only = null, bool forwardOnly = false,
        int segment = 0)
    {
        var tape = new Tape(team) { Recording = !forwardOnly, Training = p.Case.Training, Seed = Seed, Step = TrainingStep };
        Poison.Memory(tape);
        var layout = new SequenceLayout([.. p.Ids.Select(row => row.Length)], p.Items);
        RecurrentArguments a = Arguments(p, layout, probe, segment);
        Dictionary<string, Tensor> named = Named(p, a);
        foreach ((string name, Tensor tensor) in named)
        {
            tensor.RequiresGradient = only is null || only.Contains(name);
        }

        RecurrentOutput result = p.Cell.Run(tape, layout, a);
        float[][] output = UnpackRows(layout, result.Output.Span, p.Units);
        float[][][] final = ByRow(result.Final, p);
        if (!forwardOnly)
        {
            layout.PackFeatures(p.OutputUpstream, p.Units, tape.GradientOf(result.Output).Span);
            for (int k = 0; k < result.Final.Length; k++)
            {
                p.FinalUpstream.SelectMany(row => row[k]).ToArray().CopyTo(tape.GradientOf(result.Final[k]).Span);
            }

            tape.RunBackward();
        }

        return new DriverRun { Output = output, Final = final, Gradients = Collect(p, layout, named) };
    }

    public static RecurrentArguments Arguments(CellProblem p, SequenceLayout layout, RecurrentProbe? probe = null, int segment = 0)
    {
        int h = p.Units, inputBlocks = p.Cell.Reference.InputBlocks * h;
        var packed = new float[layout.Total * p.Inputs];
        layout.PackFeatures(p.X, p.Inputs, packed);
        var ids = new int[layout.Total];
        layout.PackIds(p.Ids, ids);
        float[] inputWeight = p.Weights["inputWeight"];
        Tensor[]? initial = !p.Case.Initial ? null
            : [.. Enumerable.Range(0, p.Cell.Reference.States)
                .Select(k => Tensor.From([.. p.Initial.SelectMany(row => row[k])], p.Rows, h))];
        return new RecurrentArguments
        {
            Input = p.Case.Ids ? null : Tensor.From(packed, layout.Total, p.Inputs),
            InputWeight = p.Case.Ids ? null : Tensor.From(inputWeight, inputBlocks, p.Inputs),
            Table = p.Case.Ids ? Tensor.From(Transposed(inputWeight, inputBlocks), p.Inputs, inputBlocks) : null,
            Ids = p.Case.Ids ? ids : default,
            HiddenWeight = Tensor.From(p.Weights["hiddenWeight"], p.Weights["hiddenWeight"].Length / h, h),
            Bias = Tensor.From(p.Weights["bias"], p.Weights["bias"].Length),
            Unit = p.Weights.TryGetValue("unit", out float[]? unit) ? Tensor.From(unit, unit.Length / h, h) : null,
            Gain = p.Case.Norm ? Tensor.From(p.Weights["gain"], p.Weights["gain"].Length) : null,
            Initial = initial, Reverse = p.Case.Reverse, Probe = probe,
            ZoneoutHidden = p.Case.ZoneoutHidden, ZoneoutCell = p.Case.ZoneoutCell, RecurrentDropout = p.Case.RecurrentDropout,
            Recompute = segment > 0, SegmentSteps = segment,
        };
    }

    /// <summary>Packed rows as the caller's rows.</summary>
    public static float[][] UnpackRows(SequenceLayout layout, ReadOnlySpan<float> packed, int width)
    {
        var rows = new float[layout.Rows][];
        for (int r = 0; r < layout.Rows; r++)
        {
            float[] row = rows[layout.Order[r]] = new float[layout.Lengths[r] * width];
            for (int t = 0; t < layout.Lengths[r]; t++)
            {
                packed.Slice(layout.PackedRow(t, r) * width, width).CopyTo(row.AsSpan(t * width));
            }
        }

        return rows;
    }

    /// <summary>States [rows, H] as the caller's rows: by row and state.</summary>
    public static float[][][] ByRow(Tensor[] states, CellProblem p) =>
        [.. Enumerable.Range(0, p.Rows).Select(r => states.Select(s => s.Span.Slice(r * p.Units, p.Units).ToArray()).ToArray())];

    private static Dictionary<string, Tensor> Named(CellProblem p, RecurrentArguments a)
    {
        var named = new Dictionary<string, Tensor> { ["hiddenWeight"] = a.HiddenWeight, ["bias"] = a.Bias };
        named.Add("inputWeight", p.Case.Ids ? a.Table! : a.InputWeight!);
        if (a.Input is not null)
        {
            named.Add("input", a.Input);
        }

        if (a.Unit is not null)
        {
            named.Add("unit", a.Unit);
        }

        if (a.Gain is not null)
        {
            named.Add("gain", a.Gain);
        }

        for (int k = 0; a.Initial is not null && k < a.Initial.Count; k++)
        {
            named.Add($"initial:{k}", a.Initial[k]);
        }

        return named;
    }

    private static Dictionary<string, float[]> Collect(CellProblem p, SequenceLayout layout, Dictionary<string, Tensor> named)
    {
        var gradients = new Dictionary<string, float[]>();
        foreach ((string name, Tensor tensor) in named)
        {
            if (tensor.Gradient is not { } gradient)
            {
                continue;
            }

            float[] values = gradient.ToArray();
            if (name == "input")
            {
                float[][] rows = UnpackRows(layout, values, p.Inputs);
                for (int r = 0; r < p.Rows; r++)
                {
                    gradients.Add($"input:{r}", rows[r]);
                }
            }
            else if (name.StartsWith("initial:", StringComparison.Ordinal))
            {
                for (int r = 0; r < p.Rows; r++)
                {
                    gradients.Add($"initial:{r}:{name[8..]}", values.AsSpan(r * p.Units, p.Units).ToArray());
                }
            }
            else
            {
                gradients.Add(name, name == "inputWeight" && p.Case.Ids ? Transposed(values, p.Inputs) : values);
            }
        }

        return gradients;
    }

    private static float[] Transposed(float[] matrix, int rows)
    {
        int columns = matrix.Length / rows;
        return [.. Enumerable.Range(0, matrix.Length).Select(i => matrix[(i % rows * columns) + (i / rows)])];
    }
}
