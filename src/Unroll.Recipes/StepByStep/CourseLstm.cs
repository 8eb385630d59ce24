using static Unroll.Recipes.Matrix;

namespace Unroll.Recipes;

/// <summary>Long short-term memory: a cell state c beside the hidden state a, and three gates that say what of it is kept, written and shown.</summary>
internal sealed class CourseLstm(IReadOnlyDictionary<string, Matrix> weights) : CourseCell(weights)
{
    public override string Name => "lstm";

    public override string Title => "LSTM cell";

    public override IReadOnlyList<string> States => ["a", "c"];

    public override Matrix[] Forward(Matrix x, Matrix[] previous, Dictionary<string, Matrix> cache, StepLog log)
    {
        Matrix ax = Stack(previous[0], x), cPrevious = previous[1];
        Matrix f = log.Show("ft", "sigmoid(Wf [a_prev; xt] + bf), the forget gate", Sigmoid((W["Wf"] * ax) + W["bf"]));
        Matrix i = log.Show("it", "sigmoid(Wi [a_prev; xt] + bi), the update gate", Sigmoid((W["Wi"] * ax) + W["bi"]));
        Matrix cc = log.Show("cct", "tanh(Wc [a_prev; xt] + bc), the candidate", Tanh((W["Wc"] * ax) + W["bc"]));
        Matrix c = log.Show("c_next", "ft * c_prev + it * cct", f.Times(cPrevious) + i.Times(cc));
        Matrix o = log.Show("ot", "sigmoid(Wo [a_prev; xt] + bo), the output gate", Sigmoid((W["Wo"] * ax) + W["bo"]));
        Matrix a = log.Show("a_next", "ot * tanh(c_next)", o.Times(Tanh(c)));
        (cache["ax"], cache["c_prev"], cache["c_next"]) = (ax, cPrevious, c);
        (cache["ft"], cache["it"], cache["cct"], cache["ot"]) = (f, i, cc, o);
        return [a, c];
    }

    public override (Matrix X, Matrix[] Previous) Backward(
        Matrix[] next, IReadOnlyDictionary<string, Matrix> cache, Dictionary<string, Matrix> sums, StepLog log)
    {
        (Matrix f, Matrix i, Matrix cc, Matrix o) = (cache["ft"], cache["it"], cache["cct"], cache["ot"]);
        Matrix tanh = Tanh(cache["c_next"]), da = next[0];
        Matrix zo = log.Show("dot", "da_next * tanh(c_next) * ot * (1 - ot)", da.Times(tanh).Times(o).Times(1 - o));
        Matrix dc = log.Show("dc", "dc_next + da_next * ot * (1 - tanh(c_next)^2)", next[1] + da.Times(o).Times(1 - tanh.Times(tanh)));
        Matrix zf = log.Show("dft", "dc * c_prev * ft * (1 - ft)", dc.Times(cache["c_prev"]).Times(f).Times(1 - f));
        Matrix zi = log.Show("dit", "dc * cct * it * (1 - it)", dc.Times(cc).Times(i).Times(1 - i));
        Matrix zc = log.Show("dcct", "dc * it * (1 - cct^2)", dc.Times(i).Times(1 - cc.Times(cc)));
        Matrix cPrevious = log.Show("dc_prev", "dc * ft", dc.Times(f));

        Matrix dax = new(cache["ax"].Rows, cache["ax"].Columns);
        foreach ((string gate, string name, Matrix dz) in new[] { ("f", "dft", zf), ("i", "dit", zi), ("c", "dcct", zc), ("o", "dot", zo) })
        {
            Accumulate(sums, $"dW{gate}", log.Show($"dW{gate}", $"{name} [a_prev; xt]^T", dz * cache["ax"].Transposed()));
            Accumulate(sums, $"db{gate}", log.Show($"db{gate}", $"sum of {name} over the examples", dz.SumColumns()));
            dax += W[$"W{gate}"].Transposed() * dz;
        }

        int units = f.Rows;
        Matrix both = dax.Transposed();
        Matrix aPrevious = log.Show("da_prev", "the rows of a_prev in Wf^T dft + Wi^T dit + Wc^T dcct + Wo^T dot", both.TakeColumns(0, units).Transposed());
        Matrix dx = log.Show("dxt", "the rows of xt in the same sum", both.TakeColumns(units, both.Columns - units).Transposed());
        return (dx, [aPrevious, cPrevious]);
    }
}
