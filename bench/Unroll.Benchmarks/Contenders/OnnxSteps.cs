using Unroll.Benchmarks.Onnx;
using Unroll.Benchmarks.Peers;

namespace Unroll.Benchmarks.Contenders;

/// <summary>ONNX Runtime one step at a time: two sets of states take turns, so that nothing is copied between steps.</summary>
internal sealed class OnnxSteps : IContender
{
    private readonly Workload _work;
    private readonly OnnxSession _session;
    private readonly float[][] _even;
    private readonly float[][] _odd;

    public OnnxSteps(Workload work, int? threads)
    {
        _work = work;
        string[] names = work.Row.Layer == "lstm" ? ["h", "c"] : ["h"];
        _even = Array.ConvertAll(names, _ => new float[work.Row.H]);
        _odd = Array.ConvertAll(names, _ => new float[work.Row.H]);
        _session = new OnnxSession(RecurrentModel.Step(work), threads, spinning: !work.Row.Options.Contains(BenchmarkRow.NoSpinning));
        _session.Input("x", work.RowFeatures[0], 1, 1, work.Row.I);
        for (int k = 0; k < names.Length; k++)
        {
            _session.State(names[k], names[k] + "_next", _even[k], _odd[k], 1, 1, work.Row.H);
        }
    }

    public int Repeats => StepCount.Of(_work.Row);

    public void Run()
    {
        for (int i = 0; i < Repeats; i++)
        {
            _session.RunAndSwap();
        }
    }

    /// <summary>Two steps from zero.</summary>
    public Outcome Check()
    {
        foreach (float[] state in _even.Concat(_odd))
        {
            Array.Clear(state);
        }

        _session.RunAndSwap();
        _session.RunAndSwap();
        return new Outcome([.. _even[0]], new Dictionary<string, float[]>());
    }

    public void Dispose() => _session.Dispose();
}
