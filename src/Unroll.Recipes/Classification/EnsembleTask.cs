using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Data;
using Unroll.Layers;
using Unroll.Models;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>
/// Trains the networks of an ensemble side by side, each on its own loss: one run, one checkpoint, one log. They see the same batches;
/// what parts them are their first weights and their dropout.
/// </summary>
internal sealed class EnsembleTask(ClassifierEnsemble ensemble, LabeledText train, LabeledText held) : TrainingTask
{
    private readonly ClassificationTask[] _tasks = [.. ensemble.Members.Select(m => new ClassificationTask(m, train))];
    private readonly string[] _texts = [.. held.Select(i => i.Text)];

    public override Module Model => ensemble;

    public override IReadOnlyList<int> Lengths => _tasks[0].Lengths;

    public override string Monitor => _tasks[0].Monitor;

    public override bool HigherIsBetter => _tasks[0].HigherIsBetter;

    public override Tensor Loss(Tape tape, ReadOnlySpan<int> items, out int correct)
    {
        Tensor? sum = null;
        correct = 0;
        foreach (ClassificationTask task in _tasks)
        {
            Tensor loss = task.Loss(tape, items, out int right);
            sum = sum is null ? loss : tape.Add(sum, loss);
            correct += right;
        }

        correct /= _tasks.Length;
        return tape.MultiplyScalar(sum!, 1f / _tasks.Length);
    }

    /// <summary>Loss and accuracy of the networks' joint answer.</summary>
    public override IReadOnlyList<(string Name, double Value)> Validate(Tape tape)
    {
        var logs = new double[_texts.Length][];
        foreach (SequenceClassifier member in ensemble.Members)
        {
            IReadOnlyList<Prediction> predictions = member.Predict(_texts);
            for (int i = 0; i < logs.Length; i++)
            {
                logs[i] ??= new double[held.Labels.Count];
                for (int c = 0; c < logs[i].Length; c++)
                {
                    logs[i][c] += Math.Log(Math.Max(predictions[i].Probabilities[c], 1e-30f)) / ensemble.Members.Count;
                }
            }
        }

        double loss = 0;
        int correct = 0;
        for (int i = 0; i < logs.Length; i++)
        {
            double highest = logs[i].Max();
            loss -= logs[i][held[i].Label] - highest - Math.Log(logs[i].Sum(l => Math.Exp(l - highest)));
            correct += Array.IndexOf(logs[i], highest) == held[i].Label ? 1 : 0;
        }

        return [("loss", loss / logs.Length), ("accuracy", (double)correct / logs.Length)];
    }
}
