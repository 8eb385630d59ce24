using Unroll.Formats;
using Unroll.Recipes;
using Unroll.Reports.Pictures;
using Unroll.Tests.Data;

namespace Unroll.Tests.Recipes;

public sealed class CaptionsTests
{
    private static readonly PredictRequest Plain = new(1, Steps: false, Colors: false);

    [Fact]
    public void The_same_scene_gives_the_same_picture_and_another_one_another()
    {
        for (int i = 0; i < 20; i++)
        {
            RgbPicture first = ScenePainter.Paint(Scene.Make(7, i));
            Assert.Equal(first.Pixels, ScenePainter.Paint(Scene.Make(7, i)).Pixels);
            Assert.NotEqual(first.Pixels, ScenePainter.Paint(Scene.Make(8, i)).Pixels);
            Assert.NotEqual(first.Pixels, ScenePainter.Paint(Scene.Make(7, i + 1)).Pixels);
        }
    }

    /// <summary>The middle of a shape has its colour: each paint stands out from the grey, and is nearer to itself than to another.</summary>
    [Fact]
    public void Shapes_are_drawn_where_and_as_they_are_said_to_be()
    {
        for (int i = 0; i < 300; i++)
        {
            Scene scene = Scene.Make(3, i);
            byte[] pixels = ScenePainter.Paint(scene).Pixels;
            foreach (PlacedShape placed in scene.Shapes)
            {
                // A ring is empty in the middle.
                bool ring = SceneWords.Kinds[placed.Shape.Kind] == "ring";
                int x = (int)(placed.X + (ring ? 0.78 * placed.Radius : 0)), y = (int)placed.Y;
                int at = 3 * ((y * Scene.Side) + Math.Min(x, Scene.Side - 1));
                int red = pixels[at], green = pixels[at + 1], blue = pixels[at + 2];
                bool seen = SceneWords.Colors[placed.Shape.Color] switch
                {
                    "red" => red > green + 60 && red > blue + 60,
                    "green" => green > red + 30 && green > blue + 30,
                    "blue" => blue > red + 50 && blue > green + 40,
                    "yellow" => red > blue + 80 && green > blue + 80,
                    "purple" => red > green + 30 && blue > green + 50,
                    _ => red > green + 40 && green > blue + 20,
                };
                Assert.True(seen, $"scene {i}: {scene.Description} has {red}, {green}, {blue} at {placed}");
            }
        }
    }

    [Fact]
    public void What_is_said_of_a_scene_is_true_of_it()
    {
        for (int i = 0; i < 500; i++)
        {
            Scene scene = Scene.Make(5, i);
            PlacedShape[] named = [.. scene.Description.Shapes.Select(s => scene.Shapes.First(p => p.Shape == s))];
            Assert.All(scene.Shapes, p => Assert.InRange(p.X, p.Radius - 1e-9, Scene.Side - p.Radius + 1e-9));
            Assert.All(scene.Shapes, p => Assert.InRange(p.Y, p.Radius - 1e-9, Scene.Side - p.Radius + 1e-9));
            if (scene.Description.Shapes.Distinct().Count() < named.Length || named.Length == 1)
            {
                continue;
            }

            bool holds = SceneWords.Arrangements(named.Length)[scene.Description.Arrangement] switch
            {
                "above" => named[0].Y + 20 < named[1].Y,
                "below" => named[0].Y > named[1].Y + 20,
                "to the left of" => named[0].X + 20 < named[1].X,
                "to the right of" => named[0].X > named[1].X + 20,
                "from left to right" => named[0].X < named[1].X && named[1].X < named[2].X,
                _ => named[0].Y < named[1].Y && named[1].Y < named[2].Y,
            };
            Assert.True(holds, $"scene {i}: {scene.Description}");
            Assert.True(named.Length == 3 || named[0].Shape.Size <= named[1].Shape.Size);
        }
    }

