using System.Reflection;
using Unroll.Data;
using Unroll.Formats;
using Unroll.Models;

namespace Unroll.Recipes;

/// <summary>The small models that ship with the program, trained on the built-in samples.</summary>
public static class PretrainedModels
{
    // The split that the shipped model was trained on: see docs/recipes/surnames.md.
    private const double TestShare = 0.3;
    private const long Seed = 42;

    /// <summary>The recipes that have one.</summary>
    public static IReadOnlyList<string> Names { get; } = ["surnames"];

    /// <summary>Loads the model of a recipe.</summary>
    /// <param name="recipe">One of <see cref="Names"/>.</param>
    /// <exception cref="UnrollException">The recipe has none.</exception>
    public static SequenceClassifier Load(string recipe)
    {
        string name = Check(recipe);
        using var reader = new StreamReader(Open($"{name}.config.json"));
        SequenceClassifier model = ClassifierFiles.FromConfig(reader.ReadToEnd(), $"the shipped model of {name}");
        using Stream weights = Open($"{name}.model.safetensors");
        model.Import(Safetensors.Read(weights, $"the shipped model of {name}").Tensors, $"the shipped model of {name}");
        return model;
    }

    /// <summary>The part of the built-in sample that the shipped model was not trained on.</summary>
    /// <param name="recipe">One of <see cref="Names"/>.</param>
    /// <exception cref="UnrollException">The recipe has no shipped model.</exception>
    public static LabeledText HeldOut(string recipe)
    {
        Check(recipe);
        return SurnamesData.LoadSample().SplitStratified(TestShare, Seed).Test;
    }

    private static string Check(string recipe) =>
        Names.FirstOrDefault(n => n.Equals(recipe, StringComparison.OrdinalIgnoreCase))
        ?? throw new UnrollException($"there is no shipped model for `{recipe}`; there is one for {string.Join(", ", Names)}");

    private static Stream Open(string resource) => Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
}
