using Unroll.Benchmarks.Onnx;

namespace Unroll.Benchmarks.Contenders;

/// <summary>ONNX Runtime over whole sequences, with its inputs and outputs allocated once.</summary>
internal sealed class OnnxLayer : IContender
{
    private readonly Workload _work;
    private readonly OnnxSession _session;
    private readonly float[] _output;

    public OnnxLayer(Workload work, int? threads)
    {
        var row = work.Row;
        _work = work;
        _session = new OnnxSession(RecurrentModel.Sequences(work), threads);
        _session.Input("x", work.Padded(), row.T, row.B, row.I);
        if (row.Ragged)
        {
            _session.Input("lengths", work.Lengths, row.B);
        }

        _output = new float[row.T * row.Directions * row.B * row.H];
        _session.Output("y", _output, row.T, row.Directions, row.B, row.H);
    }

    public void Run() => _session.Run();

    public Outcome Check()
    {
        Run();
        var row = _work.Row;
        var turned = new float[_output.Length];
        for (int t = 0; t < row.T; t++)
        {
            for (int d = 0; d < row.Directions; d++)
            {
                for (int r = 0; r < row.B; r++)
                {
                    _output.AsSpan(((((t * row.Directions) + d) * row.B) + r) * row.H, row.H)
                        .CopyTo(turned.AsSpan(((((t * row.B) + r) * row.Directions) + d) * row.H));
                }
            }
        }

        return new Outcome(_work.Pack(turned, _work.Width), new Dictionary<string, float[]>());
    }

    public void Dispose() => _session.Dispose();
}
