using System.Text.Json;

namespace Unroll.Recipes;

/// <summary>The answer to one input: a text for people, and the properties of a JSON object for programs.</summary>
/// <param name="Text">One or more lines without a newline at the end.</param>
/// <param name="WriteJson">Writes the properties of the object that stands for this answer.</param>
public sealed record ModelOutput(string Text, Action<Utf8JsonWriter> WriteJson);
