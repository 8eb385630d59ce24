namespace Unroll.Recipes;

/// <summary>
/// The tests of the assignment "Building a recurrent neural network step by step" (deeplearning.ai, course 5, week 1), drawn in its order
/// from its seed, with every number that it prints.
/// </summary>
internal static class CourseChecks
{
    /// <summary>Runs all eight tests.</summary>
    public static IReadOnlyList<CheckValue> Run()
    {
        CourseLstm cell = LstmCellForward(out List<CheckValue> lstmCell);
        return
        [
            .. RnnCellForward(), .. RnnForward(), .. lstmCell, .. LstmForward(), .. RnnCellBackward(), .. RnnBackward(), .. LstmCellBackward(),
            .. LstmBackward(cell),
        ];
    }

    /// <summary>The sequence of the assignment's lstm_backward, whose gradient reaches the first 4 of 7 steps.</summary>
    public static (CourseSequence Sequence, Matrix[] Da, CourseLstm Cell, Matrix[] X, Matrix A0) LstmBackwardProblem(CourseLstm outputOf)
    {
        var random = new NumpyRandom(CourseCells.Seed);
        Matrix[] x = random.Normal(CourseCells.Inputs, CourseCells.Examples, 7);
        Matrix a0 = random.Normal(CourseCells.Units, CourseCells.Examples);
        CourseLstm cell = CourseCells.Lstm(random, outputOf);
        var sequence = new CourseSequence(cell, x, a0);
        return (sequence, random.Normal(CourseCells.Units, CourseCells.Examples, 4), cell, x, a0);
    }

    /// <summary>The cell of the assignment's lstm_cell_forward, whose output weights its lstm_backward uses again.</summary>
    public static CourseLstm LstmCell() => LstmCellForward(out _);

    private static List<CheckValue> RnnCellForward()
    {
        var random = new NumpyRandom(CourseCells.Seed);
        Matrix x = Input(random), a = State(random);
        CourseRnn cell = CourseCells.Rnn(random, inputsFirst: false);
        Matrix next = cell.Forward(x, [a], [], new StepLog())[0];
        return
        [
            .. Row("rnn_cell_forward", "a_next[4]", next.Row(4), ".59584544 .18141802 .61311866 .99808218 .85016201 .99980978 -.18887155 .99815551 .6531151 .82872037"),
            .. Row("rnn_cell_forward", "yt[1]", cell.Predict(next, new StepLog()).Row(1), ".9888161 .01682021 .21140899 .36817467 .98988387 .88945212 .36920224 .9966312 .9982559 .17746526"),
        ];
    }

    private static CourseRnn RnnForwardCell() => RnnForwardCell(out _, out _);

    private static CourseRnn RnnForwardCell(out Matrix[] x, out Matrix a0)
    {
        var random = new NumpyRandom(CourseCells.Seed);
        x = random.Normal(CourseCells.Inputs, CourseCells.Examples, 4);
        a0 = State(random);
        return CourseCells.Rnn(random, inputsFirst: false);
    }

    private static List<CheckValue> RnnForward()
    {
        CourseRnn cell = RnnForwardCell(out Matrix[] x, out Matrix a0);
        var sequence = new CourseSequence(cell, x, a0);
        return
        [
            .. Row("rnn_forward", "a[4][1]", [.. sequence.States.Select(s => s[0][4, 1])], "-.99999375 .77911235 -.99861469 -.99833267"),
            .. Row("rnn_forward", "y[1][3]", [.. sequence.Outputs.Select(y => y[1, 3])], ".79560373 .86224861 .11118257 .81515947"),
            .. Row("rnn_forward", "caches[1][1][3]", sequence.Input(1, 3), "-1.1425182 -.34934272 -.20889423 .58662319"),
        ];
    }

