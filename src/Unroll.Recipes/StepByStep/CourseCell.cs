namespace Unroll.Recipes;

/// <summary>
/// A cell of the course, in its notation: weights act on [a_prev; xt], activations are columns, one for each example. The cells below
/// are the equations and their derivatives, line by line; <see cref="CourseSequence"/> is the loop over time that all of them share.
/// </summary>
internal abstract class CourseCell(IReadOnlyDictionary<string, Matrix> weights)
{
    /// <summary>The name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>What it is, for headings.</summary>
    public abstract string Title { get; }

    /// <summary>The names of the states; the first is the hidden state that the output sees.</summary>
    public abstract IReadOnlyList<string> States { get; }

    /// <summary>The weights by the course's names.</summary>
    public IReadOnlyDictionary<string, Matrix> W => weights;

    /// <summary>One step.</summary>
    /// <param name="x">Inputs [n_x, m].</param>
    /// <param name="previous">The states before, each [n_a, m].</param>
    /// <param name="cache">What the way back needs, written here.</param>
    /// <param name="log">What is shown.</param>
    /// <returns>The states after.</returns>
    public abstract Matrix[] Forward(Matrix x, Matrix[] previous, Dictionary<string, Matrix> cache, StepLog log);

    /// <summary>One step back.</summary>
    /// <param name="next">The gradients of the states after.</param>
    /// <param name="cache">What <see cref="Forward"/> kept.</param>
    /// <param name="sums">The gradients of the weights, added to.</param>
    /// <param name="log">What is shown.</param>
    /// <returns>The gradients of the input and of the states before.</returns>
    public abstract (Matrix X, Matrix[] Previous) Backward(
        Matrix[] next, IReadOnlyDictionary<string, Matrix> cache, Dictionary<string, Matrix> sums, StepLog log);

    /// <summary>The prediction from the hidden state: y = softmax(Wya a + by).</summary>
    public Matrix Predict(Matrix a, StepLog log) =>
        log.Show("yt", "softmax(Wya a_next + by)", Matrix.Softmax((W["Wya"] * a) + W["by"]));

    /// <summary>Adds to the gradient of a weight.</summary>
    protected static void Accumulate(Dictionary<string, Matrix> sums, string name, Matrix gradient) =>
        sums[name] = sums.TryGetValue(name, out Matrix? before) ? before + gradient : gradient;
}
