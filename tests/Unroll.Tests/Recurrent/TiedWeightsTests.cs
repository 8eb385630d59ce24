using Unroll.Autograd;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Tests.Recurrent;

/// <summary>One tensor as both input weights and hidden weights: its gradient is the sum of what each would have.</summary>
public sealed class TiedWeightsTests
{
    [Theory]
    [InlineData("Lstm")]
    [InlineData("GruResetBefore")]
    [InlineData("ElmanTanh")]
    public void TheGradientIsTheSumOfBoth(string cell)
    {
        // Large enough that the sums over the steps are cut into parts.
        const int Units = 40;
        CellProblem p = CellProblem.Draw(
            CellUnderTest.All[cell], new CellCase(Units, Units, [.. Enumerable.Range(0, 40).Select(r => 9 + (r % 5))]) { Initial = true });
        p.Weights["hiddenWeight"].CopyTo(p.Weights["inputWeight"], 0);
        foreach (int threads in new[] { 1, 3 })
        {
            using var team = new ThreadTeam(threads);
            (float[] input, float[] hidden) = Gradients(p, team, tied: false);
            (float[] both, _) = Gradients(p, team, tied: true);
            Assert.Equal([.. input.Zip(hidden, (x, h) => x + h)], both);
        }
    }

    private static (float[] Input, float[] Hidden) Gradients(CellProblem p, ThreadTeam team, bool tied)
    {
        var tape = new Tape(team) { Recording = true };
        Poison.Memory(tape);
        var layout = new SequenceLayout([.. p.Ids.Select(row => row.Length)]);
        RecurrentArguments a = DriverRun.Arguments(p, layout);
        Tensor hidden = a.HiddenWeight, input = tied ? hidden : a.InputWeight!;
        hidden.RequiresGradient = input.RequiresGradient = true;
        RecurrentOutput result = p.Cell.Run(tape, layout, new RecurrentArguments
        {
            Input = a.Input, InputWeight = input, HiddenWeight = hidden, Bias = a.Bias, Initial = a.Initial,
        });
        layout.PackFeatures(p.OutputUpstream, p.Units, tape.GradientOf(result.Output).Span);
        tape.RunBackward();
        return (input.Gradient!.ToArray(), hidden.Gradient!.ToArray());
    }
}
