using System.CommandLine;
using System.CommandLine.Help;
using Unroll.Cli.Commands;
using Unroll.Cli.Output;

namespace Unroll.Cli;

/// <summary>The command <c>unroll</c> with its subcommands.</summary>
internal static class UnrollCommand
{
    private static readonly (string Name, Func<Command> Create)[] Commands =
    [
        ("recipes", RecipesCommand.Create),
        ("run", RunCommand.Create),
        ("train", TrainCommand.Create),
        ("resume", ResumeCommand.Create),
        ("eval", EvalCommand.Create),
        ("predict", PredictCommand.Create),
        ("sample", SampleCommand.Create),
        ("quiz", QuizCommand.Create),
        ("inspect", InspectCommand.Create),
        ("export", ExportCommand.Create),
        ("data", DataCommand.Create),
        ("bench", BenchCommand.Create),
        ("doctor", DoctorCommand.Create),
    ];

    private const string Overview = """
        unroll: recurrent networks that train in minutes, that you can look into, and that you can ship.

        Start here
          unroll run surnames                      train a network that tells a surname's language
          unroll predict --pretrained surnames Satoshi Jakeman Nuñez
          unroll quiz surnames                     you against the model
          unroll train classify my.tsv             your own data: text<TAB>label on each line
          unroll train generate my.txt             a text or a list of lines; then: unroll sample RUN

        Commands
          recipes   what there is to train          predict   label texts with a model
          run       train a recipe                  sample    let a model write
          train     train on your own file          quiz      you against the model
          resume    go on with a run                inspect   architecture and parameters of a model
          eval      metrics on a file               export    write a model for other programs
          bench     Unroll's speed here             data      data sets: list, get, path
                                                    doctor    what this machine offers

        `unroll COMMAND --help` tells more about each.
        """;

    /// <summary>
    /// Makes the command. Where the first argument names a subcommand only that one is made: starting is what a prediction mostly costs.
    /// </summary>
    public static RootCommand Create(string[] args)
    {
        var root = new RootCommand("Recurrent networks: train them, look inside them, ship them.");
        foreach ((string name, Func<Command> create) in Commands)
        {
            if (args.Length > 0 && args[0] == name)
            {
                root.Add(create());
            }
        }

        if (root.Subcommands.Count == 0)
        {
            foreach ((_, Func<Command> create) in Commands)
            {
                root.Add(create());
            }
        }

        root.SetAction(_ => Standard.Out.WriteLine(Overview));
        foreach (HelpOption help in root.Options.OfType<HelpOption>())
        {
            help.Description = "Show this help.";
            help.Action = new HelpWithExamples((HelpAction)help.Action!);
        }

        return root;
    }
}
