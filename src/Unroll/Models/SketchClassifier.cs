using Unroll.Autograd;
using Unroll.Data;
using Unroll.Data.Strokes;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Recurrent;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Models;

/// <summary>Which kind of drawing a sketch is: a recurrent network in both directions over its movements.</summary>
public sealed class SketchClassifier : Module
{
    private readonly RecurrentLayer _recurrent;
    private readonly Linear _output;

    /// <summary>Creates a classifier and initialises it.</summary>
    /// <param name="classes">The number of kinds.</param>
    /// <param name="units">Units of each direction.</param>
    /// <param name="seed">The seed of the weights.</param>
    public SketchClassifier(int classes, int units, ulong seed)
    {
        _recurrent = AddModule("rnn", new RecurrentLayer(SketchModel.Features, new RecurrentOptions(Cell.Gru, units) { Bidirectional = true }));
        _output = AddModule("output", new Linear(2 * units, classes));
        Initialize(seed);
    }

    /// <summary>The logits [rows, classes] in the caller's order.</summary>
    internal Tensor Forward(Tape tape, IReadOnlyList<Sketch> sketches, ReadOnlySpan<int> items)
    {
        (SequenceLayout layout, Tensor rows) = SketchTask.EncoderInput(tape, sketches, items);
        RecurrentStates final = _recurrent.Forward(tape, layout, rows).Final;
        return _output.Forward(tape, Autograd.Operations.SliceOperations.Concatenate(tape, [final[0][0], final[1][0]]));
    }

    /// <summary>The likeliest kind of each sketch; an empty one is of the first kind.</summary>
    /// <param name="sketches">Sketches of a deviation of about 1 (see <see cref="Normalize"/>).</param>
    public int[] Classify(IReadOnlyList<Sketch> sketches)
    {
        ArgumentNullException.ThrowIfNull(sketches);
        var tape = new Tape();
        var answers = new int[sketches.Count];
        foreach (int[] batch in BatchPlan.Evaluation(sketches.Select(s => s.Length), 100))
        {
            Tensor logits = Forward(tape, [.. batch.Select(i => sketches[i])], batch);
            for (int r = 0; r < batch.Length; r++)
            {
                answers[batch[r]] = Decoding.TokenSampler.ArgMax(logits.Span.Slice(r * logits.Shape.Last, logits.Shape.Last));
            }

            tape.Reset();
        }

        return answers;
    }

    /// <summary>A sketch with its own movements brought to a deviation of 1, so that its size says nothing about its kind.</summary>
    public static Sketch Normalize(Sketch sketch)
    {
        float factor = 1 / Math.Max(Sketches.Deviation([sketch]), 1e-3f);
        return sketch.Scale(factor, factor);
    }

    /// <summary>The training of a classifier.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sketches">The training sketches, normalised.</param>
    /// <param name="kinds">The kind of each.</param>
    public static TrainingTask Training(SketchClassifier model, IReadOnlyList<Sketch> sketches, IReadOnlyList<int> kinds) =>
        new ClassifierTask(model, sketches, kinds);

    private sealed class ClassifierTask(SketchClassifier model, IReadOnlyList<Sketch> sketches, IReadOnlyList<int> kinds) : TrainingTask
    {
        public override Module Model => model;

        public override IReadOnlyList<int> Lengths { get; } = [.. sketches.Select(s => s.Length)];

        public override Tensor Loss(Tape tape, ReadOnlySpan<int> items, out int correct)
        {
            int[] rows = items.ToArray();
            Tensor logits = model.Forward(tape, [.. rows.Select(i => sketches[i])], items);
            CrossEntropyResult result = tape.CrossEntropy(logits, [.. rows.Select(i => kinds[i])]);
            correct = result.Correct;
            return result.Loss;
        }

        public override IReadOnlyList<(string Name, double Value)> Validate(Tape tape) => [];
    }
}
