using System.Globalization;
using Unroll.Reports;
using Unroll.Reports.Charts;

namespace Unroll.Lessons;

/// <summary>
/// Checks the gaps of a lesson one by one and says what is missing, what differs or that it is right; once all is right, shows a picture.
/// </summary>
public sealed class Lesson
{
    private readonly string _number;
    private readonly string _title;
    private readonly List<(string Caption, Action<ReportSection> Add)> _pictures = [];
    private int _right, _checked;

    /// <summary>Begins a lesson.</summary>
    /// <param name="number">Its number, which names its picture.</param>
    /// <param name="title">Its title.</param>
    public Lesson(string number, string title)
    {
        (_number, _title) = (number, title);
        Console.WriteLine($"Lesson {number}: {title}");
    }

    /// <summary>Whether every check so far was passed; a long training is not worth starting before that.</summary>
    public bool AllRight => _right == _checked;

    /// <summary>Compares an answer with the right one.</summary>
    /// <param name="gap">The gap that the answer comes from.</param>
    /// <param name="what">What it is.</param>
    /// <param name="answer">Computes it.</param>
    /// <param name="right">The right answer, in the same form.</param>
    /// <param name="tolerance">How far a number may be off, absolutely below 1 and relatively above.</param>
    public void Check(string gap, string what, Func<object> answer, object right, double tolerance = 1e-5) =>
        Judge(gap, what, () => Answer.Of(answer() ?? throw new InvalidOperationException("the answer is null")).Difference(Answer.Of(right), tolerance));

    /// <summary>Asks whether something holds that no single number says.</summary>
    /// <param name="gap">The gap.</param>
    /// <param name="what">What should hold.</param>
    /// <param name="problem">Null where it holds, else what is wrong.</param>
    public void Expect(string gap, string what, Func<string?> problem) => Judge(gap, what, problem);

    /// <summary>A chart for the page that is written once everything is right.</summary>
    public void Picture(IChart chart, string caption) => _pictures.Add((caption, section => section.Chart(chart, caption)));

    /// <summary>Text for the page, kept as it is.</summary>
    public void Text(string text) => _pictures.Add(("", section => section.Code(text)));

    /// <summary>Draws rows of numbers from 0 to 1 in the terminal.</summary>
    public static void Draw(IReadOnlyList<string> names, double[][] rows)
    {
        const string shades = " ░▒▓█";
        int width = names.Max(n => n.Length);
        for (int r = 0; r < rows.Length; r++)
        {
            Console.WriteLine($"  {names[r].PadLeft(width)} {string.Concat(rows[r].Select(v => new string(shades[(int)Math.Clamp(v * shades.Length, 0, shades.Length - 1)], 2)))}");
        }
    }

    /// <summary>Ends the lesson.</summary>
    /// <returns>The exit code: 0 where everything is right.</returns>
    public int Finish()
    {
        if (!AllRight)
        {
            Console.WriteLine($"{_right} of {_checked} right. Fill the gaps in the file and run it again; lessons/solutions/ has one way to do it.");
            return 1;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"All {_checked} right."));
        if (_pictures.Count > 0)
        {
            string folder = Environment.GetEnvironmentVariable("UNROLL_LESSONS") is { Length: > 0 } given ? given : Path.Combine("runs", "lessons");
            Directory.CreateDirectory(folder);
            string path = Path.Combine(folder, $"lesson-{_number}.html");
            var page = new ReportBuilder($"Lesson {_number}: {_title}", "what your code has done");
            ReportSection section = page.Section("Your result");
            foreach ((_, Action<ReportSection> add) in _pictures)
            {
                add(section);
            }

            page.Save(path);
            Console.WriteLine($"picture: {path}");
        }

        return 0;
    }

    private void Judge(string gap, string what, Func<string?> judge)
    {
        _checked++;
        string? problem;
        try
        {
            problem = judge();
        }
        catch (Gap missing)
        {
            Console.WriteLine($"  … {missing.Id}: {(missing.Id == gap ? what : $"needed for {gap} ({what})")}: not filled yet; look for GAP {missing.Id} in the file");
            return;
        }
        catch (Exception e)
        {
            // Whatever a student's code throws is an answer too: it is shown, and the lesson goes on.
            problem = $"{e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}";
        }

        _right += problem is null ? 1 : 0;
        Console.WriteLine(problem is null ? $"  ✓ {gap}: {what}" : $"  ✗ {gap}: {what}: {problem}");
    }
}
