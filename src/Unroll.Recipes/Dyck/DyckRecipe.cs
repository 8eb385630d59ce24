using System.Diagnostics;
using System.Globalization;
using Unroll.Autograd;
using Unroll.Formats;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Numerics;
using Unroll.Optimizers;
using Unroll.Recurrent;

namespace Unroll.Recipes;

/// <summary>
/// Bounded hierarchical languages (J. Hewitt, M. Hahn, S. Ganguli, P. Liang and C. Manning 2020, "RNNs can generate bounded hierarchical
/// languages with optimal memory"): a network of m log k units whose weights are written down generates Dyck-(k,m) exactly; can training
/// find one?
/// </summary>
public sealed class DyckRecipe : IRecipe
{
    /// <summary>The lower ends of the distances that the report shows; distances are odd.</summary>
    internal static readonly int[] Distances = [1, 3, 5, 9, 17, 33, 65, 129];

    /// <inheritdoc/>
    public string Name => "dyck";

    /// <inheritdoc/>
    public string Title => "Bounded nesting: weights that are written down, and weights that are found";

    /// <inheritdoc/>
    public string Task => "generate";

    /// <inheritdoc/>
    public string Data => "generated: Dyck-(k,m), k kinds of brackets of which m may be open";

    /// <inheritdoc/>
    public string Reference => "at 20 million tokens at least 0.99 in nearly all languages (Hewitt et al. 2020, read from their figure)";

    /// <inheritdoc/>
    public string Measured => "written weights exact for all eight languages; trained, k = 2 and 8, m = 3: 1.0000 at 2 million tokens (docs/results.md)";

    /// <inheritdoc/>
    public bool CanRecompute => false;

    /// <inheritdoc/>
    public IReadOnlyList<RecipeSetting> Settings => DyckPlan.Settings;

    /// <inheritdoc/>
    public RunResult Run(RunOptions options, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        OptionCheck.Refuse(this, options, "--minutes", "--batch", "--lr", "--epochs", "--patience", "--seeds");
        var plan = DyckPlan.Of(options);
        context.Run.WriteConfig(plan.Config());
        return Execute(plan, context);
    }

    /// <inheritdoc/>
    public RunResult Resume(RunContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Execute(DyckPlan.Read(context.Run) with { Minutes = null }, context);
    }

    private static RunResult Execute(DyckPlan plan, RunContext context)
    {
        var clock = Stopwatch.StartNew();
        IReadOnlyList<DyckTask> tasks = plan.Tasks;
        var checks = new List<DyckResult.Construction>();
        foreach (string name in plan.Languages)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            DyckLanguage language = DyckLanguage.Parse(name);
            foreach (DyckModel model in Constructions(language))
            {
                checks.Add(new(
                    language, model.Recurrent.Options.Cell.Name, model.Recurrent.Options.Units,
                    DyckCheck.Run(model, plan.ExhaustivePrefixes, plan.RandomStrings, 500, plan.Seeds[0])));
            }

            context.Output.Log($"Dyck-({language.Kinds},{language.Depth}): the written networks are checked");
        }

        if (tasks.Count == 0)
        {
            Safetensors.Write(context.Run.ModelPath, plan.KeptModel().Export());
        }

