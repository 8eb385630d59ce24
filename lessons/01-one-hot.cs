// Lesson 1: from characters to numbers.
// A network reads numbers. Characters become ids, ids become one-hot vectors, and a one-hot vector times a matrix picks a row of it: that
// is all that an embedding is.
//
//     dotnet run lessons/01-one-hot.cs
#:project kit/Unroll.Lessons.csproj
using Unroll.Lessons;
using Unroll.Reports.Charts;

var lesson = new Lesson("01", "from characters to numbers");
const string text = "hello world";
lesson.Check("1a", "the alphabet, in order of the characters' codes", () => Codes(Alphabet(text)), Codes(" dehlorw"));
lesson.Check("1b", "the ids of a text", () => Encode("hello", " dehlorw"), new[] { 3, 2, 4, 4, 5 });
lesson.Check("1b", "a character that was never seen has the id -1", () => Encode("ox", " dehlorw"), new[] { 5, -1 });
lesson.Check("1c", "a one-hot vector", () => OneHot(2, 5), new double[] { 0, 0, 1, 0, 0 });
double[,] table = Numbers.Matrix(8, 3, seed: 1);
lesson.Check("1d", "a one-hot vector times a table", () => Embed(OneHot(6, 8), table), new[] { table[6, 0], table[6, 1], table[6, 2] });

if (lesson.AllRight)
{
    string alphabet = Alphabet(text);
    double[][] rows = Encode(text, alphabet).Select(id => OneHot(id, alphabet.Length)).ToArray();
    Lesson.Draw(text.Select(c => $"{c}").ToArray(), rows);
    lesson.Picture(
        new HeatMap(alphabet.Select(c => $"'{c}'").ToArray(), text.Select(c => $"{c}").ToArray(), Numbers.Columns(rows)) { UprightColumns = true },
        "Each column is the one-hot vector of a character of the text.");
}

return lesson.Finish();

static int[] Codes(string characters) => characters.Select(c => (int)c).ToArray();

// Every character of a text once, in the order of their codes.
static string Alphabet(string text)
{
    // GAP 1a: the distinct characters of the text, sorted by their code, as one string.
    throw new Gap("1a");
    // END 1a
}

// The ids of a text's characters: their places in the alphabet.
static int[] Encode(string text, string alphabet)
{
    // GAP 1b: for each character its place in the alphabet, from 0; -1 where it is not in it.
    throw new Gap("1b");
    // END 1b
}

// A vector with a single one.
static double[] OneHot(int id, int size)
{
    // GAP 1c: a vector of `size` numbers, all 0 but the one at `id`, which is 1.
    throw new Gap("1c");
    // END 1c
}

// A one-hot vector [rows] times a table [rows, columns].
static double[] Embed(double[] oneHot, double[,] table)
{
    // GAP 1d: the product, a number for each column: the sum over the rows of oneHot[row] * table[row, column].
    throw new Gap("1d");
    // END 1d
}
