using System.CommandLine;
using System.Diagnostics;
using Unroll.Cli.Options;
using Unroll.Cli.Output;
using Unroll.Data;
using Unroll.Metrics;
using Unroll.Models;
using Unroll.Recipes;
using Unroll.Training;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll eval MODEL DATA</c>: metrics of a model on a labelled file.</summary>
internal static class EvalCommand
{
    public static Command Create()
    {
        var command = new CommandWithExamples(
            "eval", "Precision, recall and F1 by class, on a file of text<TAB>label or on what the run held out.",
            "unroll eval runs/surnames-20250101-120000 test.tsv", "unroll eval --pretrained surnames names.tsv --json");
        var source = new ModelSource(command);
        var data = new Argument<string[]>("DATA")
        {
            Description = "A file or folder, --data says the same; the part that the run held out where there is none.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        command.Add(data);
        var common = new CommonOptions(command, threads: true, data: true);
        command.SetAction(parsed =>
        {
            common.ApplyThreads(parsed);
            string? path = FindData(source.Rest(parsed, parsed.GetValue(data)), common.Data(parsed));
            RunFolder? run = source.Path(parsed) is { } folder ? RunFolder.Open(folder) : null;
            ISavedModel model = source.Load(parsed);
            RunResult result = path is null && source.Pretrained(parsed) is { } recipe && model is SavedClassifier { Classifier: var classifier }
                ? EvaluateHeldOut(classifier, recipe, common.Output(parsed))
                : model.Evaluate(run, path is null ? [] : [path], common.Output(parsed));
            if (common.Json(parsed))
            {
                JsonDocumentWriter.Write(result with { Run = source.Name(parsed) });
            }
        });
        return command;
    }

    /// <summary>A shipped model on the part of the built-in sample that it was not trained on.</summary>
    private static RunResult EvaluateHeldOut(SequenceClassifier model, string recipe, ConsoleOutput output)
    {
        long start = Stopwatch.GetTimestamp();
        LabeledText items = PretrainedModels.HeldOut(recipe);
        ClassificationReport report = model.Evaluate(items);
        output.Result(report.ToString());
        return new RunResult
        {
            Run = "",
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            Data = new RunData(recipe, "built-in sample, held-out part", items.Count),
            Metrics = report.Metrics,
        };
    }

    private static string? FindData(string[] arguments, string? option) => (arguments, option) switch
    {
        ([string one], null) => one,
        ([], _) => option,
        (_, null) => throw new UsageException($"expected one file as DATA, got {arguments.Length}"),
        _ => throw new UsageException("the data is given twice: once as DATA and once with `--data`"),
    };
}
