using Unroll.Models;
using Unroll.Recurrent;

namespace Unroll.Recipes;

/// <summary>What the command line says of a <see cref="SeriesModel"/> in place of a recipe's own choice.</summary>
internal static class SeriesSettings
{
    /// <summary>What <c>--set</c> understands for every model of sequences.</summary>
    public static IReadOnlyList<RecipeSetting> Shape { get; } =
    [
        new("input-units", "by model", "units of a tanh layer between the features and the stack; 0 for none"),
        new("scaling", "by model", "how features are scaled: standard, minmax or none"),
        new("dropout-before", "by model", "dropout on the features"),
        new("dropout-after", "by model", "dropout on what the last layer sees"),
        new("dropout-between", "by model", "dropout between the layers of the stack"),
        new("recurrent-dropout", "by model", "variational dropout on the hidden state, one mask a sequence"),
        new("zoneout", "by model", "probability that a hidden unit keeps its previous value"),
        new("layer-norm", "by model", "layer norm of the gates' pre-activations"),
        new("members", "by model", "networks that are trained one after another and joined into one, which answers with their mean"),
    ];

    /// <summary>What is answered from, for one answer a sequence.</summary>
    public static RecipeSetting Pooling { get; } =
        new("pooling", "by model", "what a sequence is answered from: last, mean, max, or some of them as in last+mean");

    /// <summary>Settings of labels.</summary>
    public static IReadOnlyList<RecipeSetting> Labels { get; } =
    [
        new("label-smoothing", "0", "share of the target given to all classes alike"),
        new("class-balance", "0", "power of the inverse class frequency that weights the loss, 0 to 1"),
    ];

    /// <summary>What a Weibull distribution answers with.</summary>
    public static RecipeSetting Point { get; } =
        new("point", "by model", "the number that a Weibull distribution answers with: its mean or its median");

    /// <summary>Whether the number of a Weibull distribution is its mean.</summary>
    public static bool AnswerMean(SettingReader set, bool otherwise) => set.Word("point", otherwise ? "mean" : "median") switch
    {
        "mean" => true,
        "median" => false,
        string other => throw SettingReader.Expected("mean or median", "point", other),
    };

    /// <summary>Which metric of the held-out part chooses the weights.</summary>
    public static RecipeSetting Best { get; } = new("best", "by model", "the metric of the held-out part that chooses the epoch: loss, mae or rmse");

    /// <summary>The name of that metric.</summary>
    public static string BestBy(SettingReader set, string otherwise) => set.Word("best", otherwise) is "loss" or "mae" or "rmse"
        ? set.Word("best", otherwise) : throw SettingReader.Expected("loss, mae or rmse", "best", set.Word("best", otherwise));

    /// <summary>The model's shape with what the command line says.</summary>
    public static SeriesOptions Apply(SeriesOptions model, RunOptions options, SettingReader set, ulong seed)
    {
        RecurrentOptions r = model.Recurrent;
        string pooling = set.Word("pooling", SeriesFiles.Name(model.Pooling));
        return model with
        {
            InputUnits = (int)set.Number("input-units", options.Embedding ?? model.InputUnits),
            InputDropout = set.Number("dropout-before", model.InputDropout),
            OutputDropout = set.Number("dropout-after", options.Dropout ?? model.OutputDropout),
            LabelSmoothing = set.Number("label-smoothing", model.LabelSmoothing),
            ClassBalance = set.Number("class-balance", model.ClassBalance),
            Pooling = Checked(pooling, SeriesFiles.ParsePooling),
            Seed = seed,
            Recurrent = r with
            {
                Cell = options.Cell is null ? r.Cell : Cell.Parse(options.Cell),
                Units = options.Units ?? r.Units,
                Layers = options.Layers ?? r.Layers,
                Bidirectional = options.Bidirectional ?? r.Bidirectional,
                Dropout = set.Number("dropout-between", options.Dropout ?? r.Dropout),
                RecurrentDropout = set.Number("recurrent-dropout", r.RecurrentDropout),
                ZoneoutHidden = set.Number("zoneout", r.ZoneoutHidden),
                LayerNorm = set.Flag("layer-norm", r.LayerNorm),
            },
        };
    }

    /// <summary>How features are scaled.</summary>
    public static FeatureScaling Scaling(SettingReader set, FeatureScaling otherwise = FeatureScaling.Standard) =>
        set.Word("scaling", otherwise.ToString().ToLowerInvariant()) switch
        {
            "standard" => FeatureScaling.Standard,
            "minmax" => FeatureScaling.MinMax,
            "none" => FeatureScaling.None,
            string other => throw SettingReader.Expected("standard, minmax or none", "scaling", other),
        };

    /// <summary>Reads a word whose reader throws what the user should see.</summary>
    public static T Checked<T>(string text, Func<string, T> parse)
    {
        try
        {
            return parse(text);
        }
        catch (ArgumentException e)
        {
            throw new UnrollException(e.Message, e);
        }
    }
}
