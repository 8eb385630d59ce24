using Unroll.Numerics;
using Unroll.Recurrent;

namespace Unroll.Benchmarks.Contenders;

/// <summary>Our layer one step at a time, its state carried from each step to the next.</summary>
internal sealed class UnrollSteps : IContender
{
    private readonly Workload _work;
    private readonly RecurrentStepper _stepper;

    public UnrollSteps(Workload work, ThreadTeam team)
    {
        _work = work;
        _stepper = new RecurrentStepper(work.Layer, team: team);
    }

    public int Repeats => StepCount.Of(_work.Row);

    public void Run()
    {
        for (int i = 0; i < Repeats; i++)
        {
            _stepper.Step(_work.RowFeatures[0]);
        }
    }

    /// <summary>Two steps from zero: the second shows that the state was carried.</summary>
    public Outcome Check()
    {
        _stepper.Reset();
        _stepper.Step(_work.RowFeatures[0]);
        return new Outcome(_stepper.Step(_work.RowFeatures[0]).ToArray(), new Dictionary<string, float[]>());
    }

    public void Dispose()
    {
    }
}
