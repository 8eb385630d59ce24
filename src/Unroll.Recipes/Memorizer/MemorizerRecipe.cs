using System.Diagnostics;
using System.Globalization;
using Unroll.Autograd;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Models;
using Unroll.Numerics;
using Unroll.Optimizers;
using Unroll.Recurrent;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>
/// How long can a cell remember? It reads N random digits and must name the first one (D. Anastasyev, DeepNLP course, week 5). Chance is
/// a loss of ln 10 = 2.303; a cell that forgets stays there. <see cref="Train"/> is the whole of a training loop, written out.
/// </summary>
public sealed class MemorizerRecipe : IRecipe
{
    /// <summary>Steps between the records of metrics.jsonl: what the course prints.</summary>
    internal const int LogEvery = 100;

    private const int TestRows = 1000;

    /// <inheritdoc/>
    public string Name => "memorizer";

    /// <inheritdoc/>
    public string Title => "How long a cell remembers: the first of N random digits";

    /// <inheritdoc/>
    public string Task => "classify";

    /// <inheritdoc/>
    public string Data => "generated: fresh random digits at every step";

    /// <inheritdoc/>
    public string Reference => "a student's run (ReLU, 10 digits): loss 2.31 at 200 steps, 0.19 at 900; at length 5 it worsens to 3.3-3.9";

    /// <inheritdoc/>
    public string Measured => "learned in 1,000 steps: gated 50 digits; GRU, LSTM and Elman 10; Elman with ReLU 5 (docs/results.md)";

    /// <inheritdoc/>
    public bool CanRecompute => false;

    /// <inheritdoc/>
    public IReadOnlyList<RecipeSetting> Settings => MemorizerPlan.Settings;

    /// <inheritdoc/>
    public RunResult Run(RunOptions options, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        var plan = MemorizerPlan.Of(options);
        context.Run.WriteConfig(plan.Config());
        return Execute(plan, context);
    }

    /// <inheritdoc/>
    public RunResult Resume(RunContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Execute(MemorizerPlan.Read(context.Run) with { Minutes = null }, context);
    }

    /// <summary>Trains what is not trained yet. The training is the unit of resuming: one that was interrupted begins again, with the same bits.</summary>
    private static RunResult Execute(MemorizerPlan plan, RunContext context)
    {
        var clock = Stopwatch.StartNew();
        IReadOnlyList<MemorizerTask> tasks = plan.Tasks;
        int done = MemorizerLog.Finished(context.Run, plan);
        MetricsLog.TruncateAfter(context.Run.MetricsPath, (long)done * plan.Steps);
        Announce(plan, tasks, done, context);
        using (MetricsLog log = MetricsLog.Open(context.Run.MetricsPath))
        using (IRunProgress progress = context.Output.Progress("memorizer"))
        {
            for (; done < tasks.Count; done++)
            {
                if (clock.Elapsed.TotalMinutes > (plan.Minutes ?? double.MaxValue))
                {
                    context.Output.Log($"the minutes are up after {done} of {tasks.Count} trainings; the run can be resumed");
                    break;
                }

                MemorizerTask task = tasks[done];
                SequenceClassifier model = task.CreateModel(plan.Units);
                var record = new MemorizerLog(log, plan, done, progress, tasks.Count);
                bool diverged = !Train(model, task, plan, record, context.Cancellation);
                if (task == plan.Kept)
                    ClassifierFiles.SaveWeights(model, context.Run.ModelPath);
                record.Finish(diverged, plan.Lengths, [.. plan.Lengths.Select(length => Test(model, length, task.Seed))]);
                log.FlushToDisk();
            }
        }

        return MemorizerResult.Present(plan, context, clock.Elapsed.TotalSeconds);
    }

