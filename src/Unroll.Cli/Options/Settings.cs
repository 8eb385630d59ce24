using Unroll.Recipes;

namespace Unroll.Cli.Options;

/// <summary>What <c>--set key=value</c> says, checked against what a recipe or a task understands.</summary>
internal static class Settings
{
    /// <summary>The settings by key.</summary>
    /// <exception cref="UsageException">One is not key=value, unknown, or given twice.</exception>
    public static Dictionary<string, string> Parse(string owner, IReadOnlyList<RecipeSetting> understood, string[] given)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        string[] keys = [.. understood.Select(s => s.Key)];
        foreach (string item in given)
        {
            int equals = item.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
            {
                throw new UsageException($"expected key=value for `--set`, got {item}");
            }

            string key = item[..equals];
            if (!keys.Contains(key))
            {
                string known = keys.Length > 0 ? $"known: {string.Join(", ", keys)}" : "it has none";
                throw new UsageException($"`{owner}` has no setting `{key}`{Suggestion.For(key, keys)}; {known}");
            }

            if (!settings.TryAdd(key, item[(equals + 1)..]))
            {
                throw new UsageException($"`--set {key}` is given twice");
            }
        }

        return settings;
    }
}
