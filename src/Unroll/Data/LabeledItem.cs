namespace Unroll.Data;

/// <summary>A text and its class.</summary>
/// <param name="Text">The text, composed (NFC).</param>
/// <param name="Label">The id of its label.</param>
public readonly record struct LabeledItem(string Text, int Label);
