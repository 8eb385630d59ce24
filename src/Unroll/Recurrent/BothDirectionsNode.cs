using Unroll.Autograd;
using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Recurrent;

/// <summary>The way back through both directions of a layer at the same time, half of the threads each.</summary>
internal sealed class BothDirectionsNode<TCell>(RecurrentDirection<TCell> first, RecurrentDirection<TCell> last) : Node
    where TCell : struct, ICell
{
    public override void Backward(Tape tape)
    {
        if (!last.Reached || !first.Reached)
        {
            Alone(tape, last);
            Alone(tape, first);
            return;
        }

        // In the order in which they write to the input's gradient, as the first to ask overwrites it.
        last.AskForGradients(tape);
        first.AskForGradients(tape);
        using ArenaScope scope = tape.Arena.Push();
        first.OpenBackward(tape);
        last.OpenBackward(tape);
        Loops(tape);

        // Half of the batch each, so that a thread takes the sums of the direction that it has walked. Only the input is shared: its gradient
        // is added in the order that one direction after the other would have.
        var batch = new WorkBatch(tape.Team);
        WeightGradients firstSums = first.Sums(tape), lastSums = last.Sums(tape);
        firstSums.AddWeightsTo(batch, last: true);
        lastSums.AddWeightsTo(batch, last: true);
        lastSums.AddInputTo(batch);
        firstSums.AddInputTo(batch);
        batch.Run();
        first.FinishBackward();
        last.FinishBackward();
    }

    /// <summary>One direction with all the threads, where no gradient came to the other.</summary>
    private static void Alone(Tape tape, RecurrentDirection<TCell> direction)
    {
        if (direction.Reached)
        {
            direction.TakeAllThreads(tape);
            new RecurrentNode<TCell>(direction).Backward(tape);
        }
    }

    private void Loops(Tape tape)
    {
        using ArenaScope scope = tape.Arena.Push();
        first.OpenLoop(tape);
        last.OpenLoop(tape);
        var preparation = new TwoJob(first.PrepareBackward, last.PrepareBackward);
        tape.Team.Run(ref preparation, 2);
        var job = new BothDirectionsJob<BackwardJob<TCell>>(first.BackwardPass(), last.BackwardPass());
        first.Plan.RunBoth(tape.Team, ref job);
    }
}
