using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Data;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Metrics;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Models;

/// <summary>Trains a <see cref="SeriesModel"/> on sequences with labels or with numbers.</summary>
public sealed class SeriesTask : TrainingTask
{
    private readonly SeriesModel _model;
    private readonly FeatureSequence[] _train;
    private readonly float[][] _values;
    private readonly IReadOnlyList<FeatureSequence> _valid;
    private readonly Func<FeatureSequence, RngSequence, FeatureSequence>? _augment;
    private readonly CrossEntropyOptions _crossEntropy = new();
    private readonly SequenceLayout _layout = new([]);

    /// <summary>Training on labelled sequences.</summary>
    /// <param name="model">The model to train.</param>
    /// <param name="train">The training part.</param>
    /// <param name="valid">Held-out sequences for validation; none unless given.</param>
    /// <param name="augment">
    /// Makes another sequence of a training sequence each time it is read, such as one that is turned or stretched; the random numbers
    /// are the item's and the step's own.
    /// </param>
    public SeriesTask(
        SeriesModel model, LabeledSequences train, LabeledSequences? valid = null, Func<LabeledSequence, RngSequence, LabeledSequence>? augment = null)
        : this(model, (IReadOnlyList<FeatureSequence>)train, valid, augment is null ? null : (item, random) => augment((LabeledSequence)item, random))
    {
        ArgumentNullException.ThrowIfNull(train);
        if (model.Head.Answer != SeriesAnswer.Label)
            throw new ArgumentException("a model that answers with numbers cannot be trained on labels", nameof(model));
        _crossEntropy = new CrossEntropyOptions
        {
            LabelSmoothing = model.Options.LabelSmoothing,
            ClassWeights = model.Options.ClassBalance > 0
                ? ClassificationTask.Weights(train.CountByLabel(), model.Options.ClassBalance) : null,
        };
    }

    /// <summary>Training on sequences with numbers.</summary>
    /// <param name="model">The model to train.</param>
    /// <param name="train">The training part.</param>
    /// <param name="valid">Held-out sequences for validation; none unless given.</param>
    /// <param name="augment">Makes another sequence of a training sequence each time it is read.</param>
    public SeriesTask(
        SeriesModel model, TargetSequences train, TargetSequences? valid = null, Func<TargetSequence, RngSequence, TargetSequence>? augment = null)
        : this(model, (IReadOnlyList<FeatureSequence>)train, valid, augment is null ? null : (item, random) => augment((TargetSequence)item, random))
    {
        ArgumentNullException.ThrowIfNull(train);
        if (model.Head.Answer == SeriesAnswer.Label || model.PerStep != train.PerStep)
            throw new ArgumentException($"expected a model that answers with numbers, {(train.PerStep ? "one a step" : "one a sequence")}", nameof(model));
    }

