using System.CommandLine;
using Unroll.Cli.Options;
using Unroll.Cli.Quizzing;
using Unroll.Data;
using Unroll.Models;
using Unroll.Recipes;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll quiz RECIPE|MODEL</c>: a person against the model.</summary>
internal static class QuizCommand
{
    public static Command Create()
    {
        var command = new CommandWithExamples(
            "quiz", "You against the model: each label is equally likely. Answer with a number or a name; an empty line ends.",
            "unroll quiz surnames", "unroll quiz runs/mine --data my.tsv --questions 20");
        var what = new Argument<string?>("RECIPE|MODEL") { Description = "A recipe, or a run folder.", Arity = ArgumentArity.ZeroOrOne };
        var pretrained = ChoiceOption.Text("--pretrained", "RECIPE", "Play against the small model that ships with a recipe.");
        var questions = NumberOption.Positive("--questions", "How many questions; 10 unless given.");
        command.Add(what);
        command.Add(pretrained);
        command.Add(questions);
        var common = new CommonOptions(command, threads: true, seed: true, data: true);
        command.SetAction(parsed =>
        {
            common.ApplyThreads(parsed);
            (string name, bool isRecipe) = FindName(parsed.GetValue(what), parsed.GetValue(pretrained));
            SequenceClassifier model = isRecipe ? PretrainedModels.Load(name) : SequenceClassifier.Load(name);
            LabeledText data = isRecipe && common.Data(parsed) is null ? PretrainedModels.HeldOut(name) : FindData(common.Data(parsed), model);
            new Quiz(new QuizSession(data, model, common.Seed(parsed)), common.Json(parsed)).Play(name, parsed.GetValue(questions) ?? 10);
        });
        return command;
    }

    private static (string Name, bool IsRecipe) FindName(string? what, string? pretrained)
    {
        string[] recipes = [.. RecipeCatalog.All.Select(r => r.Name)];
        if (what is null == pretrained is null)
        {
            throw new UsageException($"expected a recipe or a run folder, such as `unroll quiz {recipes[0]}`");
        }

        string name = pretrained ?? what!;
        return (name, pretrained is not null || recipes.Contains(name, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>The data given, else the surnames: the one recipe with labels to guess. The model must know its labels.</summary>
    private static LabeledText FindData(string? given, SequenceClassifier model)
    {
        if (given is not null && File.Exists(given))
        {
            return LabeledText.Read(given, model.Labels);
        }

        LabeledText data = SurnamesData.Load(DataStore.Default.Resolve(DataSets.Surnames, given));
        return data.Labels.All(l => model.Labels.IndexOf(l) >= 0)
            ? data
            : throw new UnrollException("the model was trained on other labels than the surnames; name its data with --data FILE");
    }
}
