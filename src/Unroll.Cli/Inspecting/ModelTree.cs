using System.Text;
using Unroll.Layers;
using Unroll.Models;
using Unroll.Recipes;
using Unroll.Recurrent;

namespace Unroll.Cli.Inspecting;

/// <summary>The architecture of a classifier as a text tree.</summary>
internal static class ModelTree
{
    /// <summary>A line for the model, one for each part, and one for each parameter.</summary>
    public static string Render(SequenceClassifier model)
    {
        var text = new StringBuilder();
        text.Append($"sequence classifier: {model.Vocabulary.Count} characters to {model.Labels.Count} labels, ")
            .Append($"{model.ParameterCount():#,0} parameters\n");
        for (int i = 0; i < model.Children.Count; i++)
        {
            (string name, Module module) = model.Children[i];
            bool last = i == model.Children.Count - 1;
            text.Append($"{(last ? "└─ " : "├─ ")}{name}: {Describe(model, name, module)}, {module.ParameterCount():#,0} parameters\n");
            IReadOnlyList<NamedParameter> parameters = module.Parameters();
            for (int p = 0; p < parameters.Count; p++)
            {
                text.Append(last ? "   " : "│  ").Append(p == parameters.Count - 1 ? "└─ " : "├─ ");
                text.Append($"{parameters[p].Name} {parameters[p].Parameter.Value.Shape}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>The architecture of a model of any kind: its modules, nested as they are.</summary>
    public static string Render(ISavedModel model)
    {
        var text = new StringBuilder();
        text.Append($"{model.Summary}, {model.Module.ParameterCount():#,0} parameters\n");
        Append(text, model.Module, "");
        return text.ToString();
    }

    private static void Append(StringBuilder text, Module module, string indent)
    {
        // A module's own parameters are those that none of its parts owns: their names have no dot.
        NamedParameter[] own = [.. module.Parameters().Where(p => !p.Name.Contains('.', StringComparison.Ordinal))];
        int left = own.Length + module.Children.Count;
        foreach (NamedParameter parameter in own)
        {
            text.Append($"{indent}{(--left == 0 ? "└─ " : "├─ ")}{parameter.Name} {parameter.Parameter.Value.Shape}\n");
        }

        foreach ((string name, Module child) in module.Children)
        {
            string what = child is RecurrentLayer layer ? Describe(layer) : child.GetType().Name;
            text.Append($"{indent}{(--left == 0 ? "└─ " : "├─ ")}{name}: {what}, {child.ParameterCount():#,0} parameters\n");
            Append(text, child, indent + (left == 0 ? "   " : "│  "));
        }
    }

    private static string Describe(SequenceClassifier model, string name, Module module) => module switch
    {
        RecurrentLayer layer => Describe(layer),
        Embedding => $"{model.Vocabulary.Count} characters to {model.Options.Embedding} features{Rate(model.Options.InputDropout)}",
        Linear =>
            $"{Rate(model.Options.OutputDropout, "", ", ")}{model.Options.Recurrent.OutputUnits} features to {model.Labels.Count} labels, softmax",
        _ when name == "ngrams" =>
            $"n-grams of up to {model.Options.Ngrams} characters in {model.Options.NgramBuckets:#,0} buckets{Rate(model.Options.NgramDropout)}",
        _ => module.GetType().Name,
    };

    private static string Describe(RecurrentLayer layer)
    {
        RecurrentOptions o = layer.Options;
        var text = new StringBuilder();
        text.Append($"{o.Cell.Name} ({string.Join(", ", o.Cell.Gates)}), {layer.Inputs} features to {o.OutputUnits}, {o.Units} units");
        text.Append(o.Layers > 1 ? $" in each of {o.Layers} layers" : "");
        text.Append(o.Bidirectional ? $", both directions {(o.Merge == Merge.Sum ? "added" : "side by side")}" : "");
        text.Append(Rate(o.Dropout, ", between layers")).Append(Rate(o.RecurrentDropout, ", recurrent"));
        text.Append(o.ZoneoutHidden + o.ZoneoutCell > 0 ? $", zoneout {o.ZoneoutHidden:0.###} and {o.ZoneoutCell:0.###}" : "");
        text.Append(o.LayerNorm ? ", layer norm" : "").Append(o.LearnedInitialState ? ", learned initial state" : "");
        return text.ToString();
    }

    private static string Rate(float dropout, string before = ",", string after = "") =>
        dropout > 0 ? $"{before}{(before.Length > 0 ? " " : "")}dropout {dropout:0.###}{after}" : "";
}