    private SeriesTask(
        SeriesModel model, IReadOnlyList<FeatureSequence> train, IReadOnlyList<FeatureSequence>? valid,
        Func<FeatureSequence, RngSequence, FeatureSequence>? augment)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _train = [.. train];
        _valid = valid ?? [];
        _augment = augment;
        _values = augment is null ? [.. _train.Select(model.Scaler.Apply)] : [];
        Lengths = Array.ConvertAll(_train, s => s.Steps);
    }

    /// <inheritdoc/>
    public override Module Model => _model;

    /// <inheritdoc/>
    public override IReadOnlyList<int> Lengths { get; }

    /// <summary>The metric that chooses the best weights, of those that validation gives; the loss unless set.</summary>
    public string MonitoredMetric { get; init; } = "loss";

    /// <inheritdoc/>
    public override string Monitor => MonitoredMetric;

    /// <inheritdoc/>
    public override bool HigherIsBetter => MonitoredMetric is "accuracy" or "macro_f1";

    /// <inheritdoc/>
    public override Tensor Loss(Tape tape, ReadOnlySpan<int> items, out int correct)
    {
        ArgumentNullException.ThrowIfNull(tape);
        var batch = new FeatureSequence[items.Length];
        var values = new float[items.Length][];
        for (int i = 0; i < batch.Length; i++)
        {
            int item = items[i];
            batch[i] = _augment is null ? _train[item]
                : _augment(_train[item], new RngSequence(tape.Seed, RandomPurpose.Data, ((ulong)tape.Step << 32) | (uint)item));
            values[i] = _augment is null ? _values[item] : _model.Scaler.Apply(batch[i]);
        }

        _layout.Set(Array.ConvertAll(batch, s => s.Steps), items);
        Tensor outputs = _model.Forward(tape, _layout, SeriesModel.Pack(tape, _layout, values, _model.Scaler.Names.Count), out _);
        if (_model.Head.Answer == SeriesAnswer.Label)
        {
            CrossEntropyResult result = tape.CrossEntropy(outputs, Array.ConvertAll(batch, s => ((LabeledSequence)s).Label), _crossEntropy);
            correct = result.Correct;
            return result.Loss;
        }

        correct = -1;
        return Regression(tape, outputs, Targets(_layout, Array.ConvertAll(batch, s => (TargetSequence)s)));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, double Value)> Validate(Tape tape)
    {
        if (_valid.Count == 0)
            return [];
        return _model.Head.Answer == SeriesAnswer.Label ? ValidateLabels([.. _valid.Cast<LabeledSequence>()])
            : ValidateNumbers(tape, [.. _valid.Cast<TargetSequence>()]);
    }

    private List<(string Name, double Value)> ValidateLabels(LabeledSequence[] valid)
    {
        int[] truth = Array.ConvertAll(valid, s => s.Label);
        IReadOnlyList<float[]> probabilities = _model.Probabilities(valid);
        var report = new ClassificationReport(truth, [.. probabilities.Select(SequenceClassifier.ArgMax)], [.. _model.Head.Labels!]);
        double loss = ProbabilityMetrics.LogLoss(truth, probabilities.SelectMany(p => p).ToArray(), _model.Head.Outputs);
        return [("loss", loss), ("accuracy", report.Accuracy), ("macro_f1", report.Macro.F1)];
    }

    private List<(string Name, double Value)> ValidateNumbers(Tape tape, TargetSequence[] valid)
    {
        float[][] outputs = _model.Outputs(valid);
        double loss = 0, absolute = 0, squared = 0;
        long count = 0, observed = 0;
        int width = _model.Head.Outputs;
        for (int i = 0; i < valid.Length; i++)
        {
            Chosen chosen = Targets(new SequenceLayout([valid[i].Steps]), [valid[i]]);
            if (chosen.Targets.Length == 0)
                continue;
            Tensor all = tape.Arena.Allocate(new Shape(outputs[i].Length / width, width));
            outputs[i].CopyTo(all.Span);
            loss += (double)Regression(tape, all, chosen).Scalar * chosen.Targets.Length;
            count += chosen.Targets.Length;
            for (int k = 0; k < chosen.Targets.Length; k++)
            {
                if (chosen.Censored[k])
                    continue; // the number is not known
                double error = SeriesEstimate.Of(_model.Head, outputs[i].AsSpan(chosen.Rows[k] * width, width)).Value - chosen.Targets[k];
                absolute += Math.Abs(error);
                squared += error * error;
                observed++;
            }

            tape.Reset();
        }

        return [("loss", loss / count), ("mae", absolute / observed), ("rmse", Math.Sqrt(squared / observed))];
    }

    /// <summary>The rows of the output that have a target, and their targets.</summary>
    private Chosen Targets(SequenceLayout layout, TargetSequence[] batch)
    {
        var rows = new List<int>();
        var targets = new List<float>();
        var censored = new List<bool>();
        for (int r = 0; r < layout.Rows; r++)
        {
            TargetSequence item = batch[layout.Order[r]];
            for (int t = 0; t < item.Targets.Length; t++)
            {
                if (!float.IsNaN(item.Targets[t]))
                {
                    rows.Add(_model.PerStep ? layout.PackedRow(t, r) : layout.Order[r]);
                    targets.Add(item.Targets[t]);
                    censored.Add(item.Censored?[t] ?? false);
                }
            }
        }

        return new Chosen([.. rows], [.. targets], [.. censored]);
    }

    private Tensor Regression(Tape tape, Tensor outputs, Chosen chosen)
    {
        if (chosen.Targets.Length == 0)
            throw new UnrollException("a batch has no target at all: leave out the sequences without one");
        SeriesHead head = _model.Head;
        Tensor rows = tape.Gather(outputs, chosen.Rows);
        if (head.Answer == SeriesAnswer.Weibull)
            return tape.WeibullLoss(rows, chosen.Targets, chosen.Censored, new WeibullOptions { Discrete = head.Discrete });
        float[] scaled = Array.ConvertAll(chosen.Targets, t => (float)((t - head.Center) / head.Scale));
        if (head.Answer == SeriesAnswer.Quantile)
            return tape.QuantileLoss(rows, scaled, head.Quantiles);
        Tensor wanted = tape.Arena.Allocate(new Shape(scaled.Length, 1));
        scaled.CopyTo(wanted.Span);
        return head.Answer == SeriesAnswer.Huber ? tape.HuberLoss(rows, wanted, head.Delta) : tape.MeanSquaredError(rows, wanted);
    }

    private readonly record struct Chosen(int[] Rows, float[] Targets, bool[] Censored);
}
