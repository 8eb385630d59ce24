using System.Globalization;
using Unroll.Data;
using Unroll.Layers;
using Unroll.Models;

namespace Unroll.Recipes;

/// <summary>The clusters of an adaptive softmax for a corpus.</summary>
internal static class LanguageClusters
{
    /// <summary>A shape with the cut-offs that the user gave, or those that cost least for the frequencies of the training part.</summary>
    /// <exception cref="UnrollException">The pieces are not ordered by frequency.</exception>
    public static LanguageModelOptions Choose(GenerationPlan plan, LanguageModelOptions shape, Pieces pieces, Corpus train, IRunOutput output)
    {
        if (pieces.Kind == PieceKind.Bytes)
            throw new UnrollException("an adaptive softmax needs pieces ordered by frequency, which bytes are not; leave out `softmax=adaptive`");
        var counts = new long[pieces.Count];
        long total = 0;
        foreach (int[] ids in train.Lines is { } lines ? lines.Select(pieces.Encode) : [CorpusRecord.Encode(pieces, train)])
        {
            total += ids.Length;
            foreach (int id in ids)
            {
                counts[id]++;
            }
        }

        if (pieces.IsItems)
        {
            counts[pieces.End] += train.Count;
            total += train.Count;
        }

        double length = train.Lines is null ? plan.Corpus.Steps : (double)total / Math.Max(1, train.Count);
        int[] cutoffs = shape.Cutoffs.Count > 0 ? [.. shape.Cutoffs]
            : AdaptiveCutoffs.Choose(counts, shape.Recurrent.OutputUnits, (int)Math.Max(1, plan.Training.Batch * length));
        if (cutoffs.Length == 0)
        {
            output.Log($"{pieces.Count:N0} pieces are too few for clusters to pay: the softmax is over all of them");
            return shape;
        }

        shape = shape with { Cutoffs = cutoffs };
        shape.Check(pieces.Count);
        double head = counts.Take(cutoffs[0]).Sum() / (double)Math.Max(1, total);
        string clusters = string.Join(", ", cutoffs.Select(c => c.ToString("N0", CultureInfo.InvariantCulture)));
        output.Log(string.Create(CultureInfo.InvariantCulture,
            $"adaptive softmax: the {cutoffs[0]:N0} most frequent pieces ({100 * head:F1}% of the text) in the head, clusters from {clusters} of {pieces.Count:N0}"));
        return shape;
    }
}
