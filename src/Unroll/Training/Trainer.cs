using System.Diagnostics;
using Unroll.Autograd;
using Unroll.Data;
using Unroll.Layers;
using Unroll.Models;
using Unroll.Optimizers;
using Unroll.Tensors;

namespace Unroll.Training;

/// <summary>
/// Trains a task: seeded order, length-bucketed batches, clipping, schedule, validation that leaves the state of training alone,
/// early stopping, checkpoints from which training goes on bit for bit, and a stop on the first number that is not finite.
/// </summary>
public sealed partial class Trainer
{
    private readonly TrainingTask _task;
    private readonly TrainerOptions _options;
    private readonly RunFolder? _run;
    private readonly IReadOnlyList<NamedParameter> _parameters;
    private readonly BoundOptimizer _optimizer;
    private readonly LearningRateSchedule _schedule;
    private readonly BatchPlan _plan;
    private readonly Tape _tape;
    private readonly BestWeights _best;
    private readonly Stopwatch _clock = new();
    private readonly ProgressMeter _meter;
    private double _secondsBefore;
    private double _checkpointAt;
    private TrainingPosition _position;

    /// <summary>Prepares training.</summary>
    /// <param name="task">What to train.</param>
    /// <param name="options">How.</param>
    /// <param name="run">The folder for checkpoints and metrics, locked by the caller; none to keep all in memory.</param>
    /// <exception cref="ArgumentException">An option is out of range, or there is nothing to train on.</exception>
    public Trainer(TrainingTask task, TrainerOptions options, RunFolder? run = null)
    {
        options.Check();
        if (task.Lengths.Count == 0)
        {
            throw new ArgumentException("there is no item to train on", nameof(task));
        }

        _task = task;
        _options = options;
        _run = run;
        _parameters = task.Model.Parameters();
        _optimizer = options.Optimizer.Bind(_parameters, options.Team);
        _schedule = options.Schedule.Start();
        _plan = new BatchPlan(task.Lengths, options.BatchSize, (long)options.Seed);
        _tape = new Tape(options.Team) { Recompute = options.Recompute };
        _best = new BestWeights(_parameters, task.HigherIsBetter, run?.BestModelPath);
        _meter = new ProgressMeter(task.Lengths.Count, options.Epochs);
    }

