using System.CommandLine;
using Unroll.Cli.Options;
using Unroll.Cli.Output;
using Unroll.Cli.Predicting;
using Unroll.Data;
using Unroll.Models;
using Unroll.Recipes;
using Unroll.Reports.Terminal;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll predict MODEL [INPUT...]</c>: labels texts given as arguments or as lines of standard input.</summary>
internal static class PredictCommand
{
    public static Command Create()
    {
        var command = new CommandWithExamples(
            "predict", "Label texts: the arguments, or the lines of standard input.",
            "unroll predict runs/surnames-20250101-120000 Satoshi Jakeman", "unroll predict --pretrained surnames --steps Nuñez",
            "unroll predict my-model --top 1 --json < names.txt");
        var source = new ModelSource(command);
        var inputs = new Argument<string[]>("INPUT")
        {
            Description = "Texts, or for a captioner PNG pictures; lines of standard input where none is given.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        command.Add(inputs);
        var steps = ChoiceOption.Flag("--steps", "Show the way there: the opinion after each character; where a translator looked, and the tree of its search.");
        var top = NumberOption.Positive("--top", "Labels to show for each text, 3 unless given; of a translator the best translations, 1 unless given.");
        command.Add(steps);
        command.Add(top);
        var common = new CommonOptions(command, threads: true);
        command.SetAction(parsed =>
        {
            common.ApplyThreads(parsed);
            string[] given = source.Rest(parsed, parsed.GetValue(inputs));
            if (Array.FindIndex(given, string.IsNullOrWhiteSpace) is >= 0 and int empty)
            {
                throw new UsageException($"INPUT {empty + 1} is empty; nothing to predict");
            }

            ISavedModel saved = source.Load(parsed);
            bool showSteps = parsed.GetValue(steps);
            if (saved is not SavedClassifier { Classifier: var model })
            {
                var request = new PredictRequest(parsed.GetValue(top) ?? saved.UsualTop, showSteps, Standard.Colors() != AnsiColors.None);
                Answer(saved, source.Name(parsed), parsed, given, common, request);
                return;
            }

            int shown = Math.Min(parsed.GetValue(top) ?? 3, model.Labels.Count);
            IEnumerable<IReadOnlyList<string>> batches = given.Length > 0
                ? given.Chunk(InputBatches.Most) : StandardInput(common.Quiet(parsed));
            if (common.Json(parsed))
            {
                PredictionJson.Write(source.Name(parsed), model, batches, shown, showSteps);
                return;
            }

            int width = given.Select(TextTable.Columns).DefaultIfEmpty(0).Max();
            foreach (IReadOnlyList<string> batch in batches)
            {
                Show(model, batch, shown, showSteps, given.Length > 0 ? width : null);
                Standard.Out.Flush();
            }
        });
        return command;
    }

    /// <summary>The answers of a model of another kind than the classifier of texts.</summary>
    private static void Answer(ISavedModel model, string name, ParseResult parsed, string[] given, CommonOptions common, PredictRequest request)
    {
        IEnumerable<IReadOnlyList<string>> batches = given.Length > 0 ? given.Chunk(InputBatches.Most) : StandardInput(common.Quiet(parsed));
        if (common.Json(parsed))
        {
            PredictionJson.Write(name, model, batches, request);
            return;
        }

        foreach (IReadOnlyList<string> batch in batches)
        {
            foreach (ModelOutput output in model.Predict(batch, request))
            {
                Standard.Out.WriteLine(output.Text);
            }

            Standard.Out.Flush();
        }
    }

    private static InputBatches StandardInput(bool quiet)
    {
        if (Standard.IsInTerminal && !quiet)
        {
            Standard.TryWriteError("one text a line; Ctrl-D ends");
        }

        return new InputBatches(Standard.OpenInput());
    }

    private static void Show(SequenceClassifier model, IReadOnlyList<string> texts, int top, bool steps, int? width)
    {
        if (steps)
        {
            foreach (string text in texts)
            {
                ShowSteps(model, text, top);
            }

            return;
        }

        foreach (Prediction prediction in model.Predict(texts))
        {
            Standard.Out.WriteLine(Line(prediction, top, width));
        }
    }

    /// <summary>Aligned for arguments; separated by tabs for standard input, whose widths are not known beforehand.</summary>
    private static string Line(Prediction prediction, int top, int? width)
    {
        IEnumerable<string> parts = prediction.Top(top).Select(p => $"{p.Label} {100 * p.Probability:0.0}%");
        string text = Printable(prediction.Text);
        return width is { } columns
            ? $"{text}{new string(' ', Math.Max(0, columns - TextTable.Columns(text)))}  {string.Join("  ", parts)}"
            : $"{text}\t{string.Join('\t', parts)}";
    }

    private static void ShowSteps(SequenceClassifier model, string text, int top)
    {
        IReadOnlyList<Prediction> opinions = model.PredictSteps(text);
        string[] characters = [.. TextElements.Split(text)];
        float[][] probabilities = [.. opinions.Select(o => o.Probabilities)];
        Standard.Out.WriteLine($"{Printable(text)}: {opinions[^1].Label}");
        Standard.Out.WriteLine(AnsiStrip.Render(characters, probabilities, model.Labels, Standard.Colors(), top));
    }

    /// <summary>A text cannot steer the terminal, nor break a line or a column.</summary>
    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c));
}
