using Unroll.Autograd;
using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Recurrent;

/// <summary>The way back through both directions of a layer at the same time, half of the threads each.</summary>
internal sealed class BothDirectionsNode<TCell>(RecurrentDirection<TCell> last, RecurrentDirection<TCell> first) : Node
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

        last.AskForGradients(tape);
        first.AskForGradients(tape);
        using ArenaScope scope = tape.Arena.Push();
        last.OpenBackward(tape);
        first.OpenBackward(tape);
        Loops(tape);

        // Every sum in the order that one direction after the other would have, and each thread the sums of the direction that it has walked.
        var batch = new WorkBatch(tape.Team);
        last.AddGradients(tape, batch);
        first.AddGradients(tape, batch);
        batch.Run();
        last.FinishBackward();
        first.FinishBackward();
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
        last.OpenLoop(tape);
        first.OpenLoop(tape);
        var preparation = new PreparationJob { Last = last, First = first };
        tape.Team.Run(ref preparation, 2);
        var job = new BothDirectionsJob<BackwardJob<TCell>>(last.BackwardPass(), first.BackwardPass());
        first.Plan.RunBoth(tape.Team, ref job);
    }

    private struct PreparationJob : IJob
    {
        public RecurrentDirection<TCell> Last, First;

        public readonly void Execute(int part, int parts) => (part == 0 ? Last : First).PrepareBackward();
    }
}