    /// <summary>Trains on another thread, so that a caller's own stays free.</summary>
    public static Task<TrainingResult> FitAsync(
        TrainingTask task, TrainerOptions options, RunFolder? run = null, IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default) =>
        Task.Factory.StartNew(
            () => new Trainer(task, options, run).Fit(progress, cancellation), CancellationToken.None,
            TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Trains a classifier on labelled text, on another thread.</summary>
    /// <param name="model">The model.</param>
    /// <param name="train">The training items.</param>
    /// <param name="options">How to train; the defaults unless given.</param>
    /// <param name="valid">Held-out items that choose the best weights; none unless given.</param>
    /// <param name="progress">Where progress is reported.</param>
    /// <param name="cancellation">Stops training after the batch under way.</param>
    public static Task<TrainingResult> FitAsync(
        SequenceClassifier model, LabeledText train, TrainerOptions? options = null, LabeledText? valid = null,
        IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default) =>
        FitAsync(new ClassificationTask(model, train, valid), options ?? new TrainerOptions(), null, progress, cancellation);

    /// <summary>Measures one batch without learning from it: seconds an epoch and bytes at the peak, for the notice before training.</summary>
    public (double SecondsPerEpoch, long PeakBytes) Estimate()
    {
        int[][] batches = Batches(0);
        int[] batch = batches[batches.Length / 2];
        double seconds = double.MaxValue;
        for (int i = 0; i < 3; i++)
        {
            long start = Stopwatch.GetTimestamp();
            Start(training: true);
            _tape.Backward(_task.Loss(_tape, batch, out _));
            seconds = Math.Min(seconds, Stopwatch.GetElapsedTime(start).TotalSeconds);
            _tape.Reset();
            _optimizer.ZeroGradients();
        }

        // Weights, gradients, two moments and the best copy: five numbers a parameter.
        return (seconds * batches.Length, _tape.Arena.PeakBytes + (_task.Model.ParameterCount() * 5 * sizeof(float)));
    }

    /// <summary>Trains until the epochs or the minutes are over, validation gets no better, or it is cancelled.</summary>
    /// <exception cref="UnrollException">The loss or a gradient is not finite.</exception>
    public TrainingResult Fit(IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (_run is { HasCheckpoint: true })
        {
            LoadCheckpoint();
        }
        else if (_run is not null)
        {
            MetricsLog.TruncateAfter(_run.MetricsPath, -1);
        }

        using MetricsLog? log = _run is null ? null : MetricsLog.Open(_run.MetricsPath);
        _clock.Restart();
        _checkpointAt = _options.CheckpointSeconds;
        TrainingEnd end = _position.Ended ? (TrainingEnd)_position.End : Run(log, progress, cancellation);
        if (end is TrainingEnd.TimeUp or TrainingEnd.Cancelled)
        {
            SaveCheckpoint(log);
        }
        else
        {
            if (!_position.Ended)
            {
                _position.Ended = true;
                _position.End = (int)end;
                SaveCheckpoint(log);
            }

            _best.Restore();
        }

        return new TrainingResult(
            end, _position.Epoch, _position.Step, _position.LastLoss, _best.Epoch < 0 ? _position.Epoch : _best.Epoch + 1,
            _best.Value, Seconds);
    }

    private int[][] Batches(int epoch) => _task.Plan(epoch) ?? _plan.ForEpoch(epoch);

    private double Seconds => _secondsBefore + _clock.Elapsed.TotalSeconds;

    private TrainingEnd Run(MetricsLog? log, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        _meter.Start(_position);
        while (_position.Epoch < _options.Epochs)
        {
            int[][] batches = Batches(_position.Epoch);
            while (_position.Batch < batches.Length)
            {
                if (cancellation.IsCancellationRequested)
                {
                    return TrainingEnd.Cancelled;
                }

                if (Seconds > (_options.Minutes ?? double.MaxValue) * 60)
                {
                    return TrainingEnd.TimeUp;
                }

                TrainBatch(batches[_position.Batch], (long)batches.Length * _options.Epochs);
                _position.Batch++;
                if (progress is not null && _meter.IsDue())
                {
                    progress.Report(_meter.Report(_position, batches.Length));
                }

                if (_run is not null && _clock.Elapsed.TotalSeconds > _checkpointAt)
                {
                    SaveCheckpoint(log);
                }
            }

            if (EndEpoch(log, progress, batches.Length))
            {
                return TrainingEnd.EarlyStopped;
            }
        }

        return TrainingEnd.Completed;
    }

    private void TrainBatch(int[] batch, long totalSteps)
    {
        Start(training: true);
        Tensor loss = _task.Loss(_tape, batch, out int correct);
        float value = loss.Scalar;
        if (!float.IsFinite(value))
        {
            string where = FirstNonFinite() is { } name ? $"; `{name}` holds a value that is not finite" : "";
            Stop($"the loss is {value}{where}");
        }

        _tape.Backward(loss);
        float scale = 1;
        double norm = GradientClipping.Norm(_parameters, _options.Team);
        if (!double.IsFinite(norm))
        {
            Stop($"loss {value:g4}: the gradient of `{GradientClipping.FindNonFinite(_parameters) ?? "the whole model"}` is not finite");
        }

        if (_options.ClipValue > 0)
        {
            GradientClipping.ClipValue(_parameters, _options.ClipValue);
            norm = _options.ClipNorm > 0 ? GradientClipping.Norm(_parameters, _options.Team) : norm;
        }

        if (_options.ClipNorm > 0)
        {
            scale = GradientClipping.Scale(norm, _options.ClipNorm);
        }

        float rate = _schedule.Rate(_options.Optimizer.LearningRate, _position.Epoch, _position.Step, totalSteps);
        _optimizer.Step(rate, scale);
        _optimizer.ZeroGradients();
        _tape.Reset();
        _position.Step++;
        _position.LossSum += (double)value * batch.Length;
        _position.Items += batch.Length;
        _position.Correct += correct;
    }

    /// <summary>Validates, logs, and says whether to stop early.</summary>
    private bool EndEpoch(MetricsLog? log, IProgress<TrainingProgress>? progress, int batches)
    {
        _position.LastLoss = _position.LossSum / _position.Items;
        double accuracy = _position.Correct < 0 ? double.NaN : (double)_position.Correct / _position.Items;
        Start(training: false);
        IReadOnlyList<(string Name, double Value)> validation = _task.Validate(_tape);
        _tape.Reset();
        double monitored = double.NaN;
        foreach ((string name, double value) in validation)
        {
            monitored = name == _task.Monitor ? value : monitored;
        }

        bool better = validation.Count > 0 && _best.Offer(monitored, _position.Epoch);
        _schedule.OnEpochEnd(double.IsNaN(monitored) ? _position.LastLoss : _task.HigherIsBetter ? -monitored : monitored);
        log?.Append(_position.Step, [
            ("epoch", _position.Epoch + 1), ("loss", _position.LastLoss),
            .. double.IsNaN(accuracy) ? (ReadOnlySpan<(string, double)>)[] : [("accuracy", accuracy)],
            .. validation.Select(v => ("valid_" + v.Name, v.Value)),
        ]);
        progress?.Report(_meter.Report(_position, batches) with { EpochEnded = true, Validation = validation, Best = better });
        _position.EndEpoch();
        bool stop = _options.Patience > 0 && validation.Count > 0 && _position.Epoch - 1 - _best.Epoch >= _options.Patience;
        return stop;
    }

    private void Start(bool training)
    {
        _tape.Reset();
        _tape.Seed = _options.Seed;
        _tape.Step = (uint)_position.Step;
        _tape.Recording = training;
        _tape.Training = training;
    }

    private void Stop(string what)
    {
        string kept = _run is { HasCheckpoint: true } ? $"; the checkpoint of an earlier step is in {_run.CheckpointFolder}" : "";
        throw new UnrollException(
            $"training stopped at step {_position.Step + 1} (epoch {_position.Epoch + 1}): {what}; try a lower --lr or --clip{kept}");
    }

    private string? FirstNonFinite()
    {
        foreach ((string name, Parameter parameter) in _parameters)
        {
            foreach (float value in parameter.Value.Span)
            {
                if (!float.IsFinite(value))
                {
                    return name;
                }
            }
        }

        return null;
    }
}
