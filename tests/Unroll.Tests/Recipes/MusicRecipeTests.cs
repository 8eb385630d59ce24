using Unroll.Data.Music;
using Unroll.Recipes;
using Unroll.Tests.Data;

namespace Unroll.Tests.Recipes;

public sealed class MusicRecipeTests
{
    private static RunOptions Sample(params (string Key, string Value)[] set) => new()
    {
        Quick = true, Data = "sample", Set = set.ToDictionary(s => s.Key, s => s.Value),
    };

    [Fact]
    public void JazzLearnsItsWindowsAndPlaysASolo()
    {
        using var folder = new TemporaryFolder();
        string run = Path.Combine(folder.Path, "run");
        RunResult result = RecipeRun.New(run, c => new JazzRecipe().Run(Sample() with { Epochs = 40, Seeds = 2 }, c));
        double symbols = RecipeRun.Metric(result.Metrics, "symbols"), loss = RecipeRun.Metric(result.Metrics, "loss");
        Assert.InRange(symbols, 40, 120);

        // A model that has learned nothing pays ln(symbols) for each of the 30 outputs.
        Assert.InRange(loss, RecipeRun.Metric(result.Metrics, "least_possible_loss"), 30 * Math.Log(symbols) / 2);
        MidiFile solo = MidiFile.Read(Path.Combine(run, "solo.mid"));
        Assert.Equal(5 * 50, solo.Tracks.Single(t => t.Name == "Solo").Notes().Count);
        Assert.NotEmpty(solo.Tracks.Single(t => t.Name == "Chords").Notes());
        Assert.Equal(130, solo.Tempos().Single().QuartersPerMinute, 0.01);

        ISavedModel saved = ModelKinds.Load(run);
        string path = Path.Combine(folder.Path, "again.mid");
        saved.Sample(new SampleRequest { Out = path, Length = 7 }, new SampleSink());
        Assert.Equal(5 * 7, MidiFile.Read(path).Tracks.Single(t => t.Name == "Solo").Notes().Count);
    }

