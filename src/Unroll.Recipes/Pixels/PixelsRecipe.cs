using System.Diagnostics;
using System.Globalization;
using Unroll.Autograd;
using Unroll.Formats;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Numerics;
using Unroll.Optimizers;

namespace Unroll.Recipes;

/// <summary>
/// A picture as a sequence: the rows or the single pixels of a digit one after the other, in their order or in one that was shuffled once for
/// all (Le, Jaitly and Hinton 2015). Permuted pixels have no neighbours left: only memory helps.
/// </summary>
public sealed class PixelsRecipe : IRecipe
{
    private const int TestBatch = 250;

    /// <inheritdoc/>
    public string Name => "pixels";

    /// <inheritdoc/>
    public string Title => "A digit read row by row or pixel by pixel";

    /// <inheritdoc/>
    public string Task => "classify";

    /// <inheritdoc/>
    public string Data => "mnist_t10k";

    /// <inheritdoc/>
    public string Reference => "of 60,000 images, pixel by pixel: IRNN 97%, permuted 82% (Le et al. 2015); other data, no target";

    /// <inheritdoc/>
    public string Measured => "rows of 28 pixels: 98.80% in order, 95.80% permuted (docs/results.md)";

    /// <inheritdoc/>
    public IReadOnlyList<RecipeSetting> Settings => PixelsPlan.Settings;

    /// <inheritdoc/>
    public RunResult Run(RunOptions options, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        OptionCheck.Refuse(this, options, "--minutes", "--data", "--cell", "--units", "--layers", "--dropout", "--epochs", "--batch", "--lr", "--clip");
        var plan = PixelsPlan.Of(options);
        var data = PixelsData.Load(plan.Data, plan.Seed, plan.Drawn);
        context.Run.WriteConfig(plan.Config());
        return Execute(plan, data, context);
    }

    /// <inheritdoc/>
    public RunResult Resume(RunContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var plan = PixelsPlan.Read(context.Run);
        return Execute(plan with { Minutes = null }, PixelsData.Load(plan.Data, plan.Seed, plan.Drawn), context);
    }

    /// <summary>An image as the network reads it: values from 0 to 1, shifted by some pixels, in an order.</summary>
    internal static float[] Read(byte[] image, int[] order, int right, int down)
    {
        var values = new float[image.Length];
        for (int i = 0; i < order.Length; i++)
        {
            int x = (order[i] % PixelsData.Side) - right, y = (order[i] / PixelsData.Side) - down;
            values[i] = x is >= 0 and < PixelsData.Side && y is >= 0 and < PixelsData.Side ? image[(y * PixelsData.Side) + x] / 255f : 0;
        }

        return values;
    }

    private static RunResult Execute(PixelsPlan plan, PixelsData data, RunContext context)
    {
        var clock = Stopwatch.StartNew();
        var series = new TrainingSeries(context, plan.Permuted.Length, plan.Minutes);
        context.Output.Log($"data: {data.Source}; {data.Train.Length} images of training, {data.Test.Length} of the test");
        context.Output.Log(string.Create(CultureInfo.InvariantCulture,
            $"{plan.Permuted.Length} trainings, {series.Finished} of them done; {new PixelsModel(plan).ParameterCount():N0} parameters"));
        series.Run("pixels", (index, log) =>
        {
            int[] order = plan.PixelOrder(plan.Permuted[index]);
            var model = new PixelsModel(plan);
            model.Initialize(plan.Seed);
            Train(model, plan, data, order, log, context.Cancellation);
            int[] answers = Answer(model, data, data.Test, order, context.Cancellation);
            if (index == 0)
            {
                Safetensors.Write(context.Run.ModelPath, model.Export());
            }

            log.Finish([
                ("accuracy", answers.Zip(data.Test).Count(a => a.First == data.Labels[a.Second]) / (double)data.Test.Length), ("parameters", model.ParameterCount()),
                .. answers.Zip(data.Test, (a, i) => (Truth: data.Labels[i], Answer: a)).GroupBy(p => p).OrderBy(g => g.Key).Select(g => ($"said_{g.Key.Truth}_{g.Key.Answer}", (double)g.Count()))]);
        });
        return PixelsResult.Present(plan, data, series.Records(), context, clock.Elapsed.TotalSeconds);
    }

    /// <summary>The training loop, written out.</summary>
    private static void Train(PixelsModel model, PixelsPlan plan, PixelsData data, int[] order, SeriesLog log, CancellationToken cancellation)
    {
        NamedParameter[] parameters = [.. model.Parameters()];
        BoundOptimizer optimizer = new Adam(plan.LearningRate).Bind(parameters);
        LearningRateSchedule schedule = new CosineDecay();
        var tape = new Tape { Recording = true, Training = true, Seed = plan.Seed, Recompute = plan.Recompute };
        int[] items = [.. data.Train];
        long batches = (items.Length + plan.Batch - 1) / plan.Batch, step = 0;
        for (int epoch = 0; epoch < plan.Epochs; epoch++)
        {
            var random = new RngSequence(plan.Seed, RandomPurpose.Data, (ulong)epoch);
            random.Shuffle(items.AsSpan());
            double loss = 0;
            long correct = 0;
            foreach (int[] batch in items.Chunk(plan.Batch))
            {
                cancellation.ThrowIfCancellationRequested();
                tape.Reset();
                tape.Step = (uint)++step;
                int reach = (2 * plan.Shift) + 1;
                float[][] images = Array.ConvertAll(batch, i => Read(data.Images[i], order, random.NextInt(reach) - plan.Shift, random.NextInt(reach) - plan.Shift));
                CrossEntropyResult result = tape.CrossEntropy(model.Forward(tape, images), Array.ConvertAll(batch, i => data.Labels[i]));
                tape.Backward(result.Loss);
                double norm = GradientClipping.Norm(parameters);
                if (!double.IsFinite(norm))
                {
                    throw new UnrollException($"training stopped at step {step}: the gradient is not finite; try a lower --lr or --clip");
                }

                optimizer.Step(
                    schedule.Rate(plan.LearningRate, epoch, step - 1, batches * plan.Epochs), plan.Clip > 0 ? GradientClipping.Scale(norm, plan.Clip) : 1);
                optimizer.ZeroGradients();
                loss += result.Loss.Scalar * batch.Length;
                correct += result.Correct;
                log.Show(step, batches * plan.Epochs, (double)step * plan.Batch, result.Loss.Scalar, (double)result.Correct / batch.Length);
            }

            log.Append(step, ("epoch", epoch + 1), ("loss", loss / items.Length), ("accuracy", (double)correct / items.Length));
        }
    }

    private static int[] Answer(PixelsModel model, PixelsData data, int[] items, int[] order, CancellationToken cancellation)
    {
        var answers = new List<int>();
        var tape = new Tape();
        foreach (int[] batch in items.Chunk(TestBatch))
        {
            cancellation.ThrowIfCancellationRequested();
            float[] logits = model.Forward(tape, Array.ConvertAll(batch, i => Read(data.Images[i], order, 0, 0))).ToArray();
            answers.AddRange(logits.Chunk(10).Select(row => Array.IndexOf(row, row.Max())));
            tape.Reset();
        }

        return [.. answers];
    }
}
