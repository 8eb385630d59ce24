using System.Globalization;
using System.Text;
using System.Text.Json;
using Unroll.Recipes;
using Unroll.Tests.Data;
using Unroll.Training;

namespace Unroll.Tests.Recipes;

/// <summary>Classify and regress on tables of sequences, from the file to the answer.</summary>
public sealed class SeriesTasksTests : IDisposable
{
    private static readonly RunOptions Small = new() { Units = 8, Epochs = 3, Batch = 16 };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Run => Path.Combine(_folder.Path, "run");

    /// <summary>Rising and falling sequences, whose rows are shuffled, with CR LF, a byte order mark and gaps.</summary>
    private string Labelled(int count = 60, string name = "data.csv")
    {
        var random = new Random(1);
        var rows = new List<string>();
        for (int i = 0; i < count; i++)
        {
            int steps = i == 0 ? 1 : 3 + random.Next(8);
            for (int t = 0; t < steps; t++)
            {
                string gap = t > 0 && random.Next(20) == 0 ? "" : random.NextDouble().ToString("F3", CultureInfo.InvariantCulture);
                rows.Add(FormattableString.Invariant($"{i},{t},{(i % 2 == 0 ? t : -t) + random.NextDouble():F3},{gap},{(i % 2 == 0 ? "up" : "down")}"));
            }
        }

        string[] shuffled = [.. rows];
        random.Shuffle(shuffled);
        return _folder.File(name, "\uFEFFid,time,a,b,label\r\n" + string.Join("\r\n", shuffled));
    }

    private string Targets(int count = 60)
    {
        var random = new Random(2);
        var text = new StringBuilder("id,time,a,target\n");
        for (int i = 0; i < count; i++)
        {
            int steps = 3 + random.Next(8);
            for (int t = 0; t < steps; t++)
                text.Append(CultureInfo.InvariantCulture, $"{i},{t},{steps - 1 - t + (0.1 * random.NextDouble()):F3},{steps - 1 - t}\n");
        }

        return _folder.File("targets.csv", text.ToString());
    }

    private static ModelTask Task(string name) => TaskCatalog.Find(name)!;

    private static RunOptions With(RunOptions options, params (string Key, string Value)[] set) =>
        options with { Set = set.ToDictionary(s => s.Key, s => s.Value) };

    [Fact]
    public void ATableBecomesAClassifierThatAnswersFilesAndLines()
    {
        string data = Labelled();
        var output = new RecordedOutput();
        RunResult result = RecipeRun.New(Run, c => Task("classify").Train([data], Small with { Epochs = 25, LearningRate = 0.02f }, c), output);
        Assert.Equal(1, RecipeRun.Metric(result.Metrics, "accuracy"));
        Assert.InRange(RecipeRun.Metric(result.Metrics, "calibration_error"), 0, 0.5);
        Assert.Contains(output.Logs, l => l.Contains("missing values, each read as it was a step before", StringComparison.Ordinal));
        Assert.Contains(output.Results, l => l.Contains("95% intervals by bootstrap", StringComparison.Ordinal));
        Assert.Contains(output.Results, l => l.Contains("baseline `summary + linear`", StringComparison.Ordinal));
        string report = File.ReadAllText(Path.Combine(Run, "report.html"));
        Assert.Contains("<h2>Calibration</h2>", report, StringComparison.Ordinal);

        ISavedModel saved = ModelKinds.Load(Run);
        Assert.Contains("2 features to one of 2 labels", saved.Summary, StringComparison.Ordinal);
        var request = new PredictRequest(1, false, false);
        Assert.StartsWith("up ", saved.Predict(["0,0.5;1,0.5;2,0.5;3,0.5"], request)[0].Text, StringComparison.Ordinal);
        string asked = _folder.File("ask.csv", "id,time,b,a\nx,0,0.5,0\nx,1,0.5,-1\nx,2,0.5,-2\nx,3,0.5,-3\ny,0,0.5,0\ny,1,,1\ny,2,0.5,2\n");
        Assert.Matches("^x\tdown .*\ny\tup ", saved.Predict([asked], request)[0].Text);
        Assert.Contains("no such file", Assert.Throws<UnrollException>(() => saved.Predict(["gone.csv"], request)).Message, StringComparison.Ordinal);
        Assert.Equal(6, saved.Evaluate(RunFolder.Open(Run), [], new RecordedOutput()).Data.Items);
        Assert.Equal(60, saved.Evaluate(null, [data], new RecordedOutput()).Data.Items);
    }