    private static CourseLstm LstmCellForward(out List<CheckValue> checks)
    {
        var random = new NumpyRandom(CourseCells.Seed);
        Matrix x = Input(random), a = State(random), c = State(random);
        CourseLstm cell = CourseCells.Lstm(random);
        var cache = new Dictionary<string, Matrix>();
        Matrix[] next = cell.Forward(x, [a, c], cache, new StepLog());
        checks =
        [
            .. Row("lstm_cell_forward", "a_next[4]", next[0].Row(4), "-.66408471 .0036921 .02088357 .22834167 -.85575339 .00138482 .76566531 .34631421 -.00215674 .43827275"),
            .. Row("lstm_cell_forward", "c_next[2]", next[1].Row(2), ".63267805 1.00570849 .35504474 .20690913 -1.64566718 .11832942 .76449811 -.0981561 -.74348425 -.26810932"),
            .. Row("lstm_cell_forward", "yt[1]", cell.Predict(next[0], new StepLog()).Row(1), ".79913913 .15986619 .22412122 .15606108 .97057211 .31146381 .00943007 .12666353 .39380172 .07828381"),
            .. Row("lstm_cell_forward", "cache[1][3]", cache["c_next"].Row(3), "-.16263996 1.03729328 .72938082 -.54101719 .02752074 -.30821874 .07651101 -1.03752894 1.41219977 -.37647422"),
        ];
        return cell;
    }

    private static List<CheckValue> LstmForward()
    {
        var random = new NumpyRandom(CourseCells.Seed);
        Matrix[] x = random.Normal(CourseCells.Inputs, CourseCells.Examples, 7);
        Matrix a0 = State(random);
        var sequence = new CourseSequence(CourseCells.Lstm(random), x, a0);
        return
        [
            new("lstm_forward", "a[4][3][6]", ".172117767533", sequence.States[6][0][4, 3]),
            new("lstm_forward", "y[1][4][3]", ".95087346185", sequence.Outputs[3][1, 4]),
            new("lstm_forward", "c[1][2][1]", "-.855544916718", sequence.States[1][1][1, 2]),
            .. Row("lstm_forward", "caches[1][1][1]", sequence.Input(1, 1)[..5], ".82797464 .23009474 .76201118 -.22232814 -.20075807"),
        ];
    }

    private static List<CheckValue> RnnCellBackward()
    {
        var random = new NumpyRandom(CourseCells.Seed);
        Matrix x = Input(random), a = State(random);
        CourseRnn drawn = CourseCells.Rnn(random, inputsFirst: true);

        // The test draws a bias `b` and then uses `ba`: that of rnn_forward's test before it.
        var cell = new CourseRnn(new Dictionary<string, Matrix>(drawn.W) { ["ba"] = RnnForwardCell().W["ba"] });
        var cache = new Dictionary<string, Matrix>();
        cell.Forward(x, [a], cache, new StepLog());
        var sums = new Dictionary<string, Matrix>();
        (Matrix dx, Matrix[] previous) = cell.Backward([State(random)], cache, sums, new StepLog());
        return
        [
            new("rnn_cell_backward", "dxt[1][2]", "-.4605641030588796", dx[1, 2]),
            new("rnn_cell_backward", "da_prev[2][3]", ".08429686538067674", previous[0][2, 3]),
            new("rnn_cell_backward", "dWax[3][1]", ".3930818739219304", sums["dWax"][3, 1]),
            new("rnn_cell_backward", "dWaa[1][2]", "-.2848395578696066", sums["dWaa"][1, 2]),
            new("rnn_cell_backward", "dba[4]", ".80517166", sums["dba"][4, 0]),
        ];
    }

    private static List<CheckValue> RnnBackward()
    {
        var random = new NumpyRandom(CourseCells.Seed);
        Matrix[] x = random.Normal(CourseCells.Inputs, CourseCells.Examples, 4);
        Matrix a0 = State(random);
        var sequence = new CourseSequence(CourseCells.Rnn(random, inputsFirst: true), x, a0);
        CourseGradients g = sequence.Backward(random.Normal(CourseCells.Units, CourseCells.Examples, 4), carry: true);
        return
        [
            .. Row("rnn_backward", "dx[1][2]", g.Input(1, 2), "-2.07101689 -.59255627 .02466855 .01483317"),
            new("rnn_backward", "da0[2][3]", "-.31494237512664996", g["da0", 2, 3]),
            new("rnn_backward", "dWax[3][1]", "11.264104496527775", g["dWax", 3, 1]),
            new("rnn_backward", "dWaa[1][2]", "2.303333126579893", g["dWaa", 1, 2]),
            new("rnn_backward", "dba[4]", "-.74747722", g["dba", 4, 0]),
        ];
    }