    [Fact]
    public void AnInterruptedJazzRunGoesOnToTheSameBits()
    {
        using var folder = new TemporaryFolder();
        string whole = Path.Combine(folder.Path, "whole"), parts = Path.Combine(folder.Path, "parts");
        RunOptions options = Sample() with { Epochs = 6 };
        RecipeRun.New(whole, c => new JazzRecipe().Run(options, c));
        RecipeRun.Interrupted(parts, c => new JazzRecipe().Run(options, c), epoch: 3);
        RecipeRun.Again(parts, new JazzRecipe().Resume);
        foreach (string file in new[] { "metrics.jsonl", "model.safetensors", "solo.mid" })
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(whole, file)), File.ReadAllBytes(Path.Combine(parts, file)));
        }
    }

    [Fact]
    public void ChoralesBeatTheFrequenciesOfTheKeysAndAreWritten()
    {
        using var folder = new TemporaryFolder();
        string run = Path.Combine(folder.Path, "run");
        RunResult result = RecipeRun.New(run, c => new ChoralesRecipe().Run(Sample(("samples", "2"), ("steps", "12")) with { Epochs = 30, LearningRate = 0.02f }, c));
        Assert.True(RecipeRun.Metric(result.Metrics, "test_loss") < RecipeRun.Metric(result.Metrics, "baseline_loss"));
        Assert.NotEmpty(MidiFile.Read(Path.Combine(run, "chorale-2.mid")).Tracks.Single(t => t.Name == "Chorale").Notes());
        RunResult again = ModelKinds.Load(run).Evaluate(null, [], new RecordedOutput());
        Assert.Equal(RecipeRun.Metric(result.Metrics, "test_loss"), RecipeRun.Metric(again.Metrics, "test_loss"), 1e-9);
    }

    [Fact]
    public void TheComposedChoralesKeepTheirRules()
    {
        PianoRolls rolls = ChoraleComposer.Compose(36);
        Assert.Equal((24, 6, 6), (rolls.Train.Count, rolls.Valid.Count, rolls.Test.Count));
        PianoRoll[] all = [.. rolls.Train, .. rolls.Valid, .. rolls.Test];
        Assert.All(all.SelectMany(r => r.Frames), f => Assert.InRange(f.Length, 2, 4));
        Assert.All(all.SelectMany(r => r.Frames), f => Assert.True(f[0] >= 40 && f[^1] <= 81));
        Assert.True(all.Average(r => r.Frames.Average(f => f.Length)) > 3.5);
        Assert.Equal(36, all.Select(r => string.Join('|', r.Frames.Select(f => string.Join(',', f)))).Distinct().Count());
    }

    [Fact]
    public void EveryComposedTuneIsValidAbcWithFullBars()
    {
        AbcTune[] tunes = [.. Enumerable.Range(0, 200).Select(i => AbcReader.Parse(FolkComposer.Compose(i), $"tune {i}"))];
        Assert.All(tunes, t => Assert.Equal(t.Bars, t.FullBars));
        Assert.All(tunes, t => Assert.True(t.Bars >= 8 && t.Chords.Count >= 4));
        Assert.All(tunes.SelectMany(t => t.Notes), n => Assert.InRange(n.Pitch, 50, 96));
    }

    [Fact]
    public void FolkWritesTunesAndWhatIsValidIsReadAgain()
    {
        using var folder = new TemporaryFolder();
        string run = Path.Combine(folder.Path, "run");
        RunResult result = RecipeRun.New(run, c => new FolkRecipe().Run(Sample(("samples", "10")) with { Epochs = 2 }, c));
        Assert.True(RecipeRun.Metric(result.Metrics, "test_nats") < 3);
        Assert.Equal(1, RecipeRun.Metric(result.Metrics, "full_bars_data"));
        IReadOnlyList<AbcText> written = AbcText.ReadFile(Path.Combine(run, "samples.abc"));
        Assert.Equal(RecipeRun.Metric(result.Metrics, "valid_share"), written.Count / 10.0, 1e-9);
        Assert.All(written, t => t.Parse());
    }

    [Fact]
    public void WrongOptionsAndSettingsAreOneClearLine()
    {
        using var folder = new TemporaryFolder();
        Assert.StartsWith("jazz has no --bidirectional; it has --data", Message(new JazzRecipe(), Sample() with { Bidirectional = true }), StringComparison.Ordinal);
        Assert.StartsWith("expected a positive integer for `windows`, got 0", Message(new JazzRecipe(), Sample(("windows", "0"))), StringComparison.Ordinal);
        Assert.StartsWith("the built-in tune: no track of notes is called `Tuba`; there are: Guitar, Piano", Message(new JazzRecipe(), Sample(("melody", "Tuba"))), StringComparison.Ordinal);
        Assert.StartsWith("chorales has no --valid", Message(new ChoralesRecipe(), Sample() with { Valid = "x" }), StringComparison.Ordinal);
        string empty = Path.Combine(folder.Path, "empty.mid");
        File.WriteAllBytes(empty, []);
        Assert.StartsWith($"{empty}: byte 0: not a MIDI file", Message(new JazzRecipe(), new RunOptions { Data = empty }), StringComparison.Ordinal);
        Assert.Contains("not JSON", Message(new ChoralesRecipe(), new RunOptions { Data = empty }), StringComparison.Ordinal);
        Assert.Contains("0 valid tunes; at least 20 are needed", Message(new FolkRecipe(), new RunOptions { Data = empty }), StringComparison.Ordinal);

        string Message(IRecipe recipe, RunOptions options)
        {
            string run = Path.Combine(folder.Path, Guid.NewGuid().ToString("N"));
            string message = Assert.Throws<UnrollException>(() => RecipeRun.New(run, c => recipe.Run(options, c))).Message;
            Assert.False(File.Exists(Path.Combine(run, "config.json")));
            return message;
        }
    }

    private sealed class SampleSink : ISampleOutput
    {
        public void Piece(string text)
        {
        }

        public void End(string whole, double? logProbability = null)
        {
        }
    }
}