        var series = new TrainingSeries(context, tasks.Count, plan.Minutes);
        context.Output.Log(string.Create(CultureInfo.InvariantCulture,
            $"{tasks.Count} trainings, {series.Finished} of them done; {tasks.Sum(t => (double)t.Tokens * plan.EpochsOf(t)) / 1e6:F0} million tokens at most"));
        series.Run("dyck", (index, log) =>
        {
            DyckTask task = tasks[index];
            DyckLanguage language = DyckLanguage.Parse(task.Language);
            var model = DyckModel.Published(language, task.Seed);
            (double valid, int epochs) = Train(model, task, plan, log, context.Cancellation);
            int[][] test = language.DrawTokens(
                new RngSequence(task.Seed, RandomPurpose.Data, stream: 3), language.LongestTrained + 1, 2 * language.LongestTrained, plan.TestTokens);
            DyckMetrics measured = DyckMetrics.Measure(model, test, context.Cancellation);
            if (task == plan.Kept)
            {
                Safetensors.Write(context.Run.ModelPath, model.Export());
            }

            log.Finish([
                ("valid_closing", valid), ("test_closing", measured.Closing), ("test_loss", measured.Loss), ("epochs", epochs),
                ("empty", measured.Leaks.Empty), ("full", measured.Leaks.Full), ("end", measured.Leaks.End),
                .. Distances.Select((from, i) => ($"distance_{from}", measured.Between(from, i + 1 < Distances.Length ? Distances[i + 1] : int.MaxValue))),
                ("parameters", model.ParameterCount())]);
        });
        return DyckResult.Present(plan, checks, tasks.Count == 0 ? null : series.Records(), context, clock.Elapsed.TotalSeconds);
    }

    /// <summary>The written networks of a language.</summary>
    internal static IEnumerable<DyckModel> Constructions(DyckLanguage language) =>
        [DyckLstmConstruction.Create(language), DyckElmanConstruction.Create(language, rectified: true), DyckElmanConstruction.Create(language, rectified: false)];

    /// <summary>The training loop, written out: halve the rate at every epoch that is no better, stop after three in a row.</summary>
    /// <returns>The closing accuracy on held-out strings of the best epoch, whose weights the model has then, and the epochs.</returns>
    private static (double Closing, int Epochs) Train(DyckModel model, DyckTask task, DyckPlan plan, SeriesLog log, CancellationToken cancellation)
    {
        DyckLanguage language = model.Language;
        int[][] train = language.DrawTokens(new RngSequence(task.Seed, RandomPurpose.Data, stream: 1), 1, language.LongestTrained, task.Tokens);
        int[][] valid = language.DrawTokens(new RngSequence(task.Seed, RandomPurpose.Data, stream: 2), 1, language.LongestTrained, plan.ValidTokens);
        NamedParameter[] parameters = [.. model.Parameters()];
        float[][] best = [.. parameters.Select(p => p.Parameter.Value.ToArray())];
        BoundOptimizer optimizer = new Adam(plan.RateOf(task)).Bind(parameters);
        var tape = new Tape { Recording = true, Training = true, Seed = task.Seed };
        float rate = plan.RateOf(task);
        double bestLoss = double.PositiveInfinity, bestClosing = double.NaN;
        int bad = 0, epoch = 0, epochs = plan.EpochsOf(task);
        long step = 0, batches = (train.Length + plan.Batch - 1) / plan.Batch;
        while (epoch < epochs && bad < plan.Patience)
        {
            new RngSequence(task.Seed, RandomPurpose.Shuffle, (ulong)epoch).Shuffle(train.AsSpan());
            double loss = 0;
            foreach (int[][] batch in train.Chunk(plan.Batch))
            {
                cancellation.ThrowIfCancellationRequested();
                (SequenceLayout layout, int[] ids, int[] targets) = model.Batch(batch);
                tape.Reset();
                tape.Step = (uint)++step;
                CrossEntropyResult result = tape.CrossEntropy(model.Forward(tape, layout, ids), targets);
                tape.Backward(result.Loss);
                optimizer.Step(rate);
                optimizer.ZeroGradients();
                loss = loss == 0 ? result.Loss.Scalar : (0.99 * loss) + (0.01 * result.Loss.Scalar);
                log.Show(step, batches * epochs, (double)step * plan.Batch, loss, double.NaN);
            }

            epoch++;
            DyckMetrics measured = DyckMetrics.Measure(model, valid, cancellation);
            log.Append(step, ("loss", loss), ("valid_loss", measured.Loss), ("valid_closing", measured.Closing), ("rate", rate));
            if (!double.IsFinite(measured.Loss))
            {
                break;
            }

            if (measured.Loss < bestLoss - 1e-4)
            {
                (bestLoss, bestClosing, bad) = (measured.Loss, measured.Closing, 0);
                for (int i = 0; i < best.Length; i++)
                {
                    parameters[i].Parameter.Value.Span.CopyTo(best[i]);
                }
            }
            else
            {
                bad++;
                rate /= 2;
            }
        }

        for (int i = 0; i < best.Length; i++)
        {
            best[i].CopyTo(parameters[i].Parameter.Value.Span);
            parameters[i].Parameter.Value.MarkChanged();
        }

        return (bestClosing, epoch);
    }
}
