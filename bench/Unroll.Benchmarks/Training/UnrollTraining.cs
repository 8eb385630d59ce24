using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Benchmarks.Contenders;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Numerics;
using Unroll.Optimizers;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Benchmarks.Training;

/// <summary>Our training step, batch layout and packing of the ids included.</summary>
internal sealed class UnrollTraining : IContender
{
    private readonly TrainingProgram _program;
    private readonly TrainedModel _model;
    private readonly IReadOnlyList<NamedParameter> _parameters;
    private readonly BoundOptimizer _optimizer;
    private readonly ThreadTeam _team;
    private readonly Tape _tape;
    private readonly int[][] _rows;
    private readonly int[] _targets;
    private readonly int[] _ids;

    public UnrollTraining(TrainingProgram program, TrainedModel model, ThreadTeam team)
    {
        _program = program;
        _model = model;
        _team = team;
        _parameters = model.Parameters();
        _optimizer = new Adam(program.LearningRate).Bind(_parameters, team);
        _tape = new Tape(team) { Recording = true, Training = true };
        _rows = program.Ids();
        _targets = program.Targets();
        _ids = new int[program.Lengths.Sum()];
    }

    public void Run() => Step();

    /// <summary>The losses of three steps: the last ones show that the weights were updated alike.</summary>
    public Outcome Check() => new([Step(), Step(), Step()], new Dictionary<string, float[]>());

    public void Dispose()
    {
    }

    private float Step()
    {
        _tape.Step++;
        var layout = new SequenceLayout(_program.Lengths);
        layout.PackIds(_rows, _ids);
        RecurrentResult result = _model.Recurrent.ForwardIds(_tape, layout, _model.Embedding.Weight.Value, _ids);
        Tensor features = result.Output;
        if (!_program.EveryStep)
        {
            features = result.Final[0][0];
            features = _program.Bidirectional ? _tape.Concatenate([features, result.Final[1][0]]) : features;
        }

        Tensor loss = _tape.CrossEntropy(_model.Output.Forward(_tape, features), _targets).Loss;
        float value = loss.Scalar;
        _tape.Backward(loss);
        double norm = GradientClipping.Norm(_parameters, _team);
        _optimizer.Step(_program.LearningRate, GradientClipping.Scale(norm, _program.ClipNorm));
        _optimizer.ZeroGradients();
        _tape.Reset();
        return value;
    }
}
