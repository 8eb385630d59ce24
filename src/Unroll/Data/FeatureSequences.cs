using System.Globalization;

namespace Unroll.Data;

/// <summary>Sequences without answers: what a model is asked about.</summary>
public static class FeatureSequences
{
    /// <summary>Reads comma-separated values with the columns <c>id</c>, <c>time</c> and the features; other columns are left out.</summary>
    /// <param name="path">The file.</param>
    /// <param name="features">The features, found by name.</param>
    /// <exception cref="UnrollException">The file is missing or empty, a column is missing, or a value is no number.</exception>
    public static IReadOnlyList<FeatureSequence> Read(string path, IReadOnlyList<string> features)
    {
        ArgumentNullException.ThrowIfNull(features);
        using var reader = StrictLineReader.Open(path);
        return new FeatureTableReader(new CsvReader(reader), new SequenceColumns { Features = features, AllowMissing = true }).Read();
    }

    /// <summary>Reads a sequence written on one line: steps separated by semicolons, the features of a step by commas or spaces.</summary>
    /// <param name="text">For example <c>1,2;1.5,2.5</c>: two steps of two features.</param>
    /// <param name="features">How many features a step has.</param>
    /// <exception cref="UnrollException">A step has another number of features, or a value is no number.</exception>
    public static FeatureSequence Parse(string text, int features)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] steps = text.Trim().TrimEnd(';').Split(';');
        var values = new float[steps.Length * features];
        for (int t = 0; t < steps.Length; t++)
        {
            string[] parts = steps[t].Trim().Split(steps[t].Contains(',') ? ',' : ' ', StringSplitOptions.TrimEntries);
            if (parts.Length != features)
            {
                throw new UnrollException($"{Quote.Text(text)}: step {t + 1} has {parts.Length} values, the model reads {features}; "
                    + "expected a file with the columns id,time,<features...>, or steps separated by semicolons as in 1,2;3,4");
            }
            for (int f = 0; f < features; f++)
            {
                ref float value = ref values[t * features + f];
                if (!float.TryParse(parts[f], NumberStyles.Float, CultureInfo.InvariantCulture, out value) || float.IsInfinity(value))
                    throw new UnrollException($"{Quote.Text(text)}: {Quote.Text(parts[f])} in step {t + 1} is not a finite number");
            }
        }
        return new FeatureSequence(text, values, steps.Length);
    }
}
