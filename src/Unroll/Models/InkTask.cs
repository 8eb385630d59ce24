using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Data;
using Unroll.Data.Ink;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Models;

/// <summary>An ink and what it says.</summary>
/// <param name="Strokes">What <see cref="InkFeatures.Resample"/> made of it.</param>
/// <param name="Tokens">The formula as ids, without start and end.</param>
public sealed record InkExample(IReadOnlyList<InkPoint[]> Strokes, int[] Tokens)
{
    /// <summary>The number of points.</summary>
    public int Points { get; } = Strokes.Sum(s => s.Length);
}

/// <summary>
/// Trains an <see cref="InkRecognizer"/> by teacher forcing. Ink is distorted anew each time it is read; the first epochs may keep to short
/// ink. What is read rightly of the held-out part, greedily, chooses the best weights;
/// among equals the tokens that are right where the ones before are given.
/// </summary>
public sealed class InkTask : TrainingTask
{
    private readonly InkRecognizer _model;
    private readonly IReadOnlyList<InkExample> _train, _valid;
    private readonly InkAugmentation? _augmentation;
    private readonly float[][] _validFeatures;
    private readonly IReadOnlyList<int> _curriculum;
    private readonly int _batch;
    private readonly ulong _seed;

    /// <summary>Takes the data.</summary>
    /// <param name="model">The model.</param>
    /// <param name="train">Training ink.</param>
    /// <param name="valid">Held-out ink; none for none.</param>
    /// <param name="augmentation">How training ink is distorted; null for not at all.</param>
    /// <param name="curriculum">The most points of ink in each of the first epochs; all of it in the others.</param>
    /// <param name="batch">Ink a batch.</param>
    /// <param name="seed">What the order follows from.</param>
    public InkTask(
        InkRecognizer model, IReadOnlyList<InkExample> train, IReadOnlyList<InkExample> valid, InkAugmentation? augmentation,
        IReadOnlyList<int> curriculum, int batch, ulong seed)
    {
        _model = model;
        _train = train;
        _valid = valid;
        _augmentation = augmentation;
        _curriculum = curriculum;
        _batch = batch;
        _seed = seed;
        _validFeatures = [.. valid.Select(v => InkFeatures.Compute(v.Strokes))];
        Lengths = [.. train.Select(t => t.Points)];
    }

    /// <inheritdoc/>
    public override Module Model => _model;

    /// <inheritdoc/>
    public override IReadOnlyList<int> Lengths { get; }

    /// <inheritdoc/>
    public override string Monitor => "selection";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    public override int[][] Plan(int epoch)
    {
        int most = epoch < _curriculum.Count ? _curriculum[epoch] : int.MaxValue;
        int[] items = [.. Enumerable.Range(0, Lengths.Count).Where(i => Lengths[i] <= most)];
        if (items.Length == 0)
        {
            items = [.. Enumerable.Range(0, Lengths.Count)];
        }

        return Array.ConvertAll(
            new BatchPlan(items.Select(i => Lengths[i]), _batch, (long)_seed).ForEpoch(epoch), b => Array.ConvertAll(b, i => items[i]));
    }

    /// <inheritdoc/>
    public override Tensor Loss(Tape tape, ReadOnlySpan<int> items, out int correct)
    {
        var features = new float[items.Length][];
        var tokens = new int[items.Length][];
        for (int i = 0; i < items.Length; i++)
        {
            InkExample example = _train[items[i]];
            tokens[i] = example.Tokens;
            IReadOnlyList<InkPoint[]> strokes = _augmentation is null ? example.Strokes
                : _augmentation.Apply(example.Strokes, new RngSequence(tape.Seed, RandomPurpose.Data, ((ulong)tape.Step << 32) | (uint)items[i]));
            features[i] = InkFeatures.Compute(strokes);
        }

        correct = -1;
        return Measure(tape, features, tokens, items).Loss;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, double Value)> Validate(Tape tape)
    {
        if (_valid.Count == 0)
        {
            return [];
        }

        double loss = 0;
        long tokens = 0, right = 0;
        foreach (int[] rows in BatchPlan.Evaluation(_valid.Select(v => v.Points), 32))
        {
            tape.Reset();
            CrossEntropyResult result = Measure(tape, [.. rows.Select(r => _validFeatures[r])], [.. rows.Select(r => _valid[r].Tokens)], rows);
            loss += result.Sum;
            tokens += result.Counted;
            right += result.Correct;
        }

        IReadOnlyList<InkReading>[] read = _model.Read(_validFeatures, width: 1);
        int exact = read.Where((r, i) => r[0].Hypothesis.Tokens.AsSpan().SequenceEqual(_valid[i].Tokens)).Count();
        double expressions = (double)exact / _valid.Count, accuracy = (double)right / tokens;
        return [("loss", loss / tokens), ("token_accuracy", accuracy), ("expression_rate", expressions), ("selection", expressions + (accuracy / 1000))];
    }

    private CrossEntropyResult Measure(Tape tape, float[][] features, int[][] tokens, ReadOnlySpan<int> items)
    {
        (SequenceLayout layout, Tensor packed) = InkRecognizer.Pack(tape, features, items);
        SourceState source = _model.Encode(tape, layout, packed);
        var target = new SequenceLayout([.. tokens.Select(t => t.Length + 1)], items);
        int[] inputs = new int[target.Total], outputs = new int[target.Total];
        target.PackIds([.. tokens.Select(t => (int[])[LatexVocabulary.StartId, .. t])], inputs);
        target.PackIds([.. tokens.Select(t => (int[])[.. t, LatexVocabulary.EndId])], outputs);
        return tape.CrossEntropy(_model.Decode(tape, target, inputs, new DecoderStart(source, source.Initial)).Logits, outputs);
    }
}
