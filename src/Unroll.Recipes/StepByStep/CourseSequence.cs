namespace Unroll.Recipes;

/// <summary>A cell unrolled over the steps of a sequence, and the way back.</summary>
internal sealed class CourseSequence
{
    private readonly CourseCell _cell;
    private readonly Matrix[] _inputs;
    private readonly List<Dictionary<string, Matrix>> _caches = [];

    /// <summary>Goes forward through all the steps.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="inputs">The inputs of each step, [n_x, m].</param>
    /// <param name="a0">The hidden state to start from; further states start from zero.</param>
    public CourseSequence(CourseCell cell, Matrix[] inputs, Matrix a0)
    {
        (_cell, _inputs) = (cell, inputs);
        Matrix[] states = [a0, .. cell.States.Skip(1).Select(_ => new Matrix(a0.Rows, a0.Columns))];
        foreach (Matrix x in inputs)
        {
            var cache = new Dictionary<string, Matrix>();
            var log = new StepLog();
            states = cell.Forward(x, states, cache, log);
            Outputs.Add(cell.W.ContainsKey("Wya") ? cell.Predict(states[0], log) : states[0]);
            States.Add(states);
            Logs.Add(log);
            _caches.Add(cache);
        }
    }

    /// <summary>The states after each step.</summary>
    public List<Matrix[]> States { get; } = [];

    /// <summary>The predictions of each step.</summary>
    public List<Matrix> Outputs { get; } = [];

    /// <summary>What each step showed.</summary>
    public List<StepLog> Logs { get; } = [];

    /// <summary>
    /// Goes back from step <c>da.Length - 1</c> to step 0. <paramref name="carry"/> is what makes it back-propagation through time: each
    /// step hands the gradient of its earlier states to the step before. The assignment's lstm_backward leaves that out, and its printed
    /// numbers with it.
    /// </summary>
    /// <param name="da">The gradient that the loss itself gives the hidden state of each of the first steps.</param>
    /// <param name="carry">Whether gradients travel from step to step.</param>
    public CourseGradients Backward(Matrix[] da, bool carry)
    {
        var result = new CourseGradients();
        Matrix[] zero = [.. _cell.States.Select(_ => new Matrix(da[0].Rows, da[0].Columns))], carried = zero;
        for (int t = da.Length - 1; t >= 0; t--)
        {
            var log = new StepLog();
            Matrix[] next = [da[t] + carried[0], .. carried.Skip(1)];
            (Matrix x, Matrix[] previous) = _cell.Backward(next, _caches[t], result.Weights, log);
            result.Inputs.Insert(0, x);
            result.Logs.Insert(0, log);
            result.Initial = previous;
            carried = carry ? previous : zero;
        }

        return result;
    }

    /// <summary>One input of one example over the steps.</summary>
    public double[] Input(int row, int example) => [.. _inputs.Select(x => x[row, example])];
}
