using Microsoft.ML.OnnxRuntime;

namespace Unroll.Benchmarks.Onnx;

/// <summary>A session of ONNX Runtime whose inputs and outputs stay where they are.</summary>
internal sealed class OnnxSession : IDisposable
{
    private readonly SessionOptions _options = new();
    private readonly RunOptions _run = new();
    private readonly InferenceSession _session;
    private readonly List<string> _inputNames = [];
    private readonly List<string> _outputNames = [];
    private readonly List<OrtValue> _inputs = [];
    private readonly List<OrtValue> _outputs = [];
    private readonly List<(int Input, int Output)> _states = [];

    /// <param name="model">The model.</param>
    /// <param name="threads">The threads of an operator; the runtime's own choice unless given.</param>
    /// <param name="spinning">Whether its threads spin while they wait, as they do by default.</param>
    public OnnxSession(byte[] model, int? threads, bool spinning = true)
    {
        if (threads is { } count)
        {
            _options.IntraOpNumThreads = count;
        }

        if (!spinning)
        {
            _options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        }

        _session = new InferenceSession(model, _options);
    }

    public void Input<T>(string name, T[] values, params int[] shape)
        where T : unmanaged
    {
        _inputNames.Add(name);
        _inputs.Add(Value(values, shape));
    }

    public void Output(string name, float[] values, params int[] shape)
    {
        _outputNames.Add(name);
        _outputs.Add(Value(values, shape));
    }

    /// <summary>An input and an output whose buffers change places after each <see cref="RunAndSwap"/>.</summary>
    public void State(string input, string output, float[] first, float[] second, params int[] shape)
    {
        _states.Add((_inputs.Count, _outputs.Count));
        Input(input, first, shape);
        Output(output, second, shape);
    }

    public void Run() => _session.Run(_run, _inputNames, _inputs, _outputNames, _outputs);

    public void RunAndSwap()
    {
        Run();
        foreach ((int input, int output) in _states)
        {
            (_inputs[input], _outputs[output]) = (_outputs[output], _inputs[input]);
        }
    }

    public void Dispose()
    {
        foreach (OrtValue value in _inputs.Concat(_outputs))
        {
            value.Dispose();
        }

        _session.Dispose();
        _run.Dispose();
        _options.Dispose();
    }

    private static OrtValue Value<T>(T[] values, int[] shape)
        where T : unmanaged => OrtValue.CreateTensorValueFromMemory(values, Array.ConvertAll(shape, e => (long)e));
}
