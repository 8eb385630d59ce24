using static Unroll.Recipes.Matrix;

namespace Unroll.Recipes;

/// <summary>
/// The gated recurrent unit of the course. The full one has an update gate u and a relevance (reset) gate r; the simple one has the
/// update gate only: a_next = u * candidate + (1 - u) * a_prev.
/// </summary>
internal sealed class CourseGru(IReadOnlyDictionary<string, Matrix> weights, bool full) : CourseCell(weights)
{
    public override string Name => full ? "gru" : "gru-simple";

    public override string Title => full ? "GRU cell" : "Simple GRU cell: the update gate alone";

    public override IReadOnlyList<string> States => ["a"];

    public override Matrix[] Forward(Matrix x, Matrix[] previous, Dictionary<string, Matrix> cache, StepLog log)
    {
        Matrix aPrevious = previous[0], ax = Stack(aPrevious, x), rax = ax;
        Matrix u = log.Show("ut", "sigmoid(Wu [a_prev; xt] + bu), the update gate", Sigmoid((W["Wu"] * ax) + W["bu"]));
        if (full)
        {
            Matrix r = log.Show("rt", "sigmoid(Wr [a_prev; xt] + br), the relevance gate", Sigmoid((W["Wr"] * ax) + W["br"]));
            rax = Stack(r.Times(aPrevious), x);
            cache["rt"] = r;
        }

        Matrix cc = log.Show(
            "cct", full ? "tanh(Wc [rt * a_prev; xt] + bc), the candidate" : "tanh(Wc [a_prev; xt] + bc), the candidate", Tanh((W["Wc"] * rax) + W["bc"]));
        Matrix a = log.Show("a_next", "ut * cct + (1 - ut) * a_prev", u.Times(cc) + (1 - u).Times(aPrevious));
        (cache["ax"], cache["rax"], cache["a_prev"], cache["ut"], cache["cct"]) = (ax, rax, aPrevious, u, cc);
        return [a];
    }

    public override (Matrix X, Matrix[] Previous) Backward(
        Matrix[] next, IReadOnlyDictionary<string, Matrix> cache, Dictionary<string, Matrix> sums, StepLog log)
    {
        (Matrix u, Matrix cc, Matrix aPrevious, Matrix da) = (cache["ut"], cache["cct"], cache["a_prev"], next[0]);
        int units = u.Rows;
        Matrix zu = log.Show("dut", "da_next * (cct - a_prev) * ut * (1 - ut)", da.Times(cc - aPrevious).Times(u).Times(1 - u));
        Matrix zc = log.Show("dcct", "da_next * ut * (1 - cct^2)", da.Times(u).Times(1 - cc.Times(cc)));
        Gate("u", "dut [a_prev; xt]^T", zu, cache["ax"]);
        Gate("c", full ? "dcct [rt * a_prev; xt]^T" : "dcct [a_prev; xt]^T", zc, cache["rax"]);

        // [a_prev; xt] is seen by the gates, [rt * a_prev; xt] by the candidate.
        Matrix throughGates = (W["Wu"].Transposed() * zu).Transposed();
        Matrix throughCandidate = (W["Wc"].Transposed() * zc).Transposed();
        Matrix direct = da.Times(1 - u), candidate = throughCandidate.TakeColumns(0, units).Transposed();
        if (full)
        {
            Matrix r = cache["rt"];
            Matrix zr = log.Show(
                "drt", "(the rows of a_prev in Wc^T dcct) * a_prev * rt * (1 - rt)", candidate.Times(aPrevious).Times(r).Times(1 - r));
            Gate("r", "drt [a_prev; xt]^T", zr, cache["ax"]);
            throughGates += (W["Wr"].Transposed() * zr).Transposed();
            candidate = candidate.Times(r);
        }

        Matrix back = log.Show(
            "da_prev",
            full ? "da_next * (1 - ut) + the rows of a_prev in Wu^T dut + Wr^T drt + rt * (Wc^T dcct)"
                : "da_next * (1 - ut) + the rows of a_prev in Wu^T dut + Wc^T dcct",
            direct + throughGates.TakeColumns(0, units).Transposed() + candidate);
        Matrix dx = log.Show(
            "dxt", "the rows of xt in the same products",
            (throughGates + throughCandidate).TakeColumns(units, throughGates.Columns - units).Transposed());
        return (dx, [back]);

        void Gate(string name, string equation, Matrix dz, Matrix seen)
        {
            Accumulate(sums, $"dW{name}", log.Show($"dW{name}", equation, dz * seen.Transposed()));
            Accumulate(sums, $"db{name}", log.Show($"db{name}", $"sum of {equation.Split(' ')[0]} over the examples", dz.SumColumns()));
        }
    }
}
