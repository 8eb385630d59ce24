using System.CommandLine;
using Unroll.Cli.Options;
using Unroll.Recipes;
using Unroll.Training;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll resume RUN</c>: goes on where a run stopped, bit for bit.</summary>
internal static class ResumeCommand
{
    public static Command Create()
    {
        var command = new CommandWithExamples(
            "resume", "Go on with an interrupted run where it stopped, bit for bit; a finished one says so.",
            "unroll resume runs/surnames-20250101-120000");
        var path = new Argument<string>("RUN") { Description = "The run folder." };
        command.Add(path);
        var checkpointSeconds = NumberOption.AtLeast0("--checkpoint-seconds", "Seconds between checkpoints.");
        checkpointSeconds.Hidden = true;
        command.Add(checkpointSeconds);
        var common = new CommonOptions(command, threads: true);
        command.SetAction(parsed =>
        {
            TrainingOptions.ApplyCheckpointSeconds(parsed, checkpointSeconds);
            RunFolder run = RunFolder.Open(parsed.GetRequiredValue(path));
            return RunSession.Resume(parsed, common, run, TaskCatalog.Resume);
        });
        return command;
    }
}
