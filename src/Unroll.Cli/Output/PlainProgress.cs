using Unroll.Recipes;
using Unroll.Training;

namespace Unroll.Cli.Output;

/// <summary>Progress for files and pipes: one line an epoch.</summary>
internal sealed class PlainProgress(string title) : IRunProgress
{
    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        if (value.EpochEnded)
        {
            Standard.TryWriteError(ProgressText.Line(title, value));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
