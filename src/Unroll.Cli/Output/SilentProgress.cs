using Unroll.Recipes;
using Unroll.Training;

namespace Unroll.Cli.Output;

/// <summary>Progress that nobody looks at.</summary>
internal sealed class SilentProgress : IRunProgress
{
    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
