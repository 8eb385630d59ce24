using System.Text.Json;
using Unroll.Models;
using Unroll.Recipes;
using Unroll.Tests.Data;
using Unroll.Tests.Training;
using Unroll.Training;

namespace Unroll.Tests.Recipes;

/// <summary><c>--recompute</c>: what it does, that a run remembers it, and who refuses it.</summary>
public sealed class RecomputationOptionTests
{
    [Fact]
    public void TrainingKeepsLessAndLearnsTheSame()
    {
        (long plain, float[] weights) = Train(recompute: false);
        (long again, float[] others) = Train(recompute: true);
        Assert.True(again < plain, $"{again} bytes against {plain}");
        for (int i = 0; i < weights.Length; i++)
        {
            // A step of Adam is as large for a tiny gradient as for a large one: what rounding does to those near zero shows.
            Assert.Equal(weights[i], others[i], 1e-3f);
        }

        static (long Peak, float[] Weights) Train(bool recompute)
        {
            var words = Toy.Words(600);
            SequenceClassifier model = Toy.Model(words);
            var trainer = new Trainer(new ClassificationTask(model, words), new TrainerOptions { Epochs = 2, BatchSize = 300, Recompute = recompute });
            long peak = trainer.Estimate().PeakBytes;
            trainer.Fit();
            return (peak, Toy.Weights(model));
        }
    }

    [Fact]
    public void ARunRemembersIt()
    {
        using var folder = new TemporaryFolder();
        string data = folder.File(
            "data.tsv", string.Concat(Enumerable.Range(0, 90).Select(i => i % 2 == 0 ? $"{i}{i * 7}\tnumber\n" : $"{(char)('a' + (i % 26))}x\tword\n")));
        foreach (bool recompute in new[] { false, true })
        {
            string run = Path.Combine(folder.Path, $"run{recompute}");
            var options = new RunOptions { Quick = true, Units = 8, Embedding = 4, Epochs = 1, Batch = 16, Recompute = recompute };
            RecipeRun.New(run, c => TextClassification.Train(data, options, c));
            using var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "config.json")));
            Assert.Equal(recompute, config.RootElement.GetProperty("training").GetProperty("recompute").GetBoolean());
        }
    }

    [Fact]
    public void RecipesWithLoopsOfTheirOwnSayThatTheyCannot()
    {
        string[] cannot =
        [
            "memorizer", "stepbystep", "vanishing", "shapes", "chapter10", "parentheses", "dyck", "speech", "dinosaurs", "jazz", "chorales", "folk",
            "sketch", "handwriting",
        ];
        Assert.Equal(cannot.Order(), RecipeCatalog.All.Where(r => !r.CanRecompute).Select(r => r.Name).Order());
    }
}
