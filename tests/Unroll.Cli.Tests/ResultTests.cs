using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Unroll.Cli.Tests;

/// <summary>What commands print when all is well.</summary>
public sealed class ResultTests(TrainedModel model)
{
    private static readonly string Anywhere = Path.GetTempPath();

    [Fact]
    public void TrainingPrintsItsResultsOnOneStreamAndItsProgressOnTheOther()
    {
        Assert.Contains("macro avg", model.Training.Out, StringComparison.Ordinal);
        Assert.Contains("epoch 8/8", model.Training.Error, StringComparison.Ordinal);
        Assert.Contains("parameters", model.Training.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("\e", model.Training.Out + model.Training.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("\r", model.Training.Out + model.Training.Error, StringComparison.Ordinal);
        Assert.All(
            (string[])["config.json", "metrics.jsonl", "model.safetensors", "report.html"], name => Assert.True(File.Exists(Path.Combine(model.Run, name)), name));
    }

    [Fact]
    public void PredictionsStandOnOneLineEach()
    {
        string[] lines = Cli.Run(Anywhere, "predict", model.Run, "Kalsen", "Nuñez", "😀", "--top", "2").Succeeded().TrimEnd('\n').Split('\n');

        Assert.Equal(3, lines.Length);
        Assert.Matches(@"^Kalsen  \w+ \d+\.\d%  \w+ \d+\.\d%$", lines[0]);
        Assert.StartsWith("Nuñez   ", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("😀", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void ADocumentHoldsWhatTheTextHolds()
    {
        JsonElement root = Json(Cli.Run(Anywhere, "predict", model.Run, "Kalsen", "Nuñez", "--json", "--steps", "--top", "9"));

        JsonElement[] predictions = [.. root.GetProperty("predictions").EnumerateArray()];
        Assert.Equal(["Kalsen", "Nuñez"], predictions.Select(p => p.GetProperty("input").GetString()!));
        foreach (JsonElement prediction in predictions)
        {
            JsonElement[] top = [.. prediction.GetProperty("top").EnumerateArray()];
            Assert.Equal(3, top.Length);
            Assert.Equal(prediction.GetProperty("label").GetString(), top[0].GetProperty("label").GetString());

            // Three float32 numbers that softmax made.
            Assert.Equal(1, top.Sum(t => t.GetProperty("probability").GetDouble()), 1e-5);
        }

        string[] steps = [.. predictions[1].GetProperty("steps").EnumerateArray().Select(s => s.GetProperty("character").GetString()!)];
        Assert.Equal(["N", "u", "ñ", "e", "z"], steps);
    }

    [Fact]
    public void StepsShowEachCharacterWithoutColoursInAPipe()
    {
        string strip = Cli.Run(Anywhere, "predict", model.Run, "--steps", "--top", "1", "Ñez").Succeeded();

        Assert.DoesNotContain("\e", strip, StringComparison.Ordinal);
        Assert.Matches(@"^Ñez: \w+\n Ñ  \w+ +\d+%\n e  \w+ +\d+%\n z  \w+ +\d+%\n", strip);
    }

    [Fact]
    public void LinesOfStandardInputAreAnsweredAsTheyCome()
    {
        using RunningCommand command = Cli.Start(Anywhere, "predict", model.Run, "--top", "1");
        command.Input.Write("Kalsen\n"u8);
        command.Input.Flush();
        command.WaitForOut("Kalsen\t");
        command.Input.Write("\n   \r\nNuñez"u8);
        command.Input.Close();

        Assert.Matches(@"^Kalsen\t\w+ \d+\.\d%\nNuñez\t\w+ \d+\.\d%\n$", command.Wait().Succeeded());
    }

    [Fact]
    public void ManyLinesGoThroughInOrder()
    {
        string[] names = [.. Enumerable.Range(0, 3000).Select(i => "Kal" + "aeiou"[i % 5] + new string('r', i % 7))];

        string[] lines = Cli.Run(Anywhere, Encoding.UTF8.GetBytes(string.Join('\n', names)), "predict", model.Run, "--top", "1")
            .Succeeded().TrimEnd('\n').Split('\n');

        Assert.Equal(names, lines.Select(l => l.Split('\t')[0]));
        Assert.Equal(35, lines.Distinct().Count());
    }

    [Fact]
    public void EvaluatingTheHeldOutPartGivesWhatTrainingReported()
    {
        JsonElement metrics = Json(Cli.Run(Anywhere, "eval", model.Run, "--json", "--quiet")).GetProperty("metrics");
        JsonElement all = Json(Cli.Run(Anywhere, "eval", model.Run, model.Data, "--json"));

        string accuracy = metrics.GetProperty("accuracy").GetDouble().ToString("F2", CultureInfo.InvariantCulture);
        Assert.Matches($@"accuracy +{accuracy} +30\n", model.Training.Out);
        Assert.Equal(300, all.GetProperty("data").GetProperty("items").GetInt32());
        Assert.InRange(all.GetProperty("metrics").GetProperty("macro_f1").GetDouble(), 0.5, 1);
    }

    [Fact]
    public void InspectShowsShapesAndStatistics()
    {
        string tree = Cli.Run(Anywhere, "inspect", model.Run).Succeeded();
        JsonElement root = Json(Cli.Run(Anywhere, "inspect", model.Run, "--json"));

        Assert.Contains("├─ rnn: lstm", tree, StringComparison.Ordinal);
        Assert.Contains("weight_hh_l0 [64, 16]", tree, StringComparison.Ordinal);
        JsonElement output = root.GetProperty("parameters").EnumerateArray().Single(p => p.GetProperty("name").GetString() == "output.bias");
        Assert.Equal([3], output.GetProperty("shape").EnumerateArray().Select(e => e.GetInt32()));
        Assert.InRange(output.GetProperty("max").GetDouble(), output.GetProperty("mean").GetDouble(), output.GetProperty("norm").GetDouble());
    }

    [Fact]
    public void AnExportedFileTakesThePlaceOfTheModel()
    {
        using var place = new Workplace();
        place.Copy(model.Run, "run");
        string before = Cli.Run(place.Folder, "predict", "run", "Kalsen").Succeeded();
        Cli.Run(place.Folder, "export", "run", "--format", "safetensors", "exported.safetensors").Succeeded();
        File.Move(place["exported.safetensors"], place["run/model.safetensors"], overwrite: true);

        Assert.Equal(before, Cli.Run(place.Folder, "predict", "run/model.safetensors", "Kalsen").Succeeded());
    }

    [Fact]
    public void AnEmojiSurnameIsALetterLikeAnyOther()
    {
        using var place = new Workplace();
        place.Write("data.tsv", Names.Table(90) + "👩‍👩‍👧Smith\tNorth\n😀\tEast\n");

        JsonElement root = Json(Cli.Run(place.Folder, "train", "classify", "data.tsv", "--epochs", "1", "--units", "4", "--out", "run", "--json", "--quiet"));
        string strip = Cli.Run(place.Folder, "predict", "run", "--steps", "👩‍👩‍👧S").Succeeded();

        Assert.Equal(92, root.GetProperty("data").GetProperty("items").GetInt32());
        Assert.Equal("run", root.GetProperty("run").GetString());
        Assert.Contains("\n 👩‍👩‍👧 ", strip, StringComparison.Ordinal);
    }

    [Fact]
    public void TheQuizKeepsBothScores()
    {
        Outcome outcome = Cli.Run(Anywhere, "North\nnothing\n2\n\n"u8.ToArray(), "quiz", model.Run, "--data", model.Data, "--json", "--questions", "5");

        JsonElement score = Json(outcome, quiet: false);
        Assert.Equal(2, score.GetProperty("questions").GetInt32());
        Assert.InRange(score.GetProperty("right").GetInt32(), 0, 2);
        Assert.InRange(score.GetProperty("model_right").GetInt32(), 0, 2);
        Assert.Contains("`nothing` is none of East, North, South", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ShippedModelsWorkWithoutTraining()
    {
        string line = Cli.Run(Anywhere, "predict", "--pretrained", "surnames", "Nakamura", "--top", "1").Succeeded();
        JsonElement metrics = Json(Cli.Run(Anywhere, "eval", "--pretrained", "surnames", "--json")).GetProperty("metrics");
        JsonElement score = Json(Cli.Run(Anywhere, "18\n"u8.ToArray(), "quiz", "surnames", "--json"), quiet: false);

        Assert.StartsWith("Nakamura  Japanese ", line, StringComparison.Ordinal);
        Assert.InRange(metrics.GetProperty("accuracy").GetDouble(), 0.5, 1);
        Assert.Equal(1, score.GetProperty("questions").GetInt32());
        Assert.Contains("├─ rnn: lstm", Cli.Run(Anywhere, "inspect", "--pretrained", "surnames").Succeeded(), StringComparison.Ordinal);
        Cli.Run(Anywhere, "predict", "--pretrained", "jazz", "x").FailedWith(1, "no shipped model for `jazz`");
    }

    [Fact]
    public void DataSetsAreListedWithTheirLicence()
    {
        JsonElement set = Json(Cli.Run(Anywhere, "data", "list", "--json")).GetProperty("data_sets").EnumerateArray().First();

        Assert.Equal("surnames", set.GetProperty("name").GetString());
        Assert.Contains("MIT", set.GetProperty("licence").GetString(), StringComparison.Ordinal);
        Assert.Equal("built-in", set.GetProperty("origin").GetString());
        Cli.Run(Anywhere, "data", "path", "surnames").FailedWith(1, "unroll data get surnames");
    }

    [Fact]
    public void BenchMeasuresEveryShape()
    {
        JsonElement root = Json(Cli.Run(Anywhere, "bench", "--threads", "1", "--json", "--quiet"));

        Assert.Equal(1, root.GetProperty("threads").GetInt32());
        Assert.All(root.GetProperty("layers").EnumerateArray(), layer => Assert.True(layer.GetProperty("gflops").GetDouble() > 0));
    }

    private static JsonElement Json(Outcome outcome, bool quiet = true)
    {
        string text = outcome.Succeeded();
        if (quiet)
        {
            Assert.Equal("", outcome.Error);
        }

        // Throws where there is anything but one document.
        return JsonDocument.Parse(text).RootElement;
    }
}