    [Theory]
    [InlineData("squared")]
    [InlineData("huber")]
    [InlineData("quantile")]
    [InlineData("weibull")]
    public void ATableBecomesAModelOfNumbers(string answer)
    {
        string data = Targets();
        var output = new RecordedOutput();
        RunOptions options = With(Small with { Epochs = 40, LearningRate = 0.02f }, ("answer", answer));
        RunResult result = RecipeRun.New(Run, c => Task("regress").Train([data], options, c), output);
        Assert.InRange(RecipeRun.Metric(result.Metrics, "mae"), 0, 1);
        Assert.Contains(output.Results, l => l.Contains("beats the baseline `mean`", StringComparison.Ordinal));
        using JsonDocument config = JsonDocument.Parse(File.ReadAllText(Path.Combine(Run, "config.json")));
        Assert.Equal("regress", config.RootElement.GetProperty("task").GetString());
        Assert.Equal(answer, config.RootElement.GetProperty("answer").GetProperty("kind").GetString());

        ISavedModel saved = ModelKinds.Load(Run);
        string steps = saved.Predict(["5;4;3"], new PredictRequest(1, true, false))[0].Text;
        Assert.Equal(3, steps.Split('\n').Length);
        Assert.Equal(answer is "quantile" or "weibull", steps.Contains(" to ", StringComparison.Ordinal));
        Assert.Equal(RecipeRun.Metric(result.Metrics, "mae"), RecipeRun.Metric(saved.Evaluate(RunFolder.Open(Run), [], new RecordedOutput()).Metrics, "mae"));
    }

    [Fact]
    public void AWeibullDistributionAnswersWithItsMedianAndTheBestEpochIsThatOfTheLeastError()
    {
        RunOptions options = With(Small with { Epochs = 12, LearningRate = 0.05f }, ("answer", "weibull"), ("point", "median"), ("best", "mae"));
        RunResult result = RecipeRun.New(Run, c => Task("regress").Train([Targets()], options, c));
        double[] errors = [.. MetricsLog.Read(Path.Combine(Run, "metrics.jsonl")).Select(r => r["valid_mae"]!.Value)];
        Assert.Equal(12, errors.Length);
        Assert.Equal(errors.Min(), RecipeRun.Metric(result.Metrics, "mae"), 1e-6);
        var saved = Unroll.Models.SeriesModel.Load(Run);
        Assert.False(saved.Head.AnswerMean);
        var asked = new Unroll.Data.FeatureSequence("x", [5, 4, 3], 3);
        float[] output = saved.Outputs([asked])[0];
        double scale = Math.Exp(output[^2]), shape = Math.Exp(output[^1]);
        Assert.Equal(scale * Math.Pow(Math.Log(2), 1 / shape), saved.Estimates([asked])[0][^1].Value, 1e-6 * scale);
    }

