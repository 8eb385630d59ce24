using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Decoding;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Metrics;
using Unroll.Numerics;
using Unroll.Optimizers;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Recipes;

/// <summary>Trains and tests one network.</summary>
internal sealed class SpeechTraining(SpeechPlan plan, SpeechTask task, SpokenDigit[] heard, SpokenDigit[] heldOut)
{
    private readonly SpeechStrings _strings = new(heard);

    /// <summary>The loop, written out: fresh strings or shuffled takes, stretched and blanked anew each time.</summary>
    public SpeechModel Train(SeriesLog log, CancellationToken cancellation)
    {
        SpeechModel model = plan.Create(task, _strings.Features);
        NamedParameter[] parameters = [.. model.Parameters()];
        BoundOptimizer optimizer = new Adam(plan.LearningRate).Bind(parameters);
        LearningRateSchedule schedule = new CosineDecay();
        var tape = new Tape { Recording = true, Training = true, Seed = plan.Seed };
        int items = task.Strings ? plan.StringsAnEpoch : heard.Length, epochs = task.Strings ? plan.StringEpochs : plan.DigitEpochs;
        long batches = (items + plan.Batch - 1) / plan.Batch, step = 0;
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            var random = new RngSequence(plan.Seed, RandomPurpose.Data, (ulong)(epoch + 1));
            SpokenDigit[] order = [.. heard];
            random.Shuffle(order.AsSpan());
            double loss = 0;
            for (int from = 0; from < items; from += plan.Batch)
            {
                cancellation.ThrowIfCancellationRequested();
                (float[] Sound, int[] Digits)[] batch =
                    [.. Enumerable.Range(from, Math.Min(plan.Batch, items - from)).Select(i => task.Strings ? _strings.Draw(random) : (order[i].Samples, [order[i].Digit]))];
                tape.Reset();
                tape.Step = (uint)++step;
                (SequenceLayout layout, Tensor features) = SpeechModel.Batch(
                    tape, [.. batch.Select(b => _strings.Hear(SpeechStrings.Stretch(b.Sound, 0.88 + (0.24 * random.NextDouble())), random))], _strings.Features);
                Tensor logits = model.Forward(tape, layout, features);
                Tensor objective = task.Strings
                    ? tape.Ctc(logits, layout, [.. batch.Select(b => Array.ConvertAll(b.Digits, d => d + 1))], new CtcOptions { PerLabel = true, ZeroInfinity = true }).Loss
                    : tape.CrossEntropy(logits, [.. batch.Select(b => b.Digits[0])]).Loss;
                tape.Backward(objective);
                double norm = GradientClipping.Norm(parameters);
                if (!double.IsFinite(norm))
                {
                    throw new UnrollException($"training stopped at step {step}: the gradient is not finite; try a lower --lr or --clip");
                }

                optimizer.Step(
                    schedule.Rate(plan.LearningRate, epoch, step - 1, batches * epochs), plan.Clip > 0 ? GradientClipping.Scale(norm, plan.Clip) : 1);
                optimizer.ZeroGradients();
                loss += objective.Scalar * batch.Length;
                log.Show(step, batches * epochs, from + ((double)items * epoch), objective.Scalar, double.NaN);
            }

            log.Append(step, ("epoch", epoch + 1), ("loss", loss / items));
        }

        return model;
    }

    /// <summary>The figures on what was held out.</summary>
    public (string, double)[] Test(SpeechModel model, CancellationToken cancellation) => task.Strings ? TestStrings(model, cancellation) : TestDigits(model, cancellation);

    /// <summary>Strings of held-out takes, the same for every run of a seed.</summary>
    public (float[] Sound, int[] Digits)[] HeldOutStrings()
    {
        var strings = new SpeechStrings(heldOut);
        var random = new RngSequence(plan.Seed, RandomPurpose.Data, stream: 1_000_000);
        return [.. Enumerable.Range(0, plan.TestStrings).Select(_ => strings.Draw(random))];
    }

    /// <summary>ln p of each step of one sound, [steps, classes].</summary>
    public static float[] Listen(SpeechModel model, SpeechStrings strings, float[] sound)
    {
        var tape = new Tape();
        (SequenceLayout layout, Tensor features) = SpeechModel.Batch(tape, [strings.Hear(sound, null)], strings.Features);
        return tape.LogSoftmax(model.Forward(tape, layout, features)).ToArray();
    }

    private (string, double)[] TestDigits(SpeechModel model, CancellationToken cancellation)
    {
        int right = 0;
        var confusion = new double[10, 10];
        foreach (SpokenDigit take in heldOut)
        {
            cancellation.ThrowIfCancellationRequested();
            float[] p = Listen(model, _strings, take.Samples);
            int answer = Array.IndexOf(p, p.Max());
            right += answer == take.Digit ? 1 : 0;
            confusion[take.Digit, answer]++;
        }

        return
        [
            ("accuracy", (double)right / heldOut.Length), ("items", heldOut.Length),
            .. from d in Enumerable.Range(0, 10) from a in Enumerable.Range(0, 10) where confusion[d, a] > 0 select ($"said_{d}_{a}", confusion[d, a]),
        ];
    }

    private (string, double)[] TestStrings(SpeechModel model, CancellationToken cancellation)
    {
        var beam = new CtcBeamSearch(model.Classes, width: plan.Beam);
        LabelErrorRate best = new(), greedy = new();
        foreach ((float[] sound, int[] digits) in HeldOutStrings())
        {
            cancellation.ThrowIfCancellationRequested();
            float[] log = Listen(model, _strings, sound);
            best.Add<int>(digits, [.. beam.Decode(log)[0].Labels.Select(l => l - 1)]);
            greedy.Add<int>(digits, [.. CtcGreedyDecoder.Decode(log, model.Classes).Labels.Select(l => l - 1)]);
        }

        return
        [
            ("label_error_rate", best.Value), ("greedy_label_error_rate", greedy.Value), ("string_error_rate", best.SequenceErrorRate), ("labels", best.Labels),
            ("replaced", best.Errors.Substitutions), ("inserted", best.Errors.Insertions), ("left_out", best.Errors.Deletions), ("items", best.Sequences),
        ];
    }
}