    [Fact]
    public void Captions_are_read_back_as_they_were_meant()
    {
        var seen = new HashSet<string>();
        for (int i = 0; i < 2000; i++)
        {
            SceneDescription description = Scene.Make(1, i).Description;
            var read = SceneDescription.Parse(description.ToString());
            Assert.NotNull(read);
            Assert.Equal(description.Shapes, read.Shapes);
            Assert.Equal(description.Arrangement, read.Arrangement);
            seen.Add(SceneWords.Arrangements(description.Shapes.Count)[description.Arrangement]);
        }

        Assert.Equal(SceneWords.Places.Length + SceneWords.Relations.Length + SceneWords.Rows.Length, seen.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a small red")]
    [InlineData("a small red circle")]
    [InlineData("a small red circle above")]
    [InlineData("a small red circle above a large blue")]
    [InlineData("a small red circle above a large blue square a")]
    [InlineData("a small red circle beside a large blue square")]
    [InlineData("a small red circle, a large blue square from left to right")]
    [InlineData("a small pink circle at the top")]
    [InlineData("a small red circle at the top at the top")]
    public void What_the_grammar_does_not_have_is_not_read(string caption) => Assert.Null(SceneDescription.Parse(caption));

    [Fact]
    public void Held_out_pairs_are_in_every_new_scene_and_in_no_other()
    {
        for (int i = 0; i < 500; i++)
        {
            Assert.DoesNotContain(Scene.Make(1, i).Description.Shapes, Scene.IsHeldOut);
            Assert.Contains(Scene.Make(1, i, novel: true).Description.Shapes, Scene.IsHeldOut);
        }
    }

    [Fact]
    public void Mistakes_are_counted_by_attribute()
    {
        string truth = "a small red circle above a large blue square";
        var confusion = new SceneConfusion(
            [truth, truth, truth, truth],
            [truth, "a large red circle above a large blue square", "a small red circle at the top", "a small red"]);
        Dictionary<string, double> metrics = confusion.Metrics.ToDictionary();
        Assert.Equal(0.75, metrics["size"]);
        Assert.Equal(1, metrics["color"]);
        Assert.Equal(1, metrics["relation"]);
        Assert.Equal(0.5, metrics["shape_count"]);
        Assert.Equal((1, 1), (confusion.Unreadable, confusion.Miscounted));
    }

    [Fact]
    public void A_quick_run_learns_its_words_and_its_model_answers_pictures()
    {
        using var folder = new TemporaryFolder();
        string run = Path.Combine(folder.Path, "run");
        var options = new RunOptions { Quick = true, Epochs = 2, Units = 32, Set = new Dictionary<string, string> { ["scenes"] = "300" } };
        RunResult result = RecipeRun.New(run, context => new CaptionsRecipe().Run(options, context));
        Assert.All(["exact", "bleu", "novel_exact", "color", "novel_color"],
            name => Assert.Contains(result.Metrics, m => m.Key == name && double.IsFinite(m.Value)));
        ISavedModel model = ModelKinds.Load(run);
        string picture = Path.Combine(run, "scenes", "01.png");
        Assert.StartsWith($"{picture}\t", model.Predict([picture], Plain)[0].Text, StringComparison.Ordinal);
        string steps = model.Predict([picture], Plain with { Steps = true, Top = 3 })[0].Text;
        Assert.Contains("beam: ", steps, StringComparison.Ordinal);
        Assert.Contains("= 3", steps, StringComparison.Ordinal);
        string report = File.ReadAllText(Path.Combine(run, "report.html"));
        Assert.Contains("href=\"#attended0\"", report, StringComparison.Ordinal);
        RunResult again = model.Evaluate(null, [Path.Combine(run, "scenes", "captions.tsv")], new RecordedOutput());
        Assert.Equal(12, again.Data.Items);
    }

    [Fact]
    public void A_run_that_was_interrupted_ends_with_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        string whole = Path.Combine(folder.Path, "whole"), broken = Path.Combine(folder.Path, "broken");
        var options = new RunOptions { Quick = true, Epochs = 2, Units = 16, Set = new Dictionary<string, string> { ["scenes"] = "160" } };
        RecipeRun.New(whole, context => new CaptionsRecipe().Run(options, context));
        RecipeRun.Interrupted(broken, context => new CaptionsRecipe().Run(options, context), epoch: 1);
        RecipeRun.Again(broken, TaskCatalog.Resume);
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(whole, "model.safetensors")), File.ReadAllBytes(Path.Combine(broken, "model.safetensors")));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Features_of_another_model_are_described(int rank)
    {
        using var folder = new TemporaryFolder();
        (string file, string features) = Given(folder.Path, rank);
        string run = Path.Combine(folder.Path, "run");
        RunResult result = RecipeRun.New(run, context => new CaptionsRecipe().Run(WithFeatures(file, features), context));
        Assert.Equal(40, result.Data.Items);
        ISavedModel model = ModelKinds.Load(run);
        Assert.Equal(40, model.Predict([features], Plain with { Steps = true })[0].Text.Split("row ").Length - 1);
        Assert.InRange(RecipeRun.Metric(model.Evaluate(null, [file], new RecordedOutput()).Metrics, "exact"), 0, 1);
        string other = Path.Combine(folder.Path, "other.npy");
        Npy.Write(other, new NpyArray([1, 9], new float[9]));
        Assert.Contains("but the model was trained on", Message(() => model.Predict([other], Plain)), StringComparison.Ordinal);
        Assert.Contains("expected a .npy or .npz", Message(() => model.Predict(["picture.png"], Plain)), StringComparison.Ordinal);
    }

