using System.CommandLine;
using Unroll.Cli.Options;
using Unroll.Recipes;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll train TASK DATA</c>: trains on a user's own file.</summary>
internal static class TrainCommand
{
    private static readonly string[] Tasks = ["classify"];

    public static Command Create()
    {
        var command = new CommandWithExamples(
            "train", "Train on your own data: TASK is classify (text<TAB>label on each line).",
            "unroll train classify my.tsv", "unroll train classify my.tsv --cell gru --units 128 --bidirectional --epochs 30 --out runs/mine");
        var task = new Argument<string>("TASK") { Description = "What the network learns: classify." };
        var data = new Argument<string?>("DATA") { Description = "The file; --data says the same.", Arity = ArgumentArity.ZeroOrOne };
        command.Add(task);
        command.Add(data);
        var training = new TrainingOptions(command);
        var common = new CommonOptions(command, threads: true, seed: true, data: true, output: true);
        command.SetAction(parsed =>
        {
            string name = parsed.GetRequiredValue(task);
            if (!Tasks.Contains(name))
            {
                throw new UsageException($"unknown task `{name}`{Suggestion.For(name, Tasks)}; there is: {string.Join(", ", Tasks)}");
            }

            string file = (parsed.GetValue(data), common.Data(parsed)) switch
            {
                ({ } argument, null) => argument,
                (null, { } option) => option,
                (null, null) => throw new UsageException("DATA is missing: name a file with text<TAB>label on each line"),
                _ => throw new UsageException("the data is given twice: once as DATA and once with `--data`"),
            };
            RunOptions options = training.Apply(parsed, new RunOptions { Seed = common.Seed(parsed), Data = file });
            return RunSession.Train(parsed, common, name, context => TextClassification.Train(file, options, context));
        });
        return command;
    }
}
