namespace Unroll.Recipes;

/// <summary>What <c>unroll train TASK DATA...</c> can learn from a user's own files.</summary>
public abstract class ModelTask
{
    /// <summary>The name on the command line and in config.json, such as classify.</summary>
    public abstract string Name { get; }

    /// <summary>The form of the data in a few words, as in "a file with text&lt;TAB&gt;label on each line".</summary>
    public abstract string DataHelp { get; }

    /// <summary>The most files that DATA may name.</summary>
    public virtual int MostFiles => 1;

    /// <summary>What <c>--set key=value</c> understands beside the common options.</summary>
    public virtual IReadOnlyList<RecipeSetting> Settings => [];

    /// <summary>Trains on a user's files; everything is written into the context's run folder.</summary>
    /// <param name="data">The files, at least one.</param>
    /// <param name="options">What the command line asked for.</param>
    /// <param name="context">The run.</param>
    /// <exception cref="UnrollException">The data cannot be read, or an option is out of range.</exception>
    /// <exception cref="OperationCanceledException">Interrupted, after a checkpoint.</exception>
    public abstract RunResult Train(IReadOnlyList<string> data, RunOptions options, RunContext context);

    /// <summary>Goes on with a run that <see cref="Train"/> began, bit for bit.</summary>
    /// <exception cref="UnrollException">The data is not what it was, or a file of the run is damaged.</exception>
    public abstract RunResult Resume(RunContext context);
}
