using System.Diagnostics;
using System.Globalization;
using Unroll.Autograd;
using Unroll.Data.Music;
using Unroll.Models;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Reports;
using Unroll.Reports.Charts;
using Unroll.Reports.Sections;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>
/// Improvise a jazz solo (deeplearning.ai, course 5, week 1, after deepjazz): a melody over chords becomes symbols, an LSTM of 64 units
/// learns 60 windows of 30 symbols by heart, and plays over the tune's chords in five sets.
/// </summary>
public sealed class JazzRecipe : IRecipe
{
    /// <summary>The epoch whose loss the assignment prints last.</summary>
    private const int PrintedEpoch = 98;

    /// <inheritdoc/>
    public string Name => "jazz";

    /// <inheritdoc/>
    public string Title => "A jazz solo over given chords, as a MIDI file";

    /// <inheritdoc/>
    public string Task => "generate";

    /// <inheritdoc/>
    public string Data => "metheny";

    /// <inheritdoc/>
    public string Reference => "loss 6.1431 at epoch 98 (deeplearning.ai, course 5: 60 windows of 30, 78 symbols)";

    /// <inheritdoc/>
    public string Measured => "5.92 ± 0.22 at epoch 98, five seeds (docs/results.md)";

    /// <inheritdoc/>
    public bool CanRecompute => false;

    /// <inheritdoc/>
    public IReadOnlyList<RecipeSetting> Settings => JazzPlan.Settings;

    /// <inheritdoc/>
    public RunResult Run(RunOptions options, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        var plan = JazzPlan.Of(this, options);
        RecordedPlan.Write(context.Run, plan);
        return Execute(plan, context);
    }

    /// <inheritdoc/>
    public RunResult Resume(RunContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        JazzPlan plan = RecordedPlan.Read<JazzPlan>(context.Run, "a run of jazz");
        plan.Data.Again();
        return Execute(plan with { Minutes = null }, context);
    }

    private static RunResult Execute(JazzPlan plan, RunContext context)
    {
        var clock = Stopwatch.StartNew();

        // 1. The melody as symbols, one a note.
        LeadSheet sheet = JazzData.Load(plan.Data.Path, plan.Melody, plan.Accompaniment, plan.From, plan.To);
        string[] melody = [.. MelodyGrammar.Encode(sheet)];
        int[] ids = Ids(plan, melody);
        context.Output.Log($"data: {plan.Data.Source}: {ids.Length} symbols, {plan.Symbols.Count} of them different, over {sheet.Chords.Count} chords");

        // 2. Windows from random places, and one training a seed.
        var curves = new List<double[]>();
        SymbolModel? first = null;
        for (int s = 0; s < plan.Seeds; s++)
        {
            ulong seed = plan.Seed + (ulong)s;
            SymbolModel model = plan.CreateModel(seed);
            var curve = new List<double>();
            TrainingSession.Fit(
                new SymbolWindowsTask(model, Windows(ids, plan, seed)), plan.Training(seed), context, $"jazz, seed {seed}",
                s == 0 ? context.Run : null, p => curve.Add(p.Loss));
            first ??= model;

            // The log of the run holds the epochs of the first seed that an earlier process trained.
            curves.Add(s == 0 ? [.. MetricsLog.Read(context.Run.MetricsPath).Select(r => r["loss"] ?? double.NaN)] : [.. curve]);
        }

        // 3. The solo.
        SavedWeights.Save(first!, context.Run);
        JazzSolo solo = JazzSolo.Play(first!, plan, plan.Temperature, plan.Seed);
        string path = Path.Combine(context.Run.Path, "solo.mid");
        solo.ToMidi(plan.Tempo).Save(path);
        return Present(plan, first!, ids, melody, curves, solo, path, context, clock.Elapsed.TotalSeconds);
    }

    /// <summary>Windows that begin at random places of the melody, as the assignment draws them.</summary>
    private static IReadOnlyList<int[]> Windows(int[] ids, JazzPlan plan, ulong seed)
    {
        var random = new RngSequence(seed, RandomPurpose.Data);
        return [.. Enumerable.Range(0, plan.Windows).Select(_ => random.NextInt(ids.Length - plan.Length + 1)).Select(at => ids[at..(at + plan.Length)])];
    }

