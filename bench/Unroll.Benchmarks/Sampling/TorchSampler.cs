using TorchSharp;
using TorchSharp.Modules;
using Unroll.Benchmarks.Contenders;
using Unroll.Formats;
using Unroll.Models;
using static TorchSharp.torch;

namespace Unroll.Benchmarks.Sampling;

/// <summary>The same model as libtorch has it: embedding, LSTM cell, linear layer, softmax and a multinomial draw for each character.</summary>
internal sealed class TorchSampler : IContender
{
    private readonly Embedding _embedding;
    private readonly LSTMCell _cell;
    private readonly Linear _output;
    private readonly int _units;
    private Tensor _h, _c;
    private long _last = 1;

    public TorchSampler(LanguageModel model)
    {
        Dictionary<string, NamedArray> weights = model.Export().ToDictionary(a => a.Name);
        _units = model.Options.Recurrent.Units;
        _embedding = nn.Embedding(model.Count, model.Options.Embedding);
        _cell = nn.LSTMCell(model.Options.Embedding, _units);
        _output = nn.Linear(_units, model.Count);
        using IDisposable quiet = no_grad();
        Set(_embedding.weight!, weights["embedding.weight"]);
        Set(_cell.weight_ih!, weights["rnn.weight_ih_l0"]);
        Set(_cell.weight_hh!, weights["rnn.weight_hh_l0"]);
        Set(_cell.bias_ih!, weights["rnn.bias_ih_l0"]);
        Set(_cell.bias_hh!, weights["rnn.bias_hh_l0"]);
        Set(_output.weight!, weights["output.weight"]);
        Set(_output.bias!, weights["output.bias"]);
        _h = zeros(1, _units);
        _c = zeros(1, _units);
    }

    public int Repeats => 200;

    public void Run()
    {
        using IDisposable inference = inference_mode();
        for (int i = 0; i < Repeats; i++)
        {
            using DisposeScope scope = NewDisposeScope();
            _last = nn.functional.softmax(Step(_last), 1).multinomial(1).item<long>();
        }
    }

    public Outcome Check()
    {
        using IDisposable inference = inference_mode();
        Reset();
        float[] last = [];
        foreach (long id in (long[])[5, 6, 7])
        {
            using DisposeScope scope = NewDisposeScope();
            last = TorchLayer.Values(Step(id));
        }

        Reset();
        return new Outcome(last, new Dictionary<string, float[]>());
    }

    public void Dispose()
    {
        _embedding.Dispose();
        _cell.Dispose();
        _output.Dispose();
        _h.Dispose();
        _c.Dispose();
    }

    private Tensor Step(long id)
    {
        (Tensor h, Tensor c) = _cell.call(_embedding.call(tensor([id])), (_h, _c));
        _h.Dispose();
        _c.Dispose();
        _h = h.MoveToOuterDisposeScope();
        _c = c.MoveToOuterDisposeScope();
        return _output.call(h);
    }

    private void Reset()
    {
        _h.Dispose();
        _c.Dispose();
        _h = zeros(1, _units);
        _c = zeros(1, _units);
    }

    private static void Set(Tensor parameter, NamedArray values) =>
        parameter.copy_(tensor(values.Data, [.. values.Shape.Select(d => (long)d)]));
}
