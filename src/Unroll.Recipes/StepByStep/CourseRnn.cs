using static Unroll.Recipes.Matrix;

namespace Unroll.Recipes;

/// <summary>The simple recurrent cell: a_next = tanh(Waa a_prev + Wax xt + ba).</summary>
internal sealed class CourseRnn(IReadOnlyDictionary<string, Matrix> weights) : CourseCell(weights)
{
    public override string Name => "rnn";

    public override string Title => "Simple recurrent cell";

    public override IReadOnlyList<string> States => ["a"];

    public override Matrix[] Forward(Matrix x, Matrix[] previous, Dictionary<string, Matrix> cache, StepLog log)
    {
        Matrix a = log.Show("a_next", "tanh(Waa a_prev + Wax xt + ba)", Tanh((W["Waa"] * previous[0]) + (W["Wax"] * x) + W["ba"]));
        (cache["xt"], cache["a_prev"], cache["a_next"]) = (x, previous[0], a);
        return [a];
    }

    public override (Matrix X, Matrix[] Previous) Backward(
        Matrix[] next, IReadOnlyDictionary<string, Matrix> cache, Dictionary<string, Matrix> sums, StepLog log)
    {
        Matrix a = cache["a_next"];
        Matrix dz = log.Show("dz", "da_next * (1 - a_next^2)", next[0].Times(1 - a.Times(a)));
        Accumulate(sums, "dWax", log.Show("dWax", "dz xt^T", dz * cache["xt"].Transposed()));
        Accumulate(sums, "dWaa", log.Show("dWaa", "dz a_prev^T", dz * cache["a_prev"].Transposed()));
        Accumulate(sums, "dba", log.Show("dba", "sum of dz over the examples", dz.SumColumns()));
        Matrix dx = log.Show("dxt", "Wax^T dz", W["Wax"].Transposed() * dz);
        Matrix da = log.Show("da_prev", "Waa^T dz", W["Waa"].Transposed() * dz);
        return (dx, [da]);
    }
}