    [Fact]
    public void Channels_of_a_grid_become_positions()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "grid.npy");
        Npy.Write(path, new NpyArray([2, 3, 1, 2], Enumerable.Range(0, 12).Select(i => (float)i).ToArray()));
        var features = PictureFeatures.Read(path);
        Assert.Equal((2, 2, 3), (features.Pictures, features.Positions, features.Features));
        var row = new float[6];
        features.Copy(1, row);
        Assert.Equal([6f, 8, 10, 7, 9, 11], row);
    }

    [Fact]
    public void Features_that_do_not_fit_are_named_and_nothing_is_written()
    {
        using var folder = new TemporaryFolder();
        (string file, string features) = Given(folder.Path, 2);
        string few = Path.Combine(folder.Path, "few.npy"), flat = Path.Combine(folder.Path, "flat.npy"), bad = Path.Combine(folder.Path, "bad.npy"),
            empty = Path.Combine(folder.Path, "empty.npz"), run = Path.Combine(folder.Path, "run");
        Npy.Write(few, new NpyArray([3, 4], new float[12]));
        Npy.Write(flat, new NpyArray([12], new float[12]));
        Npy.Write(bad, new NpyArray([40, 1], Enumerable.Repeat(float.NaN, 40).ToArray()));
        File.WriteAllBytes(empty, []);
        string Tried(string path) => Message(() => RecipeRun.New(run, context => new CaptionsRecipe().Run(WithFeatures(file, path), context)));
        Assert.Contains("features of 3 pictures, but", Tried(few), StringComparison.Ordinal);
        Assert.Contains("features of shape [12], expected", Tried(flat), StringComparison.Ordinal);
        Assert.Contains("not finite", Tried(bad), StringComparison.Ordinal);
        Assert.Contains("empty.npz", Tried(empty), StringComparison.Ordinal);
        RunOptions alone = WithFeatures(file, features) with { Data = null };
        Assert.Contains("--data", Message(() => RecipeRun.New(run, context => new CaptionsRecipe().Run(alone, context))), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(run, "config.json")));
    }

    [Fact]
    public void Pictures_that_cannot_be_read_are_named_and_nothing_is_written()
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "captions.tsv"), run = Path.Combine(folder.Path, "run");
        byte[] png = ScenePainter.Paint(Scene.Make(1, 1)).ToPng();
        File.WriteAllBytes(Path.Combine(folder.Path, "good.png"), png);
        File.WriteAllBytes(Path.Combine(folder.Path, "empty.png"), []);
        File.WriteAllBytes(Path.Combine(folder.Path, "text.png"), new byte[100]);
        File.WriteAllBytes(Path.Combine(folder.Path, "short.png"), png[..(png.Length / 2)]);
        byte[] huge = [.. png];
        huge[16] = 0x7F;
        File.WriteAllBytes(Path.Combine(folder.Path, "huge.png"), huge);
        foreach ((string name, string message) in new[]
        {
            ("missing.png", "cannot be read"), ("empty.png", "the file is empty"), ("text.png", "not a PNG"), ("short.png", "damaged"),
            ("huge.png", "expected from 1 to 8192"),
        })
        {
            File.WriteAllText(file, $"good.png\ta good one\n{name}\ta bad one\n");
            string told = Message(() => RecipeRun.New(run, context => new CaptionsRecipe().Run(new RunOptions { Data = file }, context)));
            Assert.Contains(name, told, StringComparison.Ordinal);
            Assert.Contains(message, told, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', told);
        }

        Assert.False(File.Exists(Path.Combine(run, "config.json")));
    }

    /// <summary>Forty pictures without pictures: the caption says which number is large.</summary>
    private static (string File, string Features) Given(string folder, int rank)
    {
        string file = Path.Combine(folder, "captions.tsv"), features = Path.Combine(folder, "captions.npz");
        File.WriteAllLines(file, Enumerable.Range(0, 40).Select(i => $"{i}.png\tnumber {i % 4}"));
        int[] shape = rank switch { 2 => [40, 4], 3 => [40, 4, 4], _ => [40, 4, 2, 2] };
        var values = new float[shape.Aggregate(1, (a, b) => a * b)];
        int each = values.Length / 40;
        for (int i = 0; i < 40; i++)
        {
            values[(i * each) + (i % 4)] = 1;
        }

        Npz.Write(features, [KeyValuePair.Create("features", new NpyArray(shape, values))]);
        return (file, features);
    }

    private static RunOptions WithFeatures(string file, string features) => new()
    {
        Data = file, Epochs = 1, Units = 8, Embedding = 4, Set = new Dictionary<string, string> { ["features"] = features },
    };

    private static string Message(Action action) => Assert.Throws<UnrollException>(action).Message;
}
