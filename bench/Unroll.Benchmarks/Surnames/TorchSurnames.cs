using System.Diagnostics;
using TorchSharp;
using TorchSharp.Modules;
using Unroll.Data;
using static TorchSharp.torch;

namespace Unroll.Benchmarks.Surnames;

/// <summary>
/// The same program in TorchSharp, with libtorch's own initial weights. It gets batches of names of similar length from our plan:
/// shuffled ones, which a user of it would have, take it longer.
/// </summary>
internal sealed class TorchSurnames : IDisposable
{
    private readonly SurnamesWorkload _work;
    private readonly int _seed;
    private readonly TorchSharp.Modules.Embedding _embedding;
    private readonly LSTM _recurrent;
    private readonly TorchSharp.Modules.Linear _output;
    private readonly optim.Optimizer _optimizer;
    private readonly Parameter[] _parameters;

    private TorchSurnames(SurnamesWorkload work, int seed)
    {
        (_work, _seed) = (work, seed);
        manual_seed(seed);
        _embedding = nn.Embedding(work.Train.Vocabulary.Count, SurnamesWorkload.Embedding);
        _recurrent = nn.LSTM(SurnamesWorkload.Embedding, SurnamesWorkload.Units, bidirectional: true);
        _output = nn.Linear(2 * SurnamesWorkload.Units, work.Train.Labels.Count);
        _parameters = [.. _embedding.parameters(), .. _recurrent.parameters(), .. _output.parameters()];
        _optimizer = optim.Adam(_parameters, SurnamesWorkload.LearningRate);
    }

    /// <summary>Seconds of training, and the accuracy on the test part.</summary>
    public static (double Seconds, double Accuracy) Run(SurnamesWorkload work, int seed)
    {
        using var program = new TorchSurnames(work, seed);
        int[][] ids = program.Encode(work.Train);
        long start = Stopwatch.GetTimestamp();
        program.Fit(ids);
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, program.Accuracy());
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _embedding.Dispose();
        _recurrent.Dispose();
        _output.Dispose();
    }

    private int[][] Encode(LabeledText names) =>
        [.. names.Select(n => _work.Train.Vocabulary.Encode(TextElements.Normalize(n.Text)))];

    private void Fit(int[][] ids)
    {
        var plan = new BatchPlan(ids.Select(i => i.Length), SurnamesWorkload.Batch, _seed);
        for (int epoch = 0; epoch < SurnamesWorkload.Epochs; epoch++)
        {
            foreach (int[] batch in plan.ForEpoch(epoch))
            {
                using DisposeScope scope = NewDisposeScope();
                _optimizer.zero_grad();
                Tensor targets = tensor(Array.ConvertAll(batch, i => (long)_work.Train[i].Label));
                Tensor loss = nn.functional.cross_entropy(Logits(Array.ConvertAll(batch, i => ids[i])), targets);
                loss.backward();
                nn.utils.clip_grad_norm_(_parameters, SurnamesWorkload.ClipNorm);
                _optimizer.step();
            }
        }
    }

    private double Accuracy()
    {
        using IDisposable inference = inference_mode();
        int[][] ids = Encode(_work.Test);
        long right = 0;
        foreach (int[] batch in BatchPlan.Evaluation(ids.Select(i => i.Length), 256))
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor targets = tensor(Array.ConvertAll(batch, i => (long)_work.Test[i].Label));
            right += Logits(Array.ConvertAll(batch, i => ids[i])).argmax(1).eq(targets).sum().item<long>();
        }

        return (double)right / ids.Length;
    }

    /// <summary>[rows, labels] of a batch, longest row first.</summary>
    private Tensor Logits(int[][] rows)
    {
        int steps = rows[0].Length;
        var padded = new long[steps * rows.Length];
        for (int r = 0; r < rows.Length; r++)
        {
            for (int t = 0; t < rows[r].Length; t++)
            {
                padded[(t * rows.Length) + r] = rows[r][t];
            }
        }

        Tensor embedded = _embedding.call(tensor(padded, [steps, rows.Length]));
        Tensor lengths = tensor(Array.ConvertAll(rows, r => (long)r.Length));
        (_, Tensor states, _) = _recurrent.call(nn.utils.rnn.pack_padded_sequence(embedded, lengths, enforce_sorted: true));
        return _output.call(cat([states[0], states[1]], 1));
    }
}
