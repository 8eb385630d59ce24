using Unroll.Recipes;
using Unroll.Tests.Data;

namespace Unroll.Tests.Recipes;

public sealed class StepByStepTests
{
    /// <summary>The first output of the seed 5489 and the ten thousandth, as the C++ standard gives them for mt19937.</summary>
    [Fact]
    public void TheTwisterIsTheTwister()
    {
        var random = new NumpyRandom(5489);
        Assert.Equal(3499211612u, random.NextBits());
        for (int i = 2; i < 10_000; i++)
        {
            random.NextBits();
        }

        Assert.Equal(4123659995u, random.NextBits());
    }

    [Fact]
    public void SeedOneGivesNumpysNumbers()
    {
        var uniform = new NumpyRandom(1);
        double[] doubles = [0.417022004702574, 0.7203244934421581, 0.00011437481734488664];
        Assert.Equal(doubles, Enumerable.Range(0, 3).Select(_ => uniform.NextDouble()));
        var normal = new NumpyRandom(1);
        double[] normals = [1.6243453636632417, -0.6117564136500754, -0.5281717522634557, -1.0729686221561705, 0.8654076293246785, -2.3015386968802827];
        Assert.All(normals, n => Assert.Equal(n, normal.NextNormal(), 1e-15));
    }

    [Fact]
    public void EveryNumberOfTheAssignmentIsReproduced()
    {
        IReadOnlyList<CheckValue> checks = CourseChecks.Run();
        Assert.Equal(117, checks.Count);
        Assert.DoesNotContain(checks, c => !c.Reproduced);

        // What is printed rounded is the same to the last digit; what is printed in full may differ in the last of its 16 or 17.
        Assert.DoesNotContain(checks, c => !c.InFull && !c.SameDigits);
        Assert.All(checks.Where(c => c.InFull), c => Assert.Equal(double.Parse(c.Printed), c.Ours, 1e-14));
        Assert.Equal(19, checks.Count(c => c.InFull));
    }

    /// <summary>Back-propagation through time on the inputs of lstm_backward, from a script of its own.</summary>
    [Theory]
    [InlineData("dx[1][2][0]", .00218254, 8)]
    [InlineData("dx[1][2][1]", .28205375, 8)]
    [InlineData("dx[1][2][2]", -.48292508, 8)]
    [InlineData("dx[1][2][3]", -.43281115, 8)]
    [InlineData("da0[2][3]", .3127703102572604, 14)]
    [InlineData("dWf[3][1]", -.08098023109383468, 14)]
    [InlineData("dWi[1][2]", .4051243309298184, 14)]
    [InlineData("dWc[3][1]", -.07937467355121493, 14)]
    [InlineData("dWo[1][2]", .03894877576298694, 14)]
    [InlineData("dbf[4]", -.1574565654699519, 14)]
    [InlineData("dbi[4]", -.5084833294481497, 14)]
    [InlineData("dbc[4]", -.42510817503853593, 14)]
    [InlineData("dbo[4]", -.17958196207090754, 14)]
    public void TheTrueGradientsOfItsLstmAreThoseOfBackPropagationThroughTime(string name, double expected, int digits)
    {
        CheckValue check = CourseChecks.Run().Single(c => c.Test == "lstm_backward" && c.Name == name);
        Assert.Equal(expected, check.TrueValue!.Value, digits);
        if (name != "dx[1][2][3]")
            Assert.NotEqual(expected, check.Ours, 3);
    }

