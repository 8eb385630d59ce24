using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Unroll.Reports;
using Unroll.Reports.Charts;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>
/// The first assignment of the course (deeplearning.ai, course 5, week 1) as a lesson: each cell forward and backward, gate by gate, with
/// its equations and numbers; then every number that the assignment prints beside ours, and beside the true gradients where its own loop
/// does not give them.
/// </summary>
public sealed class StepByStepRecipe : IRecipe
{
    private const string InFull =
        "≈: printed in full, with the 16 or 17 digits of a double; ours is the same to some 15 digits. The last one or two hang on the order in which "
        + "a matrix product adds, and numpy itself gives others on another machine.";

    /// <inheritdoc/>
    public string Name => "stepbystep";

    /// <inheritdoc/>
    public string Title => "Cells by hand: forward and backward, gate by gate, with every number of the course's first assignment";

    /// <inheritdoc/>
    public string Task => "lesson";

    /// <inheritdoc/>
    public string Data => "generated: the numbers that numpy draws from seed 1";

    /// <inheritdoc/>
    public string Reference => "117 numbers printed by the assignment (deeplearning.ai, course 5, week 1)";

    /// <inheritdoc/>
    public string Measured => "all of them; its lstm_backward is not back-propagation through time (docs/recipes/stepbystep.md)";

    /// <inheritdoc/>
    public bool CanRecompute => false;

    /// <inheritdoc/>
    public IReadOnlyList<RecipeSetting> Settings { get; } =
    [
        new("cell", "rnn,lstm,gru-simple,gru", "cells that are written out"),
        new("step", "2", "the step that is written out, 1 to 4"),
        new("example", "0", "the example whose numbers are shown, 0 to 9"),
        new("mode", "both", "gradients shown for lstm_backward: assignment, true or both"),
    ];

    /// <inheritdoc/>
    public RunResult Run(RunOptions options, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        OptionCheck.Refuse(this, options);
        var set = new SettingReader(options.Set, Settings);
        string[] cells = [.. set.List("cell", options.Quick ? "lstm" : Settings[0].Default).Select(c => Word(c, "cell", StepByStepLesson.Names))];
        int step = set.Positive("step", 2), example = Example(options.Set.GetValueOrDefault("example", "0"));
        if (step > 4)
            throw SettingReader.Expected("a step from 1 to 4", "step", $"{step}");
        string mode = Word(options.Set.GetValueOrDefault("mode", "both"), "mode", ["assignment", "true", "both"]);
        context.Run.WriteConfig(JsonSerializer.Serialize(new { recipe = Name, cell = cells, step, example, mode }));
        return Execute(cells, step, example, mode, context);
    }

    /// <inheritdoc/>
    public RunResult Resume(RunContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        using JsonDocument config = JsonDocument.Parse(context.Run.ReadConfig());
        JsonElement root = config.RootElement;
        return Execute(
            [.. root.GetProperty("cell").EnumerateArray().Select(c => c.GetString()!)], root.GetProperty("step").GetInt32(),
            root.GetProperty("example").GetInt32(), root.GetProperty("mode").GetString()!, context);
    }

    private static RunResult Execute(string[] cells, int step, int example, string mode, RunContext context)
    {
        var clock = Stopwatch.StartNew();
        var report = new ReportBuilder("Cells step by step", $"{context.Run.Path}: the first assignment of the course, with numbers");
        ReportSection result = report.Section("Result");
        StepByStepLesson[] lessons = [.. cells.Select(StepByStepLesson.Of)];
        foreach (StepByStepLesson lesson in lessons)
        {
            string text = lesson.Text(step, example);
            context.Output.Result(text);
            AddCell(report, lesson, text, example);
        }

        IReadOnlyList<CheckValue> checks = CourseChecks.Run();
        AddChecks(report, checks, context);
        AddBackward(report, checks, mode, context);
        int reproduced = checks.Count(c => c.Reproduced);
        result.Highlights(
        [
            new("numbers of the assignment reproduced to every printed digit", $"{reproduced} of {checks.Count}"),
            new(
                "largest difference between the engine and the lesson",
                lessons.Max(l => Math.Max(l.States, l.EngineGradients)).ToString("0.0e+0", CultureInfo.InvariantCulture)),
        ]);
        report.Save(context.Run.ReportPath);
        context.Output.Result($"report: {context.Run.ReportPath}");
        using (MetricsLog log = MetricsLog.Open(context.Run.MetricsPath))
        {
            log.Append(1, ("reproduced", reproduced), ("same_digits", checks.Count(c => c.SameDigits)), ("numbers", checks.Count));
        }

        return new RunResult
        {
            Run = context.Run.Path,
            Seconds = clock.Elapsed.TotalSeconds,
            Data = new RunData("numpy seed 1", "generated", checks.Count),
            Metrics = [new("numbers", checks.Count), new("reproduced", reproduced), new("same_digits", checks.Count(c => c.SameDigits))],
            Models = [.. lessons.Select(l => new RunModel(
                l.Cell.Name, [new("largest_state_difference", l.States), new("largest_gradient_difference", l.EngineGradients)]))],
        };
    }

