namespace Unroll.Benchmarks.Contenders;

/// <summary>Results that both sides must agree on.</summary>
/// <param name="Output">The outputs of the last layer, packed: step by step, the rows alive at each step, longest row first.</param>
/// <param name="Gradients">Gradients by name, after training.</param>
internal sealed record Outcome(float[] Output, IReadOnlyDictionary<string, float[]> Gradients)
{
    /// <summary>Outputs agree within this, gradients within ten times this share of their largest element.</summary>
    private const double Tolerance = 1e-4;

    /// <summary>Null where both agree, else what does not.</summary>
    public string? Disagreement(Outcome other)
    {
        if (Difference("output", Output, other.Output, Tolerance) is { } output)
        {
            return output;
        }

        foreach ((string name, float[] gradient) in Gradients)
        {
            double scale = gradient.Select(Math.Abs).DefaultIfEmpty().Max();
            string? found = other.Gradients.TryGetValue(name, out float[]? theirs)
                ? Difference($"gradient of {name}", gradient, theirs, 10 * Tolerance * scale)
                : $"no gradient of {name} to compare with";
            if (found is not null || scale == 0)
            {
                return found ?? $"gradient of {name} is zero";
            }
        }

        return null;
    }

    private static string? Difference(string what, float[] ours, float[] theirs, double allowed)
    {
        if (ours.Length != theirs.Length)
        {
            return $"{what}: {ours.Length} values against {theirs.Length}";
        }

        for (int i = 0; i < ours.Length; i++)
        {
            // Written so that a NaN disagrees.
            if (!(Math.Abs(ours[i] - theirs[i]) <= allowed))
            {
                return $"{what}: at {i} {ours[i]:g6} against {theirs[i]:g6}, allowed {allowed:g3}";
            }
        }

        return null;
    }
}
