using Unroll.Data;

namespace Unroll.Recipes;

/// <summary>
/// What a network over windows has to beat: how often each letter stands at each place in each class, as if places knew nothing of each
/// other (naive Bayes, the position weight matrices of biologists), one added to each count.
/// </summary>
internal static class PlaceCounts
{
    /// <summary>The name in tables.</summary>
    public const string Name = "letter counts";

    /// <summary>Trains on one part and predicts the other: a label id for each item.</summary>
    public static int[] Predict(LabeledText train, LabeledText test)
    {
        int labels = train.Labels.Count, length = train[0].Text.Length;
        var counts = new double[labels, length * 4];
        int[] classes = train.CountByLabel();
        foreach (LabeledItem item in train)
        {
            float[] shares = Nucleotides.Encode(item.Text);
            for (int i = 0; i < shares.Length; i++)
            {
                counts[item.Label, i] += shares[i];
            }
        }

        return [.. test.Select(item => Best(Nucleotides.Encode(item.Text)))];

        int Best(float[] shares)
        {
            int best = 0;
            double most = double.NegativeInfinity;
            for (int c = 0; c < labels; c++)
            {
                double score = Math.Log((classes[c] + 1.0) / (train.Count + labels));
                for (int i = 0; i < shares.Length; i++)
                {
                    score += shares[i] * Math.Log((counts[c, i] + 1) / (classes[c] + 4));
                }

                (best, most) = score > most ? (c, score) : (best, most);
            }

            return best;
        }
    }
}