    private static void AddCell(ReportBuilder report, StepByStepLesson lesson, string text, int example)
    {
        ReportSection section = report.Section(lesson.Cell.Title).Code(text);
        string[] steps = [.. Enumerable.Range(1, lesson.Sequence.States.Count).Select(t => $"step {t}")];
        (string Symbol, string Equation, Matrix Value)[] drawn =
            [.. lesson.Sequence.Logs[0].Lines.Where(l => l.Value.Rows == CourseCells.Units)];
        section.Charts(drawn.Select((line, index) => (
            (IChart)new HeatMap([.. Enumerable.Range(0, CourseCells.Units).Select(u => $"unit {u}")], steps, Grid(lesson, line.Symbol, example))
            {
                Description = $"{line.Symbol} by unit and step",
                MaxCellsWidth = 240,
                CellText = (_, _, v) => v.ToString("0.00", CultureInfo.InvariantCulture),
            }, $"{line.Symbol} = {line.Equation}")));
    }

    private static double[,] Grid(StepByStepLesson lesson, string symbol, int example)
    {
        var values = new double[CourseCells.Units, lesson.Sequence.Logs.Count];
        for (int t = 0; t < values.GetLength(1); t++)
        {
            Matrix value = lesson.Sequence.Logs[t].Lines.First(l => l.Symbol == symbol).Value;
            for (int u = 0; u < values.GetLength(0); u++)
            {
                values[u, t] = value[u, example];
            }
        }

        return values;
    }

    /// <summary>Every number of the assignment beside ours.</summary>
    private static void AddChecks(ReportBuilder report, IReadOnlyList<CheckValue> checks, RunContext context)
    {
        string[] headers = ["test", "number", "printed", "ours", ""];
        report.Section("The assignment's numbers").Table(
            headers,
            checks.Select(c => (IReadOnlyList<string>)[c.Test, c.Name, c.Printed, c.Rounded, c.SameDigits ? "✓" : c.Reproduced ? "≈" : "✗"]), "llrrc")
            .Text(InFull);
        List<string[]> rows = [["test", "numbers", "same digits", "in full, to 15 digits", "different"]];
        rows.AddRange(checks.GroupBy(c => c.Test).Select(g => (string[])
            [g.Key, $"{g.Count()}", $"{g.Count(c => c.SameDigits)}", $"{g.Count(c => c.Reproduced && !c.SameDigits)}", $"{g.Count(c => !c.Reproduced)}"]));
        context.Output.Result("The assignment's numbers\n" + ResultText.Align(rows) + InFull + "\n");
    }

    /// <summary>What lstm_backward prints, and what back-propagation through time gives.</summary>
    private static void AddBackward(ReportBuilder report, IReadOnlyList<CheckValue> checks, string mode, RunContext context)
    {
        const string why =
            "The loop of the assignment's lstm_backward computes da_prev and dc_prev at every step and never hands them to the step before, so "
            + "that each step is told only what its own loss says. Back-propagation through time adds them: a unit is also answerable for what "
            + "the later steps made of its state. The last step that is visited has no later one, so that its gradient, dx[1][2][3], is the same. "
            + "It also visits only the first 4 of the 7 steps, because da has four, and the output weights are those of an earlier test.";
        string[] headers =
            ["number", .. mode == "true" ? (string[])[] : ["printed", "its loop, ours"], .. mode == "assignment" ? (string[])[] : ["true gradient"]];
        string[][] rows =
        [
            .. checks.Where(c => c.TrueValue is not null).Select(c => (string[])
                [c.Name, .. mode == "true" ? (string[])[] : [c.Printed, c.Rounded], .. mode == "assignment" ? (string[])[] : [c.Round(c.TrueValue!.Value)]]),
        ];
        report.Section("Why lstm_backward differs").Text(why).Table(headers, rows, "l" + new string('r', headers.Length - 1));
        context.Output.Result("lstm_backward: the gradients its loop prints, and those of back-propagation through time\n"
            + ResultText.Align([headers, .. rows]) + why + "\n");
    }

    private static int Example(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int example) && example < CourseCells.Examples ? example
        : throw SettingReader.Expected("an example from 0 to 9", "example", text);

    private static string Word(string text, string key, IReadOnlyList<string> known) =>
        known.Contains(text) ? text : throw SettingReader.Expected(string.Join(", ", known), key, text);
}
