using System.Text.Json;

namespace Unroll.Training;

/// <summary>One line of <c>metrics.jsonl</c>: a step and its named values.</summary>
public sealed class MetricsLogRecord
{
    private MetricsLogRecord(long step, OrderedDictionary<string, double> values)
    {
        Step = step;
        Values = values;
    }

    /// <summary>The training step after which the values were taken.</summary>
    public long Step { get; }

    /// <summary>The values by name, in the order of the line, without the step.</summary>
    public IReadOnlyDictionary<string, double> Values { get; }

    /// <summary>The value of that name, or null.</summary>
    public double? this[string key] => Values.TryGetValue(key, out double value) ? value : null;

    /// <summary>Parses a line; null if it is not a whole, valid record.</summary>
    internal static MetricsLogRecord? TryParse(ReadOnlySpan<byte> line)
    {
        try
        {
            return Parse(new Utf8JsonReader(line));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static MetricsLogRecord? Parse(Utf8JsonReader json)
    {
        long? step = null;
        var values = new OrderedDictionary<string, double>(StringComparer.Ordinal);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string key = json.GetString()!;
            json.Read();
            if (key == MetricsLog.StepKey)
            {
                if (step is not null || json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out long value))
                    return null;
                step = value;
            }
            else if (Number(ref json) is not { } value || !values.TryAdd(key, value))
            {
                return null;
            }
        }
        return !json.Read() && step is { } found ? new MetricsLogRecord(found, values) : null;
    }

    private static double? Number(ref Utf8JsonReader json) => json.TokenType switch
    {
        JsonTokenType.Number => json.GetDouble(),
        JsonTokenType.String => json.GetString() switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ => null,
        },
        _ => null,
    };
}
