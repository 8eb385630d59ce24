using Unroll.Autograd;
using Unroll.Data;
using Unroll.Decoding;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Metrics;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Models;

/// <summary>
/// Trains a translator on what it is judged by (Rennie et al., "Self-critical sequence training", 2017): it draws a translation of each
/// source, and makes it likelier or less likely by how much better it is than the greedy one. The reward is minus the edit distance to the
/// nearest reference.
/// </summary>
public sealed class SelfCriticalTask : TrainingTask
{
    private readonly Translator _model;
    private readonly int[][] _sources, _validSources;
    private readonly IReadOnlyList<string>[] _references, _validReferences;
    private readonly float _entropyBonus;
    private readonly TranslationBatch _batch = new();

    /// <summary>Encodes the data; pairs of one source are one item with several references.</summary>
    /// <param name="model">A model trained already: from nothing, no draw is better than another.</param>
    /// <param name="train">The training pairs.</param>
    /// <param name="valid">Held-out pairs for validation.</param>
    /// <param name="entropyBonus">The weight of the entropy, which keeps the model drawing.</param>
    public SelfCriticalTask(Translator model, TextPairs train, TextPairs valid, float entropyBonus = 0.01f)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(valid);
        _model = model;
        _entropyBonus = entropyBonus;
        (_sources, _references) = Group(train);
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
        int[][] sources = Array.ConvertAll(rows, i => _sources[i]);
        var options = new BatchSamplingOptions
        {
            Seed = tape.Seed, Step = tape.Step, Item = i => rows[i], MaxLength = i => Translator.Longest(sources[i]),
        };
        Hypothesis[] drawn = _model.SampleIds(sources, options), greedy = _model.SampleIds(sources);
        var advantages = new float[rows.Length];
        correct = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            int own = Distance(greedy[i], _references[rows[i]]);
            advantages[i] = own - Distance(drawn[i], _references[rows[i]]);
            correct += own == 0 ? 1 : 0;
        }

        _batch.Set([.. Enumerable.Range(0, rows.Length)], sources, Array.ConvertAll(drawn, d => d.Tokens));
        int total = _batch.Target.Total;
        var weights = new float[total];
        for (int p = 0; p < total; p++)
        {
            weights[p] = advantages[_batch.RowOf[p]];
        }

        return tape.PolicyGradient(_model.Forward(tape, _batch), _batch.Outputs.AsSpan(0, total), weights, _entropyBonus);
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
