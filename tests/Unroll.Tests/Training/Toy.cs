using Unroll.Autograd;
using Unroll.Data;
using Unroll.Formats;
using Unroll.Layers;
using Unroll.Models;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Tests.Training;

/// <summary>A small task with ragged texts: which letter stands first.</summary>
internal static class Toy
{
    public static LabeledText Words(int count = 300, int labels = 3)
    {
        var random = new RngSequence(7, RandomPurpose.Data);
        return new LabeledText(
            Enumerable.Range(0, count).Select(i =>
            {
                int length = 1 + random.NextInt(9);
                return new LabeledItem((char)('a' + (i % labels)) + string.Concat(Enumerable.Range(0, length).Select(_ => (char)('a' + random.NextInt(6)))), i % labels);
            }),
            new LabelSet(Enumerable.Range(0, labels).Select(i => $"{(char)('a' + i)}")));
    }

    public static SequenceClassifier Model(LabeledText words, int units = 16, bool noisy = true) =>
        new(words.Vocabulary, words.Labels, new ClassifierOptions
        {
            Embedding = 8,
            InputDropout = noisy ? 0.1f : 0, OutputDropout = noisy ? 0.2f : 0,
            Recurrent = new RecurrentOptions(Cell.Lstm, units)
            {
                Bidirectional = true, Layers = 2, Dropout = noisy ? 0.1f : 0, RecurrentDropout = noisy ? 0.1f : 0,
                ZoneoutHidden = noisy ? 0.05f : 0, ZoneoutCell = noisy ? 0.05f : 0,
            },
        });

    public static float[] Weights(Module model) => [.. model.Parameters().SelectMany(p => p.Parameter.Value.ToArray())];

    /// <summary>A task that calls back before each batch, to interrupt training where a test wants it.</summary>
    public sealed class Watched(TrainingTask inner, Action<int> beforeBatch) : TrainingTask
    {
        private int _batches;

        public override Module Model => inner.Model;

        public override IReadOnlyList<int> Lengths => inner.Lengths;

        public override string Monitor => inner.Monitor;

        public override bool HigherIsBetter => inner.HigherIsBetter;

        public override int[][]? Plan(int epoch) => inner.Plan(epoch);

        public override Tensor Loss(Tape tape, ReadOnlySpan<int> items, out int correct)
        {
            beforeBatch(_batches++);
            return inner.Loss(tape, items, out correct);
        }

        public override IReadOnlyList<(string Name, double Value)> Validate(Tape tape) => inner.Validate(tape);

        public override void SaveState(CheckpointState checkpoint) => inner.SaveState(checkpoint);

        public override void LoadState(CheckpointState checkpoint) => inner.LoadState(checkpoint);
    }
}