    [Theory]
    [InlineData("classify")]
    [InlineData("regress")]
    public void AnInterruptedRunGoesOnToTheSameBitsAndNoticesChangedData(string task)
    {
        string data = task == "classify" ? Labelled() : Targets(), parts = Path.Combine(_folder.Path, "parts");
        RunOptions options = Small with { Splits = 2, Dropout = 0.2f };
        RunResult whole = RecipeRun.New(Run, c => Task(task).Train([data], options, c));
        RecipeRun.Interrupted(parts, c => Task(task).Train([data], options, c), epoch: 2);
        byte[] before = File.ReadAllBytes(data);
        File.AppendAllText(data, "\n");
        Assert.Contains("has changed since the run began", Assert.Throws<UnrollException>(() => RecipeRun.Again(parts, TaskCatalog.Resume)).Message,
            StringComparison.Ordinal);
        File.WriteAllBytes(data, before);
        RunResult resumed = RecipeRun.Again(parts, TaskCatalog.Resume);
        Assert.Equal(File.ReadAllBytes(Path.Combine(Run, "model.safetensors")), File.ReadAllBytes(Path.Combine(parts, "model.safetensors")));
        string fold = task == "classify" ? "fold_accuracy" : "fold_mae";
        Assert.Equal(RecipeRun.Metric(whole.Metrics, fold), RecipeRun.Metric(resumed.Metrics, fold));
        Assert.Contains(resumed.Metrics, m => m.Key == fold + "_sd");
    }

    [Fact]
    public void ALongSequenceMakesBatchesSmaller()
    {
        var text = new StringBuilder("id,time,a,label\n");
        for (int t = 0; t < 100_000; t++)
            text.Append(CultureInfo.InvariantCulture, $"long,{t},{t % 7},x\n");
        for (int i = 0; i < 24; i++)
            text.Append(CultureInfo.InvariantCulture, $"s{i},0,{i % 2},{(i % 2 == 0 ? "x" : "y")}\n");
        var output = new RecordedOutput();
        RunResult result = RecipeRun.New(
            Run, c => Task("classify").Train([_folder.File("long.csv", text.ToString())], Small with { Epochs = 1, Units = 4 }, c), output);
        Assert.Contains(output.Logs, l => l.Contains("a sequence has 100,000 steps: batches of 2", StringComparison.Ordinal));
        Assert.Equal(25, result.Data.Items);
    }

    [Theory]
    [InlineData("classify", "id,time,a,label\nu,0,1,x\nu,1,1\n", ":3: 3 columns; expected 4, as in the header")]
    [InlineData("classify", "", ": the file is empty")]
    [InlineData("classify", "id,time,a,target\nu,0,1,1\n", ":1: expected a header id,time,<features...>,label")]
    [InlineData("regress", "", ": the file is empty")]
    [InlineData("regress", "id,time,a,target\nu,0,1,2\n", "only 1 sequence")]
    [InlineData("regress", "id,time,a,target\nu,0,x,2\n", ":2:5: \"x\" is not a finite number")]
    public void HostileTablesAreOneClearLine(string task, string text, string problem)
    {
        string path = _folder.File("bad.csv", text);
        string message = Assert.Throws<UnrollException>(() => RecipeRun.New(Run, c => Task(task).Train([path], Small, c))).Message;
        Assert.Contains(problem, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void SettingsOutOfRangeAreOneClearLine()
    {
        string data = Targets();
        void Refuses(string key, string value, string problem) => Assert.Contains(problem, Assert.Throws<UnrollException>(() =>
            RecipeRun.New(Path.Combine(_folder.Path, key), c => Task("regress").Train([data], With(Small, (key, value)), c))).Message, StringComparison.Ordinal);
        Refuses("answer", "wibull", "expected squared, huber, quantile or weibull for `answer`, got wibull");
        Refuses("answer", "label", "expected squared, huber, quantile or weibull for `answer`, got label");
        Refuses("point", "mode", "expected mean or median for `point`, got mode");
        Refuses("best", "accuracy", "expected loss, mae or rmse for `best`, got accuracy");
        Refuses("per", "row", "expected step or sequence for `per`, got row");
        Refuses("quantiles", "0.1,2", "numbers between 0 and 1");
        Refuses("scaling", "log", "expected standard, minmax or none for `scaling`, got log");
        Refuses("censored", "late", "no column \"late\"");
    }
}
