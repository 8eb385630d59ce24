using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>Where a run reports to: the terminal, the studio, or nowhere.</summary>
public interface IRunOutput
{
    /// <summary>A line of the log (standard error; nothing under --quiet).</summary>
    void Log(string line);

    /// <summary>Text of the result (standard output; nothing under --json).</summary>
    void Result(string text);

    /// <summary>A live display of one training under a title; dispose it when training ends.</summary>
    IRunProgress Progress(string title);
}

/// <summary>The live display of one training.</summary>
public interface IRunProgress : IProgress<TrainingProgress>, IDisposable
{
}
