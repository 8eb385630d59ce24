using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Data;
using Unroll.Decoding;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Metrics;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Models;

/// <summary>How <see cref="SelfCriticalTask"/> learns.</summary>
public sealed record SelfCriticalOptions
{
    /// <summary>The weight of the entropy, which keeps the model drawing.</summary>
    public float EntropyBonus { get; init; } = 0.01f;

    /// <summary>How many translations of a source are drawn a step.</summary>
    public int Draws { get; init; } = 1;

    /// <summary>
    /// The weight of the cross-entropy of the reference beside the policy gradient: it keeps the model near what it has learned
    /// (Wu et al., "Google's neural machine translation system", 2016, equation 9).
    /// </summary>
    public float Supervised { get; init; }
}

/// <summary>
/// Trains a translator on what it is judged by (Rennie et al., "Self-critical sequence training", 2017): it draws a translation of each
/// source, and makes it likelier or less likely by how much better it is than the greedy one. The reward is minus the edit distance to the
/// nearest reference.
/// </summary>
public sealed class SelfCriticalTask : TrainingTask
{
    private readonly Translator _model;
    private readonly int[][] _sources, _targets, _validSources;
    private readonly IReadOnlyList<string>[] _references, _validReferences;
    private readonly SelfCriticalOptions _options;
    private readonly TranslationBatch _batch = new(), _supervised = new();

    /// <summary>Encodes the data; pairs of one source are one item with several references.</summary>
    /// <param name="model">A model trained already: from nothing, no draw is better than another.</param>
    /// <param name="train">The training pairs.</param>
    /// <param name="valid">Held-out pairs for validation.</param>
    /// <param name="options">How it learns.</param>
    public SelfCriticalTask(Translator model, TextPairs train, TextPairs valid, SelfCriticalOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(valid);
        _model = model;
        _options = options ?? new SelfCriticalOptions();
        (_sources, _references) = Group(train);
        _targets = [.. _references.Select(r => model.EncodeTarget(r[0]))];
        (_validSources, _validReferences) = Group(valid);
        Lengths = Array.ConvertAll(_sources, s => s.Length);
    }

    /// <inheritdoc/>
    public override Module Model => _model;

    /// <inheritdoc/>
    public override IReadOnlyList<int> Lengths { get; }

    /// <inheritdoc/>
    public override string Monitor => "error_rate";

    /// <inheritdoc/>
    public override Tensor Loss(Tape tape, ReadOnlySpan<int> items, out int correct)
    {
        int[] rows = items.ToArray();
        int draws = _options.Draws;
        int[][] sources = Array.ConvertAll(rows, i => _sources[i]), repeated = new int[rows.Length * draws][];
        for (int i = 0; i < repeated.Length; i++)
        {
            repeated[i] = sources[i / draws];
        }

        var options = new BatchSamplingOptions
        {
            Seed = tape.Seed, Step = tape.Step, Item = i => (rows[i / draws] * draws) + (i % draws),
            MaxLength = i => Translator.Longest(repeated[i]),
        };
        Hypothesis[] drawn = _model.SampleIds(repeated, options), greedy = _model.SampleIds(sources);
        int[] distances = [.. greedy.Select((g, i) => Distance(g, _references[rows[i]]))];
        correct = distances.Count(d => d == 0);
        var advantages = new float[repeated.Length];
        for (int i = 0; i < repeated.Length; i++)
        {
            advantages[i] = distances[i / draws] - Distance(drawn[i], _references[rows[i / draws]]);
        }

        _batch.Set([.. Enumerable.Range(0, repeated.Length)], repeated, Array.ConvertAll(drawn, d => d.Tokens));
        int total = _batch.Target.Total;
        var weights = new float[total];
        for (int p = 0; p < total; p++)
        {
            weights[p] = advantages[_batch.RowOf[p]];
        }

        // What was drawn came from the network without dropout; the gradient has to be of that distribution, not of a thinned one.
        bool training = tape.Training;
        tape.Training = false;
        Tensor loss = tape.PolicyGradient(_model.Forward(tape, _batch), _batch.Outputs.AsSpan(0, total), weights, _options.EntropyBonus);
        tape.Training = training;
        if (_options.Supervised > 0)
        {
            _supervised.Set(items, _sources, _targets);
            Tensor logits = _model.Forward(tape, _supervised);
            loss = tape.Add(loss, tape.MultiplyScalar(
                tape.CrossEntropy(logits, _supervised.Outputs.AsSpan(0, _supervised.Target.Total)).Loss, _options.Supervised));
        }

        return loss;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, double Value)> Validate(Tape tape)
    {
        Hypothesis[] greedy = _model.SampleIds(_validSources);
        double distance = 0, length = 0;
        for (int i = 0; i < greedy.Length; i++)
        {
            distance += Distance(greedy[i], _validReferences[i]);
            length += TextElements.Count(_validReferences[i][0]);
        }

        return [("error_rate", distance / Math.Max(1, length)), ("edit_distance", distance / Math.Max(1, greedy.Length))];
    }

    private int Distance(Hypothesis hypothesis, IReadOnlyList<string> references) =>
        EditDistance.ToNearest(_model.Target.Decode(hypothesis.Tokens), references);

    private (int[][] Sources, IReadOnlyList<string>[] References) Group(TextPairs pairs)
    {
        IGrouping<string, TextPair>[] groups = [.. pairs.GroupBy(p => p.Source, StringComparer.Ordinal)];
        return ([.. groups.Select(g => _model.EncodeSource(g.Key))],
            [.. groups.Select(g => (IReadOnlyList<string>)[.. g.Select(p => p.Target).Distinct()])]);
    }
}
