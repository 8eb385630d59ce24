using System.Collections.Concurrent;
using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Data;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Models;

/// <summary>
/// A label for a window of DNA around a place in question: several networks, each reading towards the middle from both ends, whose
/// probabilities are averaged. Letters that are not certain count in shares. Predicting is safe from several threads at once; training is not.
/// </summary>
public sealed class WindowClassifier : Module, IDataFlow
{
    private const int PredictionBatch = 128;

    private readonly ConcurrentBag<Tape> _tapes = [];
    private readonly WindowNetwork[] _members;

    /// <summary>Creates a classifier and initialises it from the options' seed.</summary>
    /// <exception cref="ArgumentException">An option is out of range, or there are fewer than two labels.</exception>
    public WindowClassifier(LabelSet labels, WindowOptions options)
        : this(labels, options, initialize: true)
    {
    }

    internal WindowClassifier(LabelSet labels, WindowOptions options, bool initialize)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        if (labels.Count < 2)
        {
            throw new ArgumentException($"expected at least two labels, got {labels.Count}");
        }

        (Labels, Options) = (labels, options);
        _members = [.. Enumerable.Range(0, options.Members).Select(k => AddModule($"member{k}", new WindowNetwork(options, labels.Count)))];
        if (initialize)
        {
            Initialize(options.Seed);
        }
    }

    /// <summary>The labels.</summary>
    public LabelSet Labels { get; }

    /// <summary>The shape of the model.</summary>
    public WindowOptions Options { get; }

    /// <inheritdoc/>
    public IReadOnlyList<DataFlow> DataFlow =>
    [
        .. Enumerable.Range(0, _members.Length).Select(k => $"member{k}").SelectMany(m => (DataFlow[])
        [
            new("letters", $"{m}.convolution"), new("place", $"{m}.places"), new($"{m}.convolution", $"{m}.rnn"), new($"{m}.places", $"{m}.rnn"),
            new($"{m}.rnn", $"{m}.output", FlowTime.AllSteps), new("letters", $"{m}.direct", FlowTime.AllSteps),
            new($"{m}.output", "sum", FlowTime.Once), new($"{m}.direct", "sum", FlowTime.Once),
        ]),
        new("sum", "label", FlowTime.Once, $"[N, {Labels.Count}]"),
    ];

    /// <summary>The probabilities of the labels for several windows.</summary>
    /// <exception cref="ArgumentException">A window is not of the model's length, or a letter is no nucleotide.</exception>
    public IReadOnlyList<Prediction> Predict(IReadOnlyList<string> windows)
    {
        ArgumentNullException.ThrowIfNull(windows);
        float[][] encoded = [.. windows.Select(Encode)];
        var predictions = new Prediction[encoded.Length];
        Tape tape = _tapes.TryTake(out Tape? free) ? free : new Tape();
        try
        {
            foreach (int[] rows in Enumerable.Range(0, encoded.Length).Chunk(PredictionBatch))
            {
                SequenceLayout layout = SequenceLayout.Dense(rows.Length, Options.Length);
                Tensor[] members = [.. Logits(tape, layout, Array.ConvertAll(rows, r => encoded[r])).Select(l => tape.Softmax(l))];
                for (int r = 0; r < rows.Length; r++)
                {
                    var mean = new float[Labels.Count];
                    for (int c = 0; c < mean.Length; c++)
                    {
                        mean[c] = (float)(members.Sum(m => (double)m[r, c]) / members.Length);
                    }

                    predictions[rows[r]] = new Prediction(windows[rows[r]], Labels, mean);
                }

                tape.Reset();
            }
        }
        finally
        {
            tape.Reset();
            _tapes.Add(tape);
        }

        return predictions;
    }

    /// <summary>Writes the model into a folder: model.safetensors and config.json.</summary>
    /// <exception cref="UnrollException">The folder cannot be written to.</exception>
    public void Save(string folder) => ModelFiles.Save(this, WindowFiles.Config(this, null), folder);

    /// <summary>Reads a model from a run folder, or from a model.safetensors with its config.json beside it.</summary>
    /// <exception cref="UnrollException">A file is missing, damaged or of another model.</exception>
    public static WindowClassifier Load(string path) => WindowFiles.Load(path);

    /// <summary>The letters of a window in shares: [length, 4].</summary>
    internal float[] Encode(string window) => window.Length == Options.Length ? Nucleotides.Encode(window)
        : throw new ArgumentException($"a window has {window.Length} letters, the model takes {Options.Length}");

    /// <summary>The mean loss of a batch over all networks.</summary>
    internal Tensor Loss(Tape tape, SequenceLayout layout, IReadOnlyList<float[]> rows, ReadOnlySpan<int> targets, out int correct)
    {
        Tensor? sum = null;
        correct = 0;
        foreach (Tensor logits in Logits(tape, layout, rows))
        {
            CrossEntropyResult result = tape.CrossEntropy(logits, targets);
            sum = sum is null ? result.Loss : tape.Add(sum, result.Loss);
            correct += result.Correct;
        }

        correct /= _members.Length;
        return tape.MultiplyScalar(sum!, 1f / _members.Length);
    }

    private Tensor[] Logits(Tape tape, SequenceLayout layout, IReadOnlyList<float[]> rows)
    {
        int length = Options.Length, width = Options.Width, count = rows.Count;
        Tensor letters = tape.Arena.Allocate(new Shape(length * count, 4 * width)), whole = tape.Arena.Allocate(new Shape(count, 4 * length));
        letters.Span.Clear();
        for (int r = 0; r < count; r++)
        {
            rows[r].CopyTo(whole.Span[(r * 4 * length)..]);
            for (int t = 0; t < length; t++)
            {
                int from = Math.Max(0, t - (width / 2)), to = Math.Min(length, t + (width / 2) + 1);
                int at = (((t * count) + r) * 4 * width) + (4 * (from - t + (width / 2)));
                rows[r].AsSpan(4 * from, 4 * (to - from)).CopyTo(letters.Span[at..]);
            }
        }

        return Array.ConvertAll(_members, m => m.Forward(tape, layout, letters, whole));
    }
}