    private static List<CheckValue> LstmCellBackward()
    {
        var random = new NumpyRandom(CourseCells.Seed);
        Matrix x = Input(random), a = State(random), c = State(random);
        CourseLstm cell = CourseCells.Lstm(random);
        var cache = new Dictionary<string, Matrix>();
        cell.Forward(x, [a, c], cache, new StepLog());
        Matrix da = State(random), dc = State(random);
        var sums = new Dictionary<string, Matrix>();
        (Matrix dx, Matrix[] previous) = cell.Backward([da, dc], cache, sums, new StepLog());
        return
        [
            new("lstm_cell_backward", "dxt[1][2]", "3.2305591151091884", dx[1, 2]),
            new("lstm_cell_backward", "da_prev[2][3]", "-.06396214197109246", previous[0][2, 3]),
            new("lstm_cell_backward", "dc_prev[2][3]", ".7975220387970015", previous[1][2, 3]),
            new("lstm_cell_backward", "dWf[3][1]", "-.1479548381644968", sums["dWf"][3, 1]),
            new("lstm_cell_backward", "dWi[1][2]", "1.0574980552259903", sums["dWi"][1, 2]),
            new("lstm_cell_backward", "dWc[3][1]", "2.304562163687667", sums["dWc"][3, 1]),
            new("lstm_cell_backward", "dWo[1][2]", ".3313115952892111", sums["dWo"][1, 2]),
            new("lstm_cell_backward", "dbf[4]", ".18864637", sums["dbf"][4, 0]),
            new("lstm_cell_backward", "dbi[4]", "-.40142491", sums["dbi"][4, 0]),
            new("lstm_cell_backward", "dbc[4]", ".25587763", sums["dbc"][4, 0]),
            new("lstm_cell_backward", "dbo[4]", ".13893342", sums["dbo"][4, 0]),
        ];
    }

    private static List<CheckValue> LstmBackward(CourseLstm outputOf)
    {
        (CourseSequence sequence, Matrix[] da, _, _, _) = LstmBackwardProblem(outputOf);
        CourseGradients assignment = sequence.Backward(da, carry: false), truth = sequence.Backward(da, carry: true);
        CheckValue Value(string name, string weight, int row, int column, string printed) =>
            new("lstm_backward", name, printed, assignment[weight, row, column], truth[weight, row, column]);
        return
        [
            .. Row("lstm_backward", "dx[1][2]", assignment.Input(1, 2), "-.00173313 .08287442 -.30545663 -.43281115", truth.Input(1, 2)),
            Value("da0[2][3]", "da0", 2, 3, "-.0959115019540047"),
            Value("dWf[3][1]", "dWf", 3, 1, "-.06981985612744011"),
            Value("dWi[1][2]", "dWi", 1, 2, ".10237182024854766"),
            Value("dWc[3][1]", "dWc", 3, 1, "-.062498379492745254"),
            Value("dWo[1][2]", "dWo", 1, 2, ".04843891314443009"),
            Value("dbf[4]", "dbf", 4, 0, "-.05657880"),
            Value("dbi[4]", "dbi", 4, 0, "-.15399065"),
            Value("dbc[4]", "dbc", 4, 0, "-.29691142"),
            Value("dbo[4]", "dbo", 4, 0, "-.29798344"),
        ];
    }

    private static Matrix Input(NumpyRandom random) => random.Normal(CourseCells.Inputs, CourseCells.Examples);

    private static Matrix State(NumpyRandom random) => random.Normal(CourseCells.Units, CourseCells.Examples);

    private static IEnumerable<CheckValue> Row(string test, string name, double[] ours, string printed, double[]? truth = null) =>
        printed.Split(' ').Select((p, i) => new CheckValue(test, $"{name}[{i}]", Padded(p), ours[i], truth?[i]));

    /// <summary>numpy prints arrays with eight decimals and leaves out zeros at the end, which are digits too.</summary>
    private static string Padded(string printed) => printed.PadRight(printed.IndexOf('.', StringComparison.Ordinal) + 9, '0');
}
