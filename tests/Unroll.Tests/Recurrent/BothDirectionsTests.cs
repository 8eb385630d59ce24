using Unroll.Autograd;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Tests.Recurrent;

/// <summary>Both directions of a layer at the same time, half of the threads each, give the bits of one after the other.</summary>
public sealed class BothDirectionsTests
{
    private const int Inputs = 12;

    private static readonly int[] Many = [.. Enumerable.Range(0, 32).Select(r => 1 + (r * 13 % 34))], Few = [70, 61, 3];

    public static TheoryData<string> Cells => [.. Cell.Names];

    [Theory]
    [MemberData(nameof(Cells))]
    public void TheNumberOfThreadsDoesNotMatter(string cell)
    {
        var plain = new RecurrentOptions(Cell.Parse(cell), 64) { Bidirectional = true, Layers = 2 };
        foreach (RecurrentOptions options in new[]
        {
            plain,
            plain with { Units = 60, Merge = Merge.Sum, LearnedInitialState = true },
            plain with { Units = 60, LayerNorm = true, ZoneoutHidden = 0.1f, ZoneoutCell = 0.1f, RecurrentDropout = 0.2f, Dropout = 0.2f },
        })
        {
            foreach (bool ids in new[] { false, true })
            {
                Same(options, Many, ids, Read.Everything);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void SharingTheUnitsOfFewRowsDoesNotMatter(string cell) =>
        Same(new RecurrentOptions(Cell.Parse(cell), 128) { Bidirectional = true }, Few, ids: false, Read.Everything);

    [Theory]
    [InlineData(Read.FirstStates)]
    [InlineData(Read.LastStates)]
    [InlineData(Read.BothStates)]
    public void AGradientMayReachOneDirectionAlone(Read read) =>
        Same(new RecurrentOptions(Cell.Lstm, 64) { Bidirectional = true }, Many, ids: true, read);

    /// <summary>What the loss is made of.</summary>
    public enum Read
    {
        Everything,
        FirstStates,
        LastStates,
        BothStates,
    }

    private static void Same(RecurrentOptions options, int[] lengths, bool ids, Read read)
    {
        using var one = new ThreadTeam(1);
        List<(string Name, float[] Values)> expected = Run(options, lengths, ids, read, one);
        foreach (int threads in new[] { 2, 4 })
        {
            using var team = new ThreadTeam(threads) { MeetingNanoseconds = 1e-6 };
            List<(string Name, float[] Values)> found = Run(options, lengths, ids, read, team);
            for (int i = 0; i < expected.Count; i++)
            {
                Near.Bits(expected[i].Values, found[i].Values, $"{options}, {threads} threads: {expected[i].Name}");
            }
        }
    }

    /// <summary>Outputs, last states and all gradients of one training step, on memory that was full of NaN before.</summary>
    private static List<(string Name, float[] Values)> Run(RecurrentOptions options, int[] lengths, bool ids, Read read, ThreadTeam team)
    {
        var layer = new RecurrentLayer(Inputs, options);
        layer.Initialize(3);
        var tape = new Tape(team) { Recording = true, Training = true, Seed = 5, Step = 6 };
        Poison.Memory(tape);
        var layout = new SequenceLayout(lengths);
        var random = new Random(4);
        int rows = ids ? 9 : layout.Total;
        Tensor input = Tensor.From([.. Enumerable.Range(0, rows * Inputs).Select(_ => random.NextSingle() - 0.5f)], rows, Inputs);
        input.RequiresGradient = true;
        RecurrentResult result = ids
            ? layer.ForwardIds(tape, layout, input, Array.ConvertAll(new int[layout.Total], _ => random.Next(rows)))
            : layer.Forward(tape, layout, input);
        var results = new List<(string, float[])> { ("output", result.Output.ToArray()) };
        for (int i = 0; i < result.Final.Count; i++)
        {
            results.AddRange(result.Final[i].Select((s, k) => ($"state {k} of {i}", s.ToArray())));
        }

        Tensor[] read0 = read is Read.LastStates ? [] : result.Final[0], read1 = read is Read.FirstStates ? [] : result.Final[1];
        foreach (Tensor tensor in (Tensor[])[.. read == Read.Everything ? [result.Output] : (Tensor[])[], .. read0, .. read1])
        {
            foreach (ref float g in tape.GradientOf(tensor).Span)
            {
                g = random.NextSingle() - 0.5f;
            }
        }

        tape.RunBackward();
        results.Add(("gradient of the input", input.Gradient!.ToArray()));
        results.AddRange(layer.Parameters().Select(p => ($"gradient of {p.Name}", p.Parameter.Gradient.ToArray())));
        return results;
    }
}
