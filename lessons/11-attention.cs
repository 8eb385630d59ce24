// Lesson 11: attention.
// A decoder that gets one vector of a whole sentence forgets. With attention it looks back at every step of the encoder: it scores them,
// makes weights of the scores and takes the weighted mean (Bahdanau et al. 2015; scores by products as in Luong et al. 2015).
//
//     dotnet run lessons/11-attention.cs
#:project kit/Unroll.Lessons.csproj
using Unroll.Lessons;
using Unroll.Reports.Charts;

var lesson = new Lesson("11", "attention");
double[] query = [1, 2];
double[][] keys = [[1, 0], [0, 1], [1, 1]], values = [[10, 0, 0], [5, 10, 0], [0, 5, 10]];
lesson.Check("11a", "scores: the product of the query with each key", () => Scores(query, keys), new double[] { 1, 2, 3 });
double sum = Math.Exp(-2) + Math.Exp(-1) + 1;
double[] right = [Math.Exp(-2) / sum, Math.Exp(-1) / sum, 1 / sum];
double[] context = [(10 * right[0]) + (5 * right[1]), (10 * right[1]) + (5 * right[2]), 10 * right[2]];
lesson.Check("11b", "weights: positive, and their sum is 1", () => Weights([1, 2, 3], [true, true, true]), right);
lesson.Check("11b", "padding gets no weight", () => Weights([1, 2, 3], [true, true, false]), new[] { 1 / (1 + Math.E), Math.E / (1 + Math.E), 0 });
lesson.Check("11c", "the context: the weighted mean of the values", () => Context(right, values), context);
lesson.Check("11d", "all of it", () => Attend(query, keys, values, [true, true, true]), context);
lesson.Check("11d", "and with padding behind the first two", () => Attend(query, keys, values, [true, true, false]), new[] { (10 + (5 * Math.E)) / (1 + Math.E), 10 * Math.E / (1 + Math.E), 0 });

if (lesson.AllRight)
{
    // Reading `stressed` and writing it backwards: a query that asks for a place finds it.
    const string word = "stressed";
    double[][] places = Enumerable.Range(0, word.Length).Select(t => Enumerable.Range(0, word.Length).Select(i => 4 * Math.Exp(-Math.Pow(t - i, 2) / 2.0)).ToArray()).ToArray();
    bool[] all = Enumerable.Repeat(true, word.Length).ToArray();
    double[][] looked = places.Reverse().Select(q => Weights(Scores(q, places), all)).ToArray();
    string written = string.Concat(looked.Select(w => word[Array.IndexOf(w, w.Max())]));
    Console.WriteLine($"  {word} backwards: {written}");
    Lesson.Draw(written.Select(c => $"{c}").ToArray(), looked);
    lesson.Picture(
        new HeatMap(word.Select(c => $"{c}").ToArray(), written.Select(c => $"{c}").ToArray(), Numbers.Columns(looked)) { UprightColumns = true, RowTitle = "read", CellText = (_, _, v) => v >= 0.05 ? v.ToString("0.0") : "" },
        "Where the decoder looks (rows) for each character that it writes (columns).");
}

return lesson.Finish();

// How well each key answers the query.
static double[] Scores(double[] query, double[][] keys)
{
    // GAP 11a: for each key the sum of query[i] * key[i].
    throw new Gap("11a");
    // END 11a
}

// Scores as weights; `real` is false where there is only padding.
static double[] Weights(double[] scores, bool[] real)
{
    // GAP 11b: softmax over the scores that are real; 0 for the others.
    throw new Gap("11b");
    // END 11b
}

// What is looked up.
static double[] Context(double[] weights, double[][] values)
{
    // GAP 11c: the sum over the steps t of weights[t] * values[t], a number for each column of the values.
    throw new Gap("11c");
    // END 11c
}

// From the query to the context.
static double[] Attend(double[] query, double[][] keys, double[][] values, bool[] real)
{
    // GAP 11d: scores, weights, context.
    throw new Gap("11d");
    // END 11d
}
