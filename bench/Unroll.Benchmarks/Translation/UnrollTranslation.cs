using Unroll.Autograd;
using Unroll.Benchmarks.Contenders;
using Unroll.Decoding;
using Unroll.Layers;
using Unroll.Models;
using Unroll.Numerics;
using Unroll.Optimizers;
using Unroll.Tensors;

namespace Unroll.Benchmarks.Translation;

/// <summary>Our side: a training step with its packing, or a beam search from texts to texts.</summary>
internal sealed class UnrollTranslation : IContender
{
    private readonly TranslationProgram _program;
    private readonly bool _search;
    private readonly ThreadTeam _team;
    private readonly TranslationTask _task;
    private readonly IReadOnlyList<NamedParameter> _parameters;
    private readonly BoundOptimizer _optimizer;
    private readonly Tape _tape;
    private readonly int[] _items = [.. Enumerable.Range(0, TranslationProgram.Rows)];

    public UnrollTranslation(TranslationProgram program, bool search, ThreadTeam team)
    {
        _program = program;
        _search = search;
        _team = team;
        _task = new TranslationTask(program.Model, program.Pairs);
        _parameters = program.Model.Parameters();
        _optimizer = new Adam(TranslationProgram.LearningRate).Bind(_parameters, team);
        _tape = new Tape(team) { Recording = true, Training = true };
    }

    public void Run()
    {
        if (_search)
        {
            Search();
        }
        else
        {
            Step();
        }
    }

    public Outcome Check() => _search
        ? new(Search(), new Dictionary<string, float[]>()) : new([Step(), Step(), Step()], new Dictionary<string, float[]>());

    public void Dispose()
    {
    }

    /// <summary>The log-probability of the best translation of each source.</summary>
    private float[] Search() =>
        [.. _program.Model.Translate(_program.Pairs.Sources, new BeamOptions
        {
            Width = TranslationProgram.Beam, MinLength = TranslationProgram.Written, MaxLength = _ => TranslationProgram.Written,
            Length = LengthPenalty.None,
        }).Select(t => (float)t[0].Hypothesis.LogProbability)];

    private float Step()
    {
        _tape.Step++;
        Tensor loss = _task.Loss(_tape, _items, out _);
        float value = loss.Scalar;
        _tape.Backward(loss);
        double norm = GradientClipping.Norm(_parameters, _team);
        _optimizer.Step(TranslationProgram.LearningRate, GradientClipping.Scale(norm, TranslationProgram.ClipNorm));
        _optimizer.ZeroGradients();
        _tape.Reset();
        return value;
    }
}
