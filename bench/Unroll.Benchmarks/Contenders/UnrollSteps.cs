using Unroll.Autograd;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Benchmarks.Contenders;

/// <summary>Our layer one step at a time, its state carried from each step to the next.</summary>
internal sealed class UnrollSteps : IContender
{
    private readonly Workload _work;
    private readonly Tape _tape;
    private readonly SequenceLayout _layout = SequenceLayout.Dense(1, 1);
    private readonly Tensor _input;
    private readonly Tensor[] _state;
    private readonly RecurrentStates _states;

    public UnrollSteps(Workload work, ThreadTeam team)
    {
        _work = work;
        _tape = new Tape(team);
        _input = Tensor.From(work.RowFeatures[0], 1, work.Row.I);
        _state = [.. Enumerable.Range(0, work.Layer.Options.Cell.States).Select(_ => Tensor.Zeros(1, work.Row.H))];
        _states = new RecurrentStates([_state]);
    }

    public int Repeats => StepCount.Of(_work.Row);

    public void Run()
    {
        for (int i = 0; i < Repeats; i++)
        {
            Step();
        }
    }

    /// <summary>Two steps from zero: the second shows that the state was carried.</summary>
    public Outcome Check()
    {
        foreach (Tensor state in _state)
        {
            state.Span.Clear();
        }

        Step();
        Step();
        return new Outcome(_state[0].ToArray(), new Dictionary<string, float[]>());
    }

    public void Dispose()
    {
    }

    private void Step()
    {
        RecurrentResult result = _work.Layer.Forward(_tape, _layout, _input, _states);
        for (int k = 0; k < _state.Length; k++)
        {
            result.Final[0][k].Span.CopyTo(_state[k].Span);
        }

        _tape.Reset();
    }
}
