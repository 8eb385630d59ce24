using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Unroll.Benchmarks.Memory;

/// <summary>The same training step in TorchSharp.</summary>
internal sealed class TorchTrainer
{
    private readonly nn.Module _module;
    private readonly optim.Optimizer _optimizer;
    private readonly Tensor _input;

    public TorchTrainer(MemoryRow row)
    {
        _module = row.Layer switch
        {
            "lstm" => nn.LSTM(row.I, row.H),
            "gru" => nn.GRU(row.I, row.H),
            _ => nn.RNN(row.I, row.H),
        };
        _optimizer = optim.Adam(_module.parameters(), 1e-3);
        _input = rand(row.T, row.B, row.I);
    }

    public void Step()
    {
        using DisposeScope scope = NewDisposeScope();
        _optimizer.zero_grad();
        Tensor output = _module switch
        {
            LSTM lstm => lstm.call(_input).Item1,
            GRU gru => gru.call(_input).Item1,
            _ => ((RNN)_module).call(_input).Item1,
        };
        output.mean().backward();
        _optimizer.step();
    }
}
