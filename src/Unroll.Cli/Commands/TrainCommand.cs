using System.CommandLine;
using Unroll.Cli.Options;
using Unroll.Recipes;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll train TASK DATA</c>: trains on a user's own file.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        string[] tasks = [.. TaskCatalog.All.Select(t => t.Name)];
        var command = new CommandWithExamples(
            "train", $"Train on your own data. {string.Join(" ", TaskCatalog.All.Select(t => $"{t.Name}: {t.DataHelp}."))}",
            "unroll train classify my.tsv", "unroll train classify my.tsv --cell gru --units 128 --bidirectional --epochs 30 --out runs/mine",
            "unroll train generate my.txt --minutes 5");
        var task = new Argument<string>("TASK") { Description = $"What the network learns: {string.Join(", ", tasks)}." };
        var data = new Argument<string[]>("DATA") { Description = "The file; --data says the same.", Arity = ArgumentArity.ZeroOrMore };
        var set = new Option<string[]>("--set") { HelpName = "KEY=VALUE", Description = "A setting of the task; may be repeated." };
        command.Add(task);
        command.Add(data);
        var splits = NumberOption.Positive("--splits", "Cross-validate over this many folds beside the training, where the task can.");
        command.Add(set);
        command.Add(splits);
        var training = new TrainingOptions(command);
        var common = new CommonOptions(command, threads: true, seed: true, data: true, output: true);
        command.SetAction(parsed =>
        {
            string name = parsed.GetRequiredValue(task);
            ModelTask chosen = TaskCatalog.Find(name)
                ?? throw new UsageException($"unknown task `{name}`{Suggestion.For(name, tasks)}; there is: {string.Join(", ", tasks)}");
            string[] files = (parsed.GetValue(data) ?? [], common.Data(parsed)) switch
            {
                ([_, ..] arguments, null) => arguments,
                ([], { } option) => [option],
                ([], null) => throw new UsageException($"DATA is missing: name {chosen.DataHelp}"),
                _ => throw new UsageException("the data is given twice: once as DATA and once with `--data`"),
            };
            if (files.Length > chosen.MostFiles)
            {
                throw new UsageException($"`{files[chosen.MostFiles]}` is one argument too many; see `unroll train --help`");
            }

            RunOptions options = training.Apply(parsed, new RunOptions
            {
                Seed = common.Seed(parsed),
                Data = files[0],
                Splits = parsed.GetValue(splits) ?? 1,
                Set = Settings.Parse(name, chosen.Settings, parsed.GetValue(set) ?? []),
            });
            return RunSession.Train(parsed, common, name, context => chosen.Train(files, options, context));
        });
        return command;
    }
}
