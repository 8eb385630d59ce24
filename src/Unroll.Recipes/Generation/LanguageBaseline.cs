using System.Globalization;
using Unroll.Models;

namespace Unroll.Recipes;

/// <summary>The n-gram model of the same data, and what is said where the network loses to it.</summary>
internal static class LanguageBaseline
{
    /// <summary>Counts the training part and scores the held-out part; null where nothing is held out.</summary>
    public static RunModel? Measure(TrainedLanguage trained)
    {
        LanguageModel model = trained.Model;
        if (trained.Score.Pieces == 0)
            return null;
        int order = model.Pieces.Kind is Data.PieceKind.Words or Data.PieceKind.Tokens ? 3 : 6;
        var ngrams = new NgramLanguage(model.Count, order);
        double nats = 0;
        if (trained.Train.Lines is { } lines)
        {
            foreach (int[] item in LanguageItemsTask.Encode(model, lines))
            {
                ngrams.Add(item, from: 1);
            }

            nats = LanguageItemsTask.Encode(model, trained.Valid.Lines!).Sum(item => ngrams.Nats(item, from: 1));
        }
        else
        {
            ngrams.Add(CorpusRecord.Encode(model.Pieces, trained.Train));
            nats = ngrams.Nats(CorpusRecord.Encode(model.Pieces, trained.Valid), from: 1);
        }

        var score = new LanguageScore(nats, trained.Score.Pieces, 0);
        return new RunModel($"{order}-grams", [.. score.Metrics(model.Pieces.Kind).Where(m => m.Key != "accuracy")]);
    }

    /// <summary>Who predicts better.</summary>
    public static string Verdict(RunModel baseline, LanguageScore own)
    {
        double theirs = baseline.Metrics.First(m => m.Key == "loss").Value;
        string words = own.Loss < theirs ? "The network is better than" : "The network loses to";
        return string.Create(CultureInfo.InvariantCulture,
            $"{words} {baseline.Name} with Witten and Bell's interpolation: {own.Loss:F4} nats a piece against {theirs:F4}.");
    }
}
