using System.CommandLine;
using Unroll.Cli.Options;
using Unroll.Cli.Output;
using Unroll.Data;
using Unroll.Metrics;
using Unroll.Models;
using Unroll.Recipes;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll eval MODEL DATA</c>: metrics of a model on a labelled file.</summary>
internal static class EvalCommand
{
    public static Command Create()
    {
        var command = new CommandWithExamples(
            "eval", "Precision, recall and F1 by class on a file of text<TAB>label.",
            "unroll eval runs/surnames-20250101-120000 test.tsv", "unroll eval --pretrained surnames names.tsv --json");
        var source = new ModelSource(command);
        var data = new Argument<string[]>("DATA") { Description = "The file; --data says the same.", Arity = ArgumentArity.ZeroOrMore };
        command.Add(data);
        var common = new CommonOptions(command, threads: true, data: true);
        command.SetAction(parsed =>
        {
            common.ApplyThreads(parsed);
            long start = System.Diagnostics.Stopwatch.GetTimestamp();
            string path = FindData(source.Rest(parsed, parsed.GetValue(data)), common.Data(parsed));
            SequenceClassifier model = source.Load(parsed);
            LabeledText items = LabeledText.Read(path, model.Labels);
            ClassificationReport report = model.Evaluate(items);
            if (common.Json(parsed))
            {
                JsonDocumentWriter.Write(new RunResult
                {
                    Run = source.Name(parsed), Seconds = System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds,
                    Data = new RunData(Path.GetFileName(path), path, items.Count), Metrics = report.Metrics,
                });
                return;
            }

            Standard.Out.WriteLine(report.ToString());
        });
        return command;
    }

    private static string FindData(string[] arguments, string? option) => (arguments, option) switch
    {
        ([string one], null) => one,
        ([], { } given) => given,
        ([], null) => throw new UsageException("DATA is missing: name a file with text<TAB>label on each line"),
        (_, null) => throw new UsageException($"expected one file as DATA, got {arguments.Length}"),
        _ => throw new UsageException("the data is given twice: once as DATA and once with `--data`"),
    };
}
