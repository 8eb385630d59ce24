using Unroll.Autograd;
using Unroll.Tensors;

namespace Unroll.Recurrent;

/// <summary>
/// One or both directions of one recurrent layer over a ragged batch, as one operation of the tape: packs the weights once, runs the
/// forward loops on the team, and records how to come back.
/// </summary>
internal static class RecurrentOperation<TCell>
    where TCell : struct, ICell
{
    public static RecurrentOutput Run(Tape tape, SequenceLayout layout, RecurrentArguments a) => Run(tape, layout, [a])[0];

    public static RecurrentOutput[] Run(Tape tape, SequenceLayout layout, RecurrentArguments[] all)
    {
        foreach (RecurrentArguments a in all)
        {
            Check(layout, a);
        }

        bool together = all.Length == 2 && RunTogether(tape, layout, all);
        int threads = together ? tape.Team.Threads / 2 : tape.Team.Threads;
        RecurrentDirection<TCell>[] directions = Array.ConvertAll(all, a => new RecurrentDirection<TCell>(tape, layout, a, threads));
        if (together)
        {
            Forward(tape, directions[0], directions[1]);
        }
        else
        {
            foreach (RecurrentDirection<TCell> direction in directions)
            {
                direction.Forward(tape);
            }
        }

        RecurrentOutput[] outputs = Array.ConvertAll(directions, d => d.Output(tape));
        if (together && directions[0].Recording && directions[1].Recording)
        {
            tape.Record(new BothDirectionsNode<TCell>(directions[0], directions[1]));
        }
        else
        {
            foreach (RecurrentDirection<TCell> direction in directions.Where(d => d.Recording))
            {
                tape.Record(new RecurrentNode<TCell>(direction));
            }
        }

        return outputs;
    }

    /// <summary>
    /// Whether both directions run at the same time, half of the threads each: where threads can be halved and no segment waits to be
    /// computed again.
    /// </summary>
    private static bool RunTogether(Tape tape, SequenceLayout layout, RecurrentArguments[] all) =>
        tape.Team.Threads % 2 == 0 && Array.TrueForAll(all, a =>
            !RecurrentDirection<TCell>.Recomputes(tape, layout, a)
            && !StepPlan.IsSmall(layout, a.Input?.Shape.Last ?? 0, a.HiddenWeight.Shape[1], CellShape.Of<TCell>()));

    /// <summary>Both loops as one run of the team; a thread keeps its direction from the preparation to the way back.</summary>
    private static void Forward(Tape tape, RecurrentDirection<TCell> first, RecurrentDirection<TCell> last)
    {
        using ArenaScope scope = tape.Arena.Push();
        first.Open(tape);
        last.Open(tape);
        var preparation = new TwoJob(first.Prepare, last.Prepare);
        tape.Team.Run(ref preparation, 2);
        var job = new BothDirectionsJob<ForwardJob<TCell>>(first.ForwardPass(), last.ForwardPass());
        first.Plan.RunBoth(tape.Team, ref job);
        var finish = new TwoJob(first.Finish, last.Finish);
        tape.Team.Run(ref finish, 2);
    }

    private static void Check(SequenceLayout layout, RecurrentArguments a)
    {
        RecurrentChecks.Check(CellShape.Of<TCell>(), typeof(TCell).Name, layout, a);
        if (a.CandidateDropout > 0 && CandidateNoise.ColumnOf<TCell>() < 0)
        {
            throw new ArgumentException($"{typeof(TCell).Name}: expected no `CandidateDropout`, as the cell has no candidate under tanh; got {a.CandidateDropout}");
        }
    }
}