    private static RunResult Present(
        JazzPlan plan, SymbolModel model, int[] ids, string[] melody, List<double[]> curves, JazzSolo solo, string path, RunContext context, double seconds)
    {
        var metrics = new List<KeyValuePair<string, double>> { new("symbols", plan.Symbols.Count), new("melody", ids.Length) };
        Add(metrics, "loss", [.. curves.Where(c => c.Length > 0).Select(c => c[^1])]);
        double[] printed = [.. curves.Where(c => c.Length >= PrintedEpoch).Select(c => c[PrintedEpoch - 1])];
        if (printed.Length > 0)
        {
            Add(metrics, $"loss_epoch_{PrintedEpoch}", printed);
        }

        double entropy = curves.Select((_, s) => Entropy(Windows(ids, plan, plan.Seed + (ulong)s))).Average();
        metrics.Add(new("least_possible_loss", entropy));
        metrics.Add(new("new_fours", NewFours(melody, solo.Symbols)));
        metrics.Add(new("solo_notes", solo.Melody.Count));
        foreach ((string name, double value) in metrics)
        {
            context.Output.Result(string.Create(CultureInfo.InvariantCulture, $"{name.Replace('_', ' '),-22}{value:0.####}"));
        }

        context.Output.Result($"solo: {path}\nreport: {context.Run.ReportPath}");
        var report = new ReportBuilder("A jazz solo", $"{context.Run.Path}: {plan.Data.Source}");
        report.AddHighlights(metrics);
        ReportSection section = report.Section("Solo").Text(
            $"{plan.Notes} notes over each of {JazzSolo.Sets} sets of the tune's chords, in {Path.GetFileName(path)}: the solo above, chords and bass below. "
            + "Share of new fours: runs of four symbols that the melody does not have.");
        section.Chart(
            new PianoRollChart([solo.Melody, solo.Comping, solo.Bass], 4 * 96) { Description = "the solo's notes over time" }, "Bars of four quarters.");
        report.Section("Loss").Text(
            $"Cross-entropy in nats, summed over the {plan.Length} outputs of a window. No model can come under {entropy:0.00}: which of the windows it is "
            + "cannot be known from nothing.").Chart(
            new LineChart([.. curves.Select((c, s) => new ChartSeries($"seed {plan.Seed + (ulong)s}", [.. c.Select((_, e) => e + 1.0)], c))])
            { XTitle = "epoch", YTitle = "loss", Description = "loss by epoch" }, "Training loss by epoch.");
        report.Section("Melody").Text("What was learned: note class, quarters to the next note, semitones from the one before.").Code(
            string.Join('\n', melody.Chunk(6).Select(line => string.Join("  ", line))));
        report.Section("Solo as symbols").Code(string.Join('\n', solo.Symbols.Chunk(6).Select(line => string.Join("  ", line))));
        report.AddParameters(model, new ModelView { Sequences = [Traced(plan, model, "the melody", melody), Traced(plan, model, "the solo", solo.Symbols)] });
        report.Save(context.Run.ReportPath);
        return new RunResult
        {
            Run = context.Run.Path, Seconds = seconds, Data = new RunData(plan.Data.Name, plan.Data.Source, ids.Length), Metrics = metrics,
        };
    }

    /// <summary>What the model does on as many symbols as a window has.</summary>
    private static TracedSequence Traced(JazzPlan plan, SymbolModel model, string title, IReadOnlyList<string> symbols)
    {
        int[] read = Ids(plan, symbols.Take(plan.Length));
        return TracedSequence.Of(title, () => model.Forward(new Tape(), new SequenceLayout([read.Length]), read, null, out _));
    }

    private static int[] Ids(JazzPlan plan, IEnumerable<string> symbols) => [.. symbols.Select(s => plan.Symbols.Index().First(p => p.Item == s).Index)];

    private static void Add(List<KeyValuePair<string, double>> metrics, string name, double[] values)
    {
        metrics.Add(new(name, values.Average()));
        if (values.Length > 1)
        {
            double mean = values.Average();
            metrics.Add(new(name + "_sd", Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1))));
        }
    }

    /// <summary>The entropy of the windows in nats: what a perfect model still pays for not knowing which one it reads.</summary>
    private static double Entropy(IReadOnlyList<int[]> windows) => windows.GroupBy(w => string.Join(',', w))
        .Sum(g => -((double)g.Count() / windows.Count) * Math.Log((double)g.Count() / windows.Count));

    private static double NewFours(IReadOnlyList<string> known, IReadOnlyList<string> drawn)
    {
        var fours = new HashSet<string>(Fours(known));
        string[] all = [.. Fours(drawn)];
        return all.Length == 0 ? 0 : all.Count(f => !fours.Contains(f)) / (double)all.Length;
    }

    private static IEnumerable<string> Fours(IReadOnlyList<string> symbols) =>
        Enumerable.Range(0, Math.Max(0, symbols.Count - 3)).Select(i => $"{symbols[i]} {symbols[i + 1]} {symbols[i + 2]} {symbols[i + 3]}");
}