    /// <summary>The training loop.</summary>
    /// <returns>Whether every loss was finite: without clipping, rectified units may blow up.</returns>
    private static bool Train(SequenceClassifier model, MemorizerTask task, MemorizerPlan plan, MemorizerLog record, CancellationToken cancellation)
    {
        NamedParameter[] parameters = [.. model.Parameters().Where(p => p.Parameter.Trainable)];
        BoundOptimizer optimizer = new Adam(plan.LearningRate).Bind(parameters);
        var tape = new Tape { Recording = true, Training = true, Seed = task.Seed };
        var digits = new RngSequence(task.Seed, RandomPurpose.Data);
        var layout = SequenceLayout.Dense(plan.Batch, task.Length);
        int[] ids = new int[layout.Total], targets = new int[plan.Batch];

        for (int step = 1; step <= plan.Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            MemorizerTask.Draw(digits, ids, targets);           // digits that were never seen: there is nothing to learn by heart

            tape.Reset();
            tape.Step = (uint)step;
            Tensor logits = model.Forward(tape, layout, ids, out _);
            CrossEntropyResult result = tape.CrossEntropy(logits, targets);
            tape.Backward(result.Loss);

            double norm = GradientClipping.Norm(parameters);
            if (!double.IsFinite(norm) || !float.IsFinite(result.Loss.Scalar))
                return false;
            optimizer.Step(plan.LearningRate, task.Clip > 0 ? GradientClipping.Scale(norm, task.Clip) : 1);
            optimizer.ZeroGradients();
            record.Add(step, result.Loss.Scalar, (double)result.Correct / plan.Batch);
        }

        return true;
    }

    /// <summary>The share of fresh sequences of a length whose first digit the model names.</summary>
    private static double Test(SequenceClassifier model, int length, ulong seed)
    {
        var tape = new Tape();
        var digits = new RngSequence(seed, RandomPurpose.Data, stream: (ulong)length);
        var layout = SequenceLayout.Dense(TestRows, length);
        int[] ids = new int[layout.Total], targets = new int[TestRows];
        MemorizerTask.Draw(digits, ids, targets);
        Tensor logits = model.Forward(tape, layout, ids, out _);
        return (double)tape.CrossEntropy(logits, targets).Correct / TestRows;
    }

    private static void Announce(MemorizerPlan plan, IReadOnlyList<MemorizerTask> tasks, int done, RunContext context)
    {
        double seconds = 0;
        long bytes = 0;
        foreach (IGrouping<Cell, MemorizerTask> cell in tasks.Skip(done).GroupBy(t => t.Cell))
        {
            // A few steps of the shortest length, and the rest in proportion.
            MemorizerTask sample = cell.MinBy(t => t.Length)!;
            SequenceClassifier model = sample.CreateModel(plan.Units);
            var record = new MemorizerLog(null, plan, 0, null, tasks.Count);
            double step = double.MaxValue;
            for (int attempt = 0; attempt < 4; attempt++)
            {
                long start = Stopwatch.GetTimestamp();
                Train(model, sample, plan with { Steps = 10 }, record, context.Cancellation);
                step = Math.Min(step, Stopwatch.GetElapsedTime(start).TotalSeconds / 10);
            }

            seconds += cell.Sum(t => step * t.Length / sample.Length) * plan.Steps;
            bytes = Math.Max(bytes, model.ParameterCount() * 4 * sizeof(float)
                + ((long)cell.Max(t => t.Length) * plan.Batch * plan.Units * sizeof(float) * 2 * (cell.Key.Gates.Count + cell.Key.States)));
        }

        string left = TimeSpan.FromSeconds(Math.Ceiling(seconds)).ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture);
        context.Output.Log(string.Create(CultureInfo.InvariantCulture,
            $"{tasks.Count} trainings of {plan.Steps} steps, {done} of them done; "
            + $"at most {tasks.Max(t => t.CreateModel(plan.Units).ParameterCount()):N0} parameters, about {left}, {bytes / 1e6:F0} MB at the peak"));
    }
}
