using Unroll.Autograd;
using Unroll.Data;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Metrics;
using Unroll.Numerics;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Models;

/// <summary>What chooses the best weights of a translator.</summary>
public enum TranslationMonitor
{
    /// <summary>The cross-entropy of a token.</summary>
    Loss,

    /// <summary>BLEU of greedy translations.</summary>
    Bleu,

    /// <summary>The edit distance of greedy translations as a share of the reference's length.</summary>
    ErrorRate,
}

/// <summary>Trains a <see cref="Translator"/> on pairs by teacher forcing, on wish with scheduled sampling.</summary>
public sealed class TranslationTask : TrainingTask
{
    private readonly Translator _model;
    private readonly int[][] _sources, _targets, _validSources, _validTargets;
    private readonly int[][] _translatedSources;
    private readonly string[] _references;
    private readonly TranslationMonitor _monitor;
    private readonly CrossEntropyOptions _loss;
    private readonly TranslationBatch _batch = new();

    /// <summary>Encodes the data.</summary>
    /// <param name="model">The model to train.</param>
    /// <param name="train">The training pairs.</param>
    /// <param name="valid">Held-out pairs for validation; none unless given.</param>
    /// <param name="monitor">What chooses the best weights.</param>
    /// <param name="translated">
    /// The most held-out pairs that are translated at each validation; where there are more, they are taken evenly from all, as files are
    /// often sorted by kind.
    /// </param>
    public TranslationTask(
        Translator model, TextPairs train, TextPairs? valid = null, TranslationMonitor monitor = TranslationMonitor.Loss,
        int translated = 500)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(train);
        _model = model;
        _monitor = monitor;
        _sources = [.. train.Select(p => model.EncodeSource(p.Source))];
        _targets = [.. train.Select(p => model.EncodeTarget(p.Target))];
        IEnumerable<TextPair> held = valid ?? Enumerable.Empty<TextPair>();
        _validSources = [.. held.Select(p => model.EncodeSource(p.Source))];
        _validTargets = [.. held.Select(p => model.EncodeTarget(p.Target))];
        int[] chosen = Splits.Evenly(_validSources.Length, translated);
        string[] references = [.. held.Select(p => p.Target)];
        _translatedSources = [.. chosen.Select(i => _validSources[i])];
        _references = [.. chosen.Select(i => references[i])];
        Lengths = [.. _sources.Select((s, i) => s.Length + _targets[i].Length)];
        _loss = new CrossEntropyOptions { LabelSmoothing = model.Options.LabelSmoothing };
    }

    /// <inheritdoc/>
    public override Module Model => _model;

    /// <inheritdoc/>
    public override IReadOnlyList<int> Lengths { get; }

    /// <inheritdoc/>
    public override string Monitor => _monitor switch
    {
        TranslationMonitor.Bleu => "bleu",
        TranslationMonitor.ErrorRate => "error_rate",
        _ => "loss",
    };

    /// <inheritdoc/>
    public override bool HigherIsBetter => _monitor == TranslationMonitor.Bleu;

    /// <inheritdoc/>
    public override Tensor Loss(Tape tape, ReadOnlySpan<int> items, out int correct)
    {
        _batch.Set(items, _sources, _targets);
        float rate = _model.Options.ScheduledSampling * Math.Min(1, (float)tape.Step / _model.Options.SamplingRamp);
        if (rate > 0)
        {
            Guess(tape, rate);
        }

        Tensor logits = _model.Forward(tape, _batch);
        correct = -1;
        return tape.CrossEntropy(logits, _batch.Outputs.AsSpan(0, _batch.Target.Total), _loss).Loss;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, double Value)> Validate(Tape tape)
    {
        if (_validSources.Length == 0)
        {
            return [];
        }

        double loss = 0;
        long tokens = 0, right = 0;
        var batch = new TranslationBatch();
        foreach (int[] rows in BatchPlan.Evaluation(_validTargets.Select(t => t.Length), 64))
        {
            tape.Reset();
            batch.Set(rows, _validSources, _validTargets);
            CrossEntropyResult result = tape.CrossEntropy(_model.Forward(tape, batch), batch.Outputs.AsSpan(0, batch.Target.Total));
            loss += result.Sum;
            tokens += result.Counted;
            right += result.Correct;
        }

        List<(string, double)> metrics = [("loss", loss / tokens), ("token_accuracy", (double)right / tokens)];
        if (_monitor != TranslationMonitor.Loss)
        {
            string[] written = Array.ConvertAll(
                _model.SampleIds(_translatedSources), h => _model.Target.Decode(h.Tokens));
            metrics.Add(_monitor == TranslationMonitor.Bleu ? ("bleu", new Bleu(written, _references).Score)
                : ("error_rate", TranslationReport.Rate(written, _references)));
        }

        return metrics;
    }

    /// <summary>
    /// Replaces inputs by what the model would have written after the true ones (a first pass without gradients; Duckworth et al. 2019):
    /// the choice is keyed by item and step.
    /// </summary>
    private void Guess(Tape tape, float rate)
    {
        tape.Recording = false;
        Tensor logits = _model.Forward(tape, _batch);
        var random = new Rng(tape.Seed, RandomPurpose.Noise);
        int classes = logits.Shape[1];
        for (int t = _batch.Target.Steps - 1; t > 0; t--)
        {
            for (int r = 0; r < _batch.Target.Alive[t]; r++)
            {
                if (random.Uniform(tape.Step, (uint)_batch.Target.Items[r], (uint)t) < rate)
                {
                    ReadOnlySpan<float> row = logits.Span.Slice(_batch.Target.PackedRow(t - 1, r) * classes, classes);
                    _batch.Inputs[_batch.Target.PackedRow(t, r)] = Likeliest(row);
                }
            }
        }

        tape.Recording = true;
    }

    private static int Likeliest(ReadOnlySpan<float> logits)
    {
        int best = 0;
        for (int c = 1; c < logits.Length; c++)
        {
            best = logits[c] > logits[best] ? c : best;
        }

        return best;
    }
}
