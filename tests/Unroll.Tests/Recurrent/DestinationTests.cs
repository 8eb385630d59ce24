using Unroll.Autograd;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Tests.Recurrent;

/// <summary>Outputs written or added into columns of a tensor that the caller gives, and the gradients that come back from there.</summary>
public sealed class DestinationTests
{
    public static TheoryData<int, bool, bool> Variants => new()
    {
        { 5, false, false }, { 5, true, false }, { 5, false, true }, { 5, true, true },
        { 8, false, false }, { 8, true, false }, { 8, false, true }, { 8, true, true },
    };

    [Theory]
    [MemberData(nameof(Variants))]
    public void OnlyItsColumnsAreWrittenAndOnlyTheirGradientIsTaken(int units, bool reverse, bool add)
    {
        const int Column = 3;
        CellProblem p = CellProblem.Draw(CellUnderTest.All["Lstm"], new CellCase(units, 3, 4, 1, 3, 3) { Reverse = reverse });
        DriverRun expected = DriverRun.Of(p);
        int width = units + 5;
        var tape = new Tape { Recording = true };
        Poison.Memory(tape);
        var layout = new SequenceLayout([.. p.Ids.Select(row => row.Length)]);
        RecurrentArguments plain = DriverRun.Arguments(p, layout);
        Tensor destination = tape.Arena.Allocate(new Shape(layout.Total, width));
        destination.Span.Fill(0.25f);
        plain.Input!.RequiresGradient = plain.HiddenWeight.RequiresGradient = true;
        RecurrentOutput result = p.Cell.Run(tape, layout, new RecurrentArguments
        {
            Input = plain.Input, InputWeight = plain.InputWeight, HiddenWeight = plain.HiddenWeight, Bias = plain.Bias, Reverse = reverse,
            Destination = destination, Column = Column, AddToDestination = add,
        });
        Assert.Same(destination, result.Output);
        Assert.True(destination.RequiresGradient);
        float[][] rows = DriverRun.UnpackRows(layout, destination.Span, width);
        float[][] upstream = [.. rows.Select(row => new float[row.Length])];
        for (int r = 0; r < rows.Length; r++)
        {
            for (int i = 0; i < rows[r].Length; i++)
            {
                int t = i / width, j = (i % width) - Column;
                bool own = j >= 0 && j < units;
                float written = own ? (add ? 0.25f : 0) + expected.Output[r][(t * units) + j] : 0.25f;
                Assert.Equal(written, rows[r][i]);

                // Gradients of the other columns are none of this operation's business.
                upstream[r][i] = own ? p.OutputUpstream[r][(t * units) + j] : 1000;
            }
        }

        layout.PackFeatures(upstream, width, tape.GradientOf(destination).Span);
        for (int k = 0; k < 2; k++)
        {
            p.FinalUpstream.SelectMany(row => row[k]).ToArray().CopyTo(tape.GradientOf(result.Final[k]).Span);
        }

        tape.RunBackward();
        Near.Bits(expected.Gradients["hiddenWeight"], plain.HiddenWeight.Gradient!.ToArray(), "gradient of the hidden weights");
        float[][] input = DriverRun.UnpackRows(layout, plain.Input.Gradient!.Span, p.Inputs);
        for (int r = 0; r < rows.Length; r++)
        {
            Near.Bits(expected.Gradients[$"input:{r}"], input[r], $"gradient of the input of row {r}");
        }
    }

    [Fact]
    public void GradientsAreAddedToWhatIsThere()
    {
        CellProblem p = CellProblem.Of("Gru", "plain");
        var tape = new Tape { Recording = true };
        var layout = new SequenceLayout(p.Case.Lengths);
        RecurrentArguments a = DriverRun.Arguments(p, layout);
        Tensor[] sources = [a.Input!, a.InputWeight!, a.HiddenWeight, a.Bias];
        foreach (Tensor source in sources)
        {
            source.RequiresGradient = true;
        }

        void Step()
        {
            tape.GradientOf(p.Cell.Run(tape, layout, a).Output).Span.Fill(1);
            tape.RunBackward();
        }

        Step();
        float[][] once = [.. sources.Select(s => s.Gradient!.ToArray())];
        Step();
        for (int i = 0; i < sources.Length; i++)
        {
            // x + x is exact, but a product that starts from x rounds on the way: a few units in the last place.
            Near.Relative([.. once[i].Select(g => 2.0 * g)], sources[i].Gradient!.ToArray(), 1e-6, $"source {i}");
        }
    }
}
