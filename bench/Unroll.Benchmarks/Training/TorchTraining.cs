using TorchSharp;
using TorchSharp.Modules;
using Unroll.Benchmarks.Contenders;
using static TorchSharp.torch;

namespace Unroll.Benchmarks.Training;

/// <summary>The same training step in TorchSharp.</summary>
internal sealed class TorchTraining : IContender
{
    private readonly TrainingProgram _program;
    private readonly TorchSharp.Modules.Embedding _embedding;
    private readonly LSTM _recurrent;
    private readonly TorchSharp.Modules.Linear _output;
    private readonly Parameter[] _parameters;
    private readonly optim.Optimizer _optimizer;
    private readonly Tensor _ids;
    private readonly Tensor _targets;
    private readonly Tensor? _lengths;

    /// <param name="program">The program.</param>
    /// <param name="model">Where the weights come from.</param>
    /// <param name="oneBias">
    /// Trains one of PyTorch's two biases and freezes the other, as our layer has only their sum: under Adam two of them move twice as
    /// far. For checking that both sides learn alike; what is timed has both.
    /// </param>
    public TorchTraining(TrainingProgram program, TrainedModel model, bool oneBias)
    {
        _program = program;
        _embedding = nn.Embedding(program.Vocabulary, program.Embedding);
        _recurrent = nn.LSTM(program.Embedding, program.Units, program.Layers, bidirectional: program.Bidirectional);
        _output = nn.Linear(program.Units * program.Directions, program.Classes);
        TorchWeights.Load(_embedding, model.Embedding.Export());
        TorchWeights.Load(_recurrent, model.Recurrent.Export());
        TorchWeights.Load(_output, model.Output.Export());
        foreach (var (name, parameter) in _recurrent.named_parameters())
        {
            parameter.requires_grad = !oneBias || !name.StartsWith("bias_hh", StringComparison.Ordinal);
        }

        _parameters = [.. _embedding.parameters(), .. _recurrent.parameters(), .. _output.parameters()];
        _parameters = Array.FindAll(_parameters, p => p.requires_grad);
        _optimizer = optim.Adam(_parameters, program.LearningRate);
        int steps = program.Lengths[0], rows = program.Lengths.Length;
        int[][] ids = program.Ids();
        var padded = new long[steps * rows];
        for (int r = 0; r < rows; r++)
        {
            for (int t = 0; t < ids[r].Length; t++)
            {
                padded[(t * rows) + r] = ids[r][t];
            }
        }

        _ids = tensor(padded, [steps, rows]);
        _targets = tensor(Array.ConvertAll(program.Targets(), i => (long)i));
        _lengths = program.Ragged ? tensor(Array.ConvertAll(program.Lengths, l => (long)l)) : null;
    }

    public void Run()
    {
        using DisposeScope scope = NewDisposeScope();
        Step();
    }

    public Outcome Check() => new([Loss(), Loss(), Loss()], new Dictionary<string, float[]>());

    public void Dispose()
    {
        _optimizer.Dispose();
        _embedding.Dispose();
        _recurrent.Dispose();
        _output.Dispose();
        _ids.Dispose();
        _targets.Dispose();
        _lengths?.Dispose();
    }

    private float Loss()
    {
        using DisposeScope scope = NewDisposeScope();
        return Step().item<float>();
    }

    private Tensor Step()
    {
        _optimizer.zero_grad();
        Tensor embedded = _embedding.call(_ids);
        Tensor output, states;
        if (_lengths is null)
        {
            (output, states, _) = _recurrent.call(embedded);
        }
        else
        {
            (var packed, states, _) = _recurrent.call(nn.utils.rnn.pack_padded_sequence(embedded, _lengths, enforce_sorted: true));
            output = packed.data;
        }

        Tensor features = _program.EveryStep ? output.reshape(-1, output.shape[^1])
            : _program.Bidirectional ? cat([states[0], states[1]], 1) : states[0];
        Tensor loss = nn.functional.cross_entropy(_output.call(features), _targets);
        loss.backward();
        nn.utils.clip_grad_norm_(_parameters, _program.ClipNorm);
        _optimizer.step();
        return loss;
    }
}
