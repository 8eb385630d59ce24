// Lesson 2: batches of texts of different lengths.
// Rows of a batch are computed together, but texts differ in length. The usual way pads the short ones and masks the padding away. The
// engine's way needs neither: sort the rows by length, lay the steps out one after another, and at each step only the rows that are still
// alive are there.
//
//     dotnet run lessons/02-batches.cs
#:project ../kit/Unroll.Lessons.csproj
using Unroll.Lessons;
using Unroll.Recurrent;
using Unroll.Reports.Charts;

var lesson = new Lesson("02", "batches of texts of different lengths");
int[][] texts = [[11, 12], [21, 22, 23, 24], [31], [41, 42, 43, 44]];
var layout = new SequenceLayout(texts.Select(t => t.Length).ToArray());

lesson.Check("2a", "padded to the longest, with zeros", () => Pad(texts), new int[][] { [11, 12, 0, 0], [21, 22, 23, 24], [31, 0, 0, 0], [41, 42, 43, 44] });
lesson.Check("2b", "rows in order of length, longest first", () => Order(texts), layout.Order.ToArray());
lesson.Check("2c", "how many rows are alive at each step", () => Alive(texts), layout.Alive.ToArray());
var packed = new int[layout.Total];
layout.PackIds(texts, packed);
lesson.Check("2d", "packed, step by step", () => Pack(texts), packed);

if (lesson.AllRight)
{
    int[] order = Order(texts);
    double[][] filled = order.Select(r => Enumerable.Range(0, layout.Steps).Select(t => t < texts[r].Length ? 1.0 : 0).ToArray()).ToArray();
    Lesson.Draw(order.Select(r => $"row {r}").ToArray(), filled);
    Console.WriteLine($"  padded: {Pad(texts).Sum(r => r.Length)} numbers, packed: {Pack(texts).Length}");
    var grid = new double[texts.Length, layout.Steps];
    for (int t = 0, p = 0; t < layout.Steps; t++)
    {
        for (int r = 0; r < texts.Length; r++)
        {
            grid[r, t] = r < Alive(texts)[t] ? p++ : double.NaN;
        }
    }

    lesson.Picture(
        new HeatMap(order.Select(r => $"row {r}").ToArray(), Numbers.Names("step", layout.Steps), grid) { CellText = (_, _, v) => $"{v:0}" },
        "Where each number lies in the packed array: down the rows that are alive, then on to the next step.");
}

return lesson.Finish();

// Every row as long as the longest.
static int[][] Pad(int[][] texts)
{
    // GAP 2a: the rows with zeros appended, so that all have the length of the longest.
    int longest = texts.Max(t => t.Length);
    return texts.Select(t => t.Concat(new int[longest - t.Length]).ToArray()).ToArray();
    // END 2a
}

// The rows sorted by length.
static int[] Order(int[][] texts)
{
    // GAP 2b: the numbers of the rows, longest first; rows of one length stay in their order.
    return Enumerable.Range(0, texts.Length).OrderByDescending(r => texts[r].Length).ToArray();
    // END 2b
}

// The number of rows that have a character at each step.
static int[] Alive(int[][] texts)
{
    // GAP 2c: for each step from 0 to the longest length, the number of rows that are longer than the step's number.
    return Enumerable.Range(0, texts.Max(t => t.Length)).Select(step => texts.Count(t => t.Length > step)).ToArray();
    // END 2c
}

// All characters: step 0 of every row, then step 1 of those alive, ...
static int[] Pack(int[][] texts)
{
    // GAP 2d: the characters step by step; inside a step in the order of the sorted rows, only those alive.
    int[] order = Order(texts);
    return Enumerable.Range(0, texts.Max(t => t.Length))
        .SelectMany(step => order.Where(r => texts[r].Length > step).Select(r => texts[r][step])).ToArray();
    // END 2d
}
