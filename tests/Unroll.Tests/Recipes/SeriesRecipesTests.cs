using Unroll.Recipes;
using Unroll.Tests.Data;

namespace Unroll.Tests.Recipes;

public sealed class SeriesRecipesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Run => Path.Combine(_folder.Path, "run");

    [Fact]
    public void EnginesBeatsTheMeanLifeAndResumesToTheSameBits()
    {
        RunOptions options = new() { Quick = true, Data = "sample", Epochs = 5, Units = 16, Layers = 1, Seeds = 2 };
        RunResult whole = RecipeRun.New(Run, c => new EnginesRecipe().Run(options, c));
        Assert.True(RecipeRun.Metric(whole.Metrics, "mae_last") < RecipeRun.Metric(whole.Baseline!.Metrics, "mae_last"));
        Assert.Contains(whole.Metrics, m => m.Key == "mae_sd");
        string parts = Path.Combine(_folder.Path, "parts");
        RecipeRun.Interrupted(parts, c => new EnginesRecipe().Run(options, c), epoch: 2);
        RunResult resumed = RecipeRun.Again(parts, TaskCatalog.Resume);
        Assert.Equal(RecipeRun.Metric(whole.Metrics, "mae"), RecipeRun.Metric(resumed.Metrics, "mae"));
        Assert.Equal(File.ReadAllBytes(Path.Combine(Run, "model.safetensors")), File.ReadAllBytes(Path.Combine(parts, "model.safetensors")));
        Assert.Contains("cycles to failure", File.ReadAllText(Path.Combine(Run, "report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void EngineFilesAreReadAsTheyAre()
    {
        string Row(int unit, int cycle, double sensor) => $"{unit} {cycle} 0.1 0 100 {sensor} " + string.Join(' ', Enumerable.Repeat("5", 20)) + "  \n";
        _folder.File("train_FD001.txt", Row(1, 1, 1) + Row(1, 2, 2) + Row(2, 1, 3));
        _folder.File("test_FD001.txt", Row(1, 1, 1) + Row(1, 2, 2));
        _folder.File("RUL_FD001.txt", "7\n");
        EngineFleet fleet = EngineReader.Read(_folder.Path);
        Assert.Equal(["sensor1"], fleet.Train.FeatureNames); // the others never change
        Assert.Equal([1, 0], fleet.Train[0].Targets);
        Assert.Equal([8, 7], fleet.Test[0].Targets);
        Assert.Equal([7.5f, 7], fleet.Capped(7.5f).Test[0].Targets);

        _folder.File("RUL_FD001.txt", "7\n8\n");
        Assert.Contains("2 numbers for 1 test engines", Assert.Throws<UnrollException>(() => EngineReader.Read(_folder.Path)).Message, StringComparison.Ordinal);
        _folder.File("test_FD001.txt", Row(1, 2, 1));
        Assert.Contains("test_FD001.txt:1: cycle 2 of unit 1; expected 1", Assert.Throws<UnrollException>(() => EngineReader.Read(_folder.Path)).Message, StringComparison.Ordinal);
        _folder.File("test_FD001.txt", "1 1 2\n");
        Assert.Contains("test_FD001.txt:1: 3 columns; expected 26", Assert.Throws<UnrollException>(() => EngineReader.Read(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SettingsAreChosenOnTrainingEnginesCutOff()
    {
        EngineFleet fleet = EngineSimulator.Fleet(20, 1), tuned = fleet.ToTune(3);
        Assert.Equal((16, 40), (tuned.Train.Count, tuned.Test.Count));
        Unroll.Data.TargetSequence whole(Unroll.Data.TargetSequence cut) => fleet.Train.Single(e => e.Id == cut.Id.Split(' ')[0]);
        Assert.All(tuned.Test, e =>
        {
            Assert.DoesNotContain(tuned.Train, t => t.Id == whole(e).Id);
            Assert.InRange(e.Steps, Math.Min(31, whole(e).Steps), whole(e).Steps);
            Assert.Equal(whole(e).Targets[..e.Steps], e.Targets);
        });
        Assert.True(tuned.Test.Select(e => e.Steps).Distinct().Count() > 10);
    }

    [Fact]
    public void AVariedEngineKeepsWhatIsLeftOfItsLife()
    {
        Unroll.Data.TargetSequence engine = EngineSimulator.Fleet(2, 1).Train[0];
        float[] before = [.. engine.Values];
        Unroll.Data.TargetSequence varied = EngineAugmentation.Vary(engine, new Unroll.Numerics.RngSequence(1, Unroll.Numerics.RandomPurpose.Data));
        Assert.InRange(varied.Steps, (int)(0.6 * engine.Steps), engine.Steps);
        Assert.Equal(engine.Targets[^varied.Steps..], varied.Targets);
        Assert.NotEqual(before[^varied.Values.Length..], varied.Values);
        Assert.Equal(before, engine.Values);
    }

    [Fact]
    public void TheSimulatorWearsEnginesOut()
    {
        EngineFleet fleet = EngineSimulator.Fleet(10, 1);
        Assert.Equal(17, fleet.Train.FeatureNames.Count);
        Assert.All(fleet.Train, e => Assert.Equal(0, e.Targets[^1]));
        Assert.All(fleet.Test, e => Assert.True(e.Targets[^1] >= 5));
        Assert.Equal(fleet.Train[3].Values, EngineSimulator.Fleet(10, 1).Train[3].Values);
        Assert.NotEqual(fleet.Train[3].Values, EngineSimulator.Fleet(10, 2).Train[3].Values);
    }

    [Fact]
    public void ActivityTellsTheStickFiguresApart()
    {
        RunOptions options = new() { Data = "sample", Epochs = 6, Units = 24, Layers = 1 };
        RunResult result = RecipeRun.New(Run, c => new ActivityRecipe().Run(options, c));
        Assert.True(RecipeRun.Metric(result.Metrics, "accuracy") > 0.5, $"{RecipeRun.Metric(result.Metrics, "accuracy")}");
        Assert.Contains("stick figures over time", File.ReadAllText(Path.Combine(Run, "report.html")), StringComparison.Ordinal);
        string parts = Path.Combine(_folder.Path, "parts");
        RecipeRun.Interrupted(parts, c => new ActivityRecipe().Run(options, c), epoch: 2);
        RecipeRun.Again(parts, TaskCatalog.Resume);
        Assert.Equal(File.ReadAllBytes(Path.Combine(Run, "model.safetensors")), File.ReadAllBytes(Path.Combine(parts, "model.safetensors")));
    }

    [Fact]
    public void RecordingsAreReadFromFilesAndUnseenJointsAreGaps()
    {
        string frame = string.Concat(Enumerable.Range(0, 20).Select(j => j == 5 ? "0 0 0 0\n" : $"{j} 1 2 1\n"));
        _folder.File("a03_s02_e01_skeleton3D.txt", frame + frame);
        _folder.File("a03_s02_e02_skeleton3D.txt", frame);
        _folder.File("notes.txt", "nothing");
        IReadOnlyList<Recording> all = ActionReader.Read(_folder.Path);
        Assert.Equal(["a03_s02_e01", "a03_s02_e02"], all.Select(r => r.Id));
        Assert.Equal((2, 2, 2), (all[0].Action, all[0].Subject, all[0].Count));
        Assert.True(float.IsNaN(all[0].Frames[15]));
        Assert.All(all[0].ToSequence(0).Values, v => Assert.True(float.IsFinite(v)));
        _folder.File("files_used_in_cvpr12_paper.txt", "a03_s02_e02\n");
        Assert.Equal("a03_s02_e02", Assert.Single(ActionReader.Read(_folder.Path)).Id);
        _folder.File("a03_s02_e02_skeleton3D.txt", "1 2 3\n");
        Assert.Contains("a03_s02_e02_skeleton3D.txt:1: expected \"x y z confidence\"", Assert.Throws<UnrollException>(() => ActionReader.Read(_folder.Path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void NormalisedSkeletonsForgetPlaceAndSize()
    {
        Recording recording = StickFigures.Read()[40];
        float[] moved = [.. recording.Frames.Select((v, i) => (2 * v) + (i % 3 == 0 ? 5 : i % 3 == 1 ? -1 : 3))];
        float[] here = Skeleton.Normalize(recording.Frames), there = Skeleton.Normalize(moved);
        for (int i = 0; i < here.Length; i++)
            Assert.Equal(here[i], there[i], 1e-4);
    }

    [Fact]
    public void ViewsOfASkeletonAreWhatTheySay()
    {
        Recording recording = StickFigures.Read()[40];
        Unroll.Data.LabeledSequence body = recording.ToSequence(3);
        var features = new SkeletonFeatures("hips+motion");
        float[] values = features.Of(body.Values);
        int width = Skeleton.Width;
        Assert.Equal((2 * width, 2 * values.Length), (features.Names.Count, 4 * body.Values.Length));
        Assert.Equal(features.Names.Count, features.Names.Distinct().Count());
        for (int t = 0; t < recording.Count; t++)
        {
            for (int c = 0; c < width; c++)
            {
                float here = body.Values[(t * width) + c], before = body.Values[(Math.Max(0, t - 1) * width) + c];
                Assert.Equal(here - body.Values[(t * width) + (Skeleton.HipCenter * 3) + (c % 3)], values[(t * 2 * width) + c]);
                Assert.Equal(5 * (here - before), values[(t * 2 * width) + width + c], 1e-5);
            }
        }

        Assert.Contains("`features`", Assert.Throws<UnrollException>(() => new SkeletonFeatures("hips+knees")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AVariedRecordingIsAnotherOfTheSameAction()
    {
        Unroll.Data.LabeledSequence body = StickFigures.Read()[40].ToSequence(3);
        var random = new Unroll.Numerics.RngSequence(1, Unroll.Numerics.RandomPurpose.Data);
        Unroll.Data.LabeledSequence varied = SkeletonAugmentation.Vary(body, random);
        Assert.Equal((3, Skeleton.Width), (varied.Label, varied.Features));
        Assert.InRange(varied.Steps, (int)(0.8 * body.Steps / Math.Exp(0.25)), (int)(body.Steps * Math.Exp(0.25)) + 1);
        Assert.NotEqual(body.Values[..Skeleton.Width], varied.Values[..Skeleton.Width]);
        // Turned, tilted and stretched by at most 15%, a hand is as far from the hips as before, give or take a fifth.
        double Reach(Unroll.Data.LabeledSequence s) => Enumerable.Range(0, s.Steps).Max(t =>
            Math.Sqrt(Enumerable.Range(0, 3).Sum(axis => Math.Pow(s.Values[(t * Skeleton.Width) + (Skeleton.HandRight * 3) + axis], 2))));
        Assert.InRange(Reach(varied) / Reach(body), 0.8, 1.2);
    }

    [Fact]
    public void TuningLeavesEachTrainingPersonOutInTurn()
    {
        RunOptions options = new() { Data = "sample", Split = "tune", Epochs = 1, Units = 4, Layers = 1 };
        RunResult result = RecipeRun.New(Run, c => new ActivityRecipe().Run(options, c));
        Assert.True(RecipeRun.Metric(result.Metrics, "accuracy_sd") >= 0);
        string[] folders = [.. Directory.GetDirectories(Path.Combine(Run, "trainings")).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];
        Assert.Equal(["all-42-person-3", "all-42-person-5", "all-42-person-7", "all-42-person-9"], folders); // person 1 is in the run's own
    }

    [Fact]
    public void FeaturesOfAnEngineNeverLookAhead()
    {
        Unroll.Data.TargetSequence engine = EngineSimulator.Fleet(2, 1).Train[0];
        var features = new EngineFeatures("raw+smooth+slope+drift+age");
        Unroll.Data.TargetSequence whole = features.Of(engine);
        int width = whole.Features, sensors = engine.Features;
        Assert.Equal((4 * sensors) + 1, width);
        foreach (int steps in new[] { 1, 5, 30, 100 })
        {
            var cut = new Unroll.Data.TargetSequence("cut", engine.Values[..(steps * sensors)], steps, engine.Targets[..steps]);
            Assert.Equal(whole.Values[..(steps * width)], features.Of(cut).Values);
        }

        // A running mean lies nearer to its neighbour than the sensor does, and the first cycle is its own mean.
        Assert.Equal(engine.Values[..sensors], whole.Values[sensors..(2 * sensors)]);
        Assert.Equal(7, whole.Values[(7 * width) + width - 1]);
        Assert.Contains("`features`", Assert.Throws<UnrollException>(() => new EngineFeatures("raw+cooked")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ColumnsThatDoNotFollowWearAreLeftOut()
    {
        EngineFleet fleet = EngineSimulator.Fleet(20, 1), trending = fleet.Trending();
        Assert.InRange(trending.Train.FeatureNames.Count, 5, fleet.Train.FeatureNames.Count - 1);
        Assert.DoesNotContain("setting1", trending.Train.FeatureNames);
        int column = fleet.Train.FeatureNames.ToList().IndexOf(trending.Train.FeatureNames[0]);
        Assert.Equal(fleet.Test[3].Values[column], trending.Test[3].Values[0]);
        Assert.Equal(fleet.Train[3].Targets, trending.Train[3].Targets);
    }
}
