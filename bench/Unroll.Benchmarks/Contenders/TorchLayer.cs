using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Unroll.Benchmarks.Contenders;

/// <summary>libtorch's layer over whole sequences, [T, B, I]; ragged batches through pack_padded_sequence.</summary>
internal sealed class TorchLayer : IContender
{
    private readonly Workload _work;
    private readonly nn.Module _module;
    private readonly Tensor _input;
    private readonly Tensor? _lengths;
    private readonly bool _train;

    public TorchLayer(Workload work)
    {
        var row = work.Row;
        _work = work;
        _train = row.Mode == "train";
        _module = row.Layer switch
        {
            "lstm" => nn.LSTM(row.I, row.H, row.Layers, bidirectional: row.Bidirectional),
            "gru" => nn.GRU(row.I, row.H, row.Layers, bidirectional: row.Bidirectional),
            _ => nn.RNN(row.I, row.H, row.Layers, bidirectional: row.Bidirectional),
        };
        _module.train(_train);
        TorchWeights.Load(_module, work.Weights);
        _input = tensor(work.Padded(), [row.T, row.B, row.I]);
        _input.requires_grad_(row.Dx && _train);
        _lengths = row.Ragged ? tensor(Array.ConvertAll(work.Lengths, l => (long)l)) : null;
    }

    public void Run()
    {
        using DisposeScope scope = NewDisposeScope();
        Step(out _);
    }

    public Outcome Check()
    {
        using DisposeScope scope = NewDisposeScope();
        Step(out Tensor output);
        var gradients = new Dictionary<string, float[]>();
        if (_train)
        {
            gradients["weight_hh_l0"] = Values(_module.named_parameters().First(p => p.name == "weight_hh_l0").parameter.grad!);
            if (_work.Row.Dx)
            {
                gradients["input"] = _work.Pack(Values(_input.grad!), _work.Row.I);
            }
        }

        return new Outcome(Values(output), gradients);
    }

    public void Dispose()
    {
        _module.Dispose();
        _input.Dispose();
        _lengths?.Dispose();
    }

    internal static float[] Values(Tensor tensor) => tensor.detach().contiguous().data<float>().ToArray();

    private void Step(out Tensor output)
    {
        if (!_train)
        {
            using IDisposable inference = inference_mode();
            output = Forward();
            return;
        }

        // Gradients afresh each time, as a training loop has them.
        _module.zero_grad();
        if (_input.requires_grad)
        {
            _input.grad = null;
        }

        output = Forward();
        output.mean().backward();
    }

    private Tensor Forward()
    {
        if (_lengths is null)
        {
            return _module switch
            {
                LSTM lstm => lstm.call(_input).Item1,
                GRU gru => gru.call(_input).Item1,
                _ => ((RNN)_module).call(_input).Item1,
            };
        }

        var packed = nn.utils.rnn.pack_padded_sequence(_input, _lengths, enforce_sorted: true);
        return _module switch
        {
            LSTM lstm => lstm.call(packed).Item1.data,
            GRU gru => gru.call(packed).Item1.data,
            _ => ((RNN)_module).call(packed).Item1.data,
        };
    }
}
