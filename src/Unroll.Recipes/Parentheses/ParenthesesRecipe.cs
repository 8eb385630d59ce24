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

namespace Unroll.Recipes;

/// <summary>
/// Is a string of five kinds of brackets well nested? (M. Lelarge and A. Dupré la Tour, dataflowr, module 11.) Networks that learn it
/// against strings of random symbols look perfect and have learned to count; strings that nearly nest, and longer ones, show it.
/// </summary>
public sealed class ParenthesesRecipe : IRecipe
{
    /// <inheritdoc/>
    public string Name => "parentheses";

    /// <inheritdoc/>
    public string Title => "Is it well nested? What easy negatives teach, and what they hide";

    /// <inheritdoc/>
    public string Task => "classify";

    /// <inheritdoc/>
    public string Data => "generated: fresh strings of five kinds of brackets at every step";

    /// <inheritdoc/>
    public string Reference => "no stored figures (dataflowr, module 11)";

    /// <inheritdoc/>
    public string Measured => "hard strings twice as long as trained: 99.6% with hard negatives in training, 96.4% at best without (docs/results.md)";

    /// <inheritdoc/>
    public bool CanRecompute => false;

    /// <inheritdoc/>
    public IReadOnlyList<RecipeSetting> Settings => ParenthesesPlan.Settings;

    /// <inheritdoc/>
    public RunResult Run(RunOptions options, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        OptionCheck.Refuse(this, options, "--minutes", "--model", "--seeds", "--units", "--batch", "--lr", "--clip");
        var plan = ParenthesesPlan.Of(options);
        context.Run.WriteConfig(plan.Config());
        return Execute(plan, context);
    }

    /// <inheritdoc/>
    public RunResult Resume(RunContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Execute(ParenthesesPlan.Read(context.Run) with { Minutes = null }, context);
    }

    private static RunResult Execute(ParenthesesPlan plan, RunContext context)
    {
        var clock = Stopwatch.StartNew();
        IReadOnlyList<ParenthesesTask> tasks = plan.Tasks;
        var series = new TrainingSeries(context, tasks.Count, plan.Minutes);
        context.Output.Log(string.Create(CultureInfo.InvariantCulture,
            $"{tasks.Count} trainings of {plan.Steps:N0} steps of {plan.Batch}, {series.Finished} of them done; "
            + $"at most {plan.Models.Max(m => ParenthesesModel.Create(m, plan.Units, 0).ParameterCount()):N0} parameters"));
        series.Run("parentheses", (index, log) =>
        {
            ParenthesesTask task = tasks[index];
            SequenceClassifier model = ParenthesesModel.Create(task.Model, plan.Units, task.Seed);
            bool converged = Train(model, task, plan, log, context.Cancellation);
            if (task == plan.Kept)
            {
                ClassifierFiles.SaveWeights(model, context.Run.ModelPath);
            }

            log.Finish([
                ("diverged", converged ? 0 : 1), ("parameters", model.ParameterCount()),
                .. ParenthesesTests.Run(model, task, plan.TestStrings)]);
        });
        return ParenthesesResult.Present(plan, series.Records(), context, clock.Elapsed.TotalSeconds);
    }

    /// <summary>The training loop, written out.</summary>
    /// <returns>Whether every loss was finite.</returns>
    private static bool Train(SequenceClassifier model, ParenthesesTask task, ParenthesesPlan plan, SeriesLog log, CancellationToken cancellation)
    {
        NamedParameter[] parameters = [.. model.Parameters().Where(p => p.Parameter.Trainable)];
        BoundOptimizer optimizer = new Adam(plan.LearningRate).Bind(parameters);
        LearningRateSchedule schedule = plan.Cosine ? new CosineDecay() : LearningRateSchedule.Constant;
        var tape = new Tape { Recording = true, Training = true, Seed = task.Seed };
        var coins = new RngSequence(task.Seed, RandomPurpose.Data);
        var generator = new BracketGenerator(new RngSequence(task.Seed, RandomPurpose.Data, stream: 1));
        int[][] rows = new int[plan.Batch][];
        int[] targets = new int[plan.Batch];
        int window = Math.Max(1, plan.Steps / 100);
        double loss = 0, correct = 0;
        for (int step = 1; step <= plan.Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int i = 0; i < plan.Batch; i++)
            {
                // Strings that were never seen: there is nothing to learn by heart.
                (int[] symbols, bool valid) = task.Draw(generator, coins);
                rows[i] = Array.ConvertAll(symbols, s => s + 1);
                targets[i] = valid ? 1 : 0;
            }

            var layout = new SequenceLayout(Array.ConvertAll(rows, r => r.Length));
            int[] ids = new int[layout.Total];
            layout.PackIds(rows, ids);
            tape.Reset();
            tape.Step = (uint)step;
            Tensor logits = model.Forward(tape, layout, ids, out _);
            CrossEntropyResult result = tape.CrossEntropy(logits, targets);
            tape.Backward(result.Loss);
            double norm = GradientClipping.Norm(parameters);
            if (!double.IsFinite(norm) || !float.IsFinite(result.Loss.Scalar))
            {
                return false;
            }

            optimizer.Step(
                schedule.Rate(plan.LearningRate, 0, step - 1, plan.Steps), plan.Clip > 0 ? GradientClipping.Scale(norm, plan.Clip) : 1);
            optimizer.ZeroGradients();
            loss += result.Loss.Scalar;
            correct += (double)result.Correct / plan.Batch;
            if (step % window == 0)
            {
                log.Append(step, ("loss", loss / window), ("accuracy", correct / window));
                log.Show(step, plan.Steps, (double)step * plan.Batch, loss / window, correct / window);
                (loss, correct) = (0, 0);
            }
        }

        return true;
    }
}