    /// <summary>Central differences of the sum of da * a over a sequence, for every weight.</summary>
    [Theory]
    [InlineData("rnn")]
    [InlineData("lstm")]
    [InlineData("gru-simple")]
    [InlineData("gru")]
    public void GradientsAreThoseOfCentralDifferences(string name)
    {
        const double step = 1e-5;
        var random = new NumpyRandom(7);
        Matrix[] x = random.Normal(CourseCells.Inputs, CourseCells.Examples, 3), da = random.Normal(CourseCells.Units, CourseCells.Examples, 3);
        Matrix a0 = random.Normal(CourseCells.Units, CourseCells.Examples);
        CourseCell cell = name switch
        {
            "rnn" => CourseCells.Rnn(random, inputsFirst: true),
            "lstm" => CourseCells.Lstm(random),
            _ => CourseCells.Gru(random, full: name == "gru"),
        };
        CourseGradients gradients = new CourseSequence(cell, x, a0).Backward(da, carry: true);
        foreach ((string key, Matrix weight) in cell.W.Where(w => gradients.Weights.ContainsKey("d" + w.Key)))
        {
            Check(weight, gradients.Weights["d" + key], key);
        }

        Check(a0, gradients.Initial[0], "a0");
        Check(x[0], gradients.Inputs[0], "x");

        void Check(Matrix value, Matrix gradient, string what)
        {
            for (int r = 0; r < value.Rows; r++)
            {
                for (int c = 0; c < Math.Min(value.Columns, 3); c++)
                {
                    double before = value[r, c];
                    value[r, c] = before + step;
                    double above = Loss();
                    value[r, c] = before - step;
                    double below = Loss();
                    value[r, c] = before;
                    double expected = (above - below) / (2 * step);
                    Assert.True(Math.Abs(expected - gradient[r, c]) <= 1e-7 * (1 + Math.Abs(expected)), $"{what}[{r}, {c}]: {gradient[r, c]}, differences give {expected}");
                }
            }
        }

        double Loss()
        {
            var sequence = new CourseSequence(cell, x, a0);
            double loss = 0;
            for (int t = 0; t < da.Length; t++)
            {
                loss += sequence.States[t][0].Times(da[t]).SumColumns().Column(0).Sum();
            }

            return loss;
        }
    }

    [Theory]
    [InlineData("rnn")]
    [InlineData("lstm")]
    [InlineData("gru-simple")]
    [InlineData("gru")]
    public void TheEngineHasTheSameStatesAndGradients(string name)
    {
        StepByStepLesson lesson = StepByStepLesson.Of(name);
        Assert.InRange(lesson.States, 0, 2e-6);
        Assert.InRange(lesson.EngineGradients, 0, 2e-5);
        Assert.True(lesson.EngineGradients > 0, "nothing was compared");
    }

    [Fact]
    public void TheLessonIsPrintedGateByGate()
    {
        using var folder = new TemporaryFolder();
        string run = Path.Combine(folder.Path, "run");
        var output = new RecordedOutput();
        RunResult result = RecipeRun.New(run, c => new StepByStepRecipe().Run(new RunOptions(), c), output);
        Assert.Equal(117, RecipeRun.Metric(result.Metrics, "reproduced"));
        string text = string.Join('\n', output.Results);
        Assert.All(
            ["ft     = sigmoid(Wf [a_prev; xt] + bf), the forget gate", "dc_prev = dc * ft", "GRU cell (gru): step 2 of 4", "dWf[3][1]"],
            line => Assert.Contains(line, text, StringComparison.Ordinal));
        RunResult again = RecipeRun.Again(run, new StepByStepRecipe().Resume);
        Assert.Equal(117, RecipeRun.Metric(again.Metrics, "reproduced"));
    }

    [Theory]
    [InlineData("cell", "lstn", "expected rnn, lstm, gru-simple, gru for `cell`, got lstn")]
    [InlineData("step", "5", "expected a step from 1 to 4 for `step`, got 5")]
    [InlineData("example", "10", "expected an example from 0 to 9 for `example`, got 10")]
    [InlineData("mode", "numpy", "expected assignment, true, both for `mode`, got numpy")]
    public void AWrongSettingIsOneClearLine(string key, string value, string message)
    {
        using var folder = new TemporaryFolder();
        UnrollException e = Assert.Throws<UnrollException>(() => RecipeRun.New(
            Path.Combine(folder.Path, "run"), c => new StepByStepRecipe().Run(new RunOptions { Set = new Dictionary<string, string> { [key] = value } }, c)));
        Assert.Equal(message, e.Message);
    }

    [Fact]
    public void AnOptionThatMeansNothingHereIsRefused()
    {
        using var folder = new TemporaryFolder();
        UnrollException e = Assert.Throws<UnrollException>(() => RecipeRun.New(
            Path.Combine(folder.Path, "run"), c => new StepByStepRecipe().Run(new RunOptions { Epochs = 3, Units = 4 }, c)));
        Assert.StartsWith("stepbystep has no --units, --epochs; it has --set cell", e.Message, StringComparison.Ordinal);
    }
}
