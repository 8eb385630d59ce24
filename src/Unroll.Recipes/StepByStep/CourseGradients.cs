namespace Unroll.Recipes;

/// <summary>The gradients of a sequence.</summary>
internal sealed class CourseGradients
{
    /// <summary>Of the weights, summed over the steps, by names such as dWf.</summary>
    public Dictionary<string, Matrix> Weights { get; } = [];

    /// <summary>Of the inputs of each step.</summary>
    public List<Matrix> Inputs { get; } = [];

    /// <summary>Of the states before the first step.</summary>
    public Matrix[] Initial { get; set; } = [];

    /// <summary>What each step showed.</summary>
    public List<StepLog> Logs { get; } = [];

    /// <summary>A gradient by its name: a weight's, or <c>dx</c>'s and the states' in the first step.</summary>
    public double this[string name, int row, int column] =>
        name switch { "da0" => Initial[0][row, column], "dc0" => Initial[1][row, column], _ => Weights[name][row, column] };

    /// <summary>The gradient of one input of one example over the steps.</summary>
    public double[] Input(int row, int example) => [.. Inputs.Select(x => x[row, example])];
}
