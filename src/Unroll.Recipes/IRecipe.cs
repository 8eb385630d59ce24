namespace Unroll.Recipes;

/// <summary>A classic recurrent system that one command reproduces.</summary>
public interface IRecipe
{
    /// <summary>The name on the command line.</summary>
    string Name { get; }

    /// <summary>One line: what it does.</summary>
    string Title { get; }

    /// <summary>The task, such as classify or generate.</summary>
    string Task { get; }

    /// <summary>The data: a name of <see cref="DataSets"/>, or how it is generated.</summary>
    string Data { get; }

    /// <summary>The published result and its source.</summary>
    string Reference { get; }

    /// <summary>Our measured result, as docs/results.md has it.</summary>
    string Measured { get; }

    /// <summary>What <c>--model</c> can be, the default first; empty where there is one model only.</summary>
    IReadOnlyList<string> ModelNames => [];

    /// <summary>
    /// Whether it knows <see cref="RunOptions.Recompute"/>: not where the loop of training is the recipe's own, or the model is no plain
    /// recurrent stack.
    /// </summary>
    bool CanRecompute => true;

    /// <summary>What <c>--set key=value</c> understands beside the common options.</summary>
    IReadOnlyList<RecipeSetting> Settings { get; }

    /// <summary>Trains and evaluates; everything is written into the context's run folder.</summary>
    /// <exception cref="UnrollException">Bad data or a bad setting.</exception>
    /// <exception cref="OperationCanceledException">Interrupted, after a checkpoint was saved.</exception>
    RunResult Run(RunOptions options, RunContext context);

    /// <summary>Goes on with an interrupted run of this recipe, bit for bit.</summary>
    /// <exception cref="UnrollException">The run's data is not what it was, or a file is damaged.</exception>
    RunResult Resume(RunContext context);
}
