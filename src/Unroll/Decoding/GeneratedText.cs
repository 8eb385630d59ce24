namespace Unroll.Decoding;

/// <summary>A sample.</summary>
/// <param name="Text">The whole text, the prefix included.</param>
/// <param name="Ids">What was drawn, without the prefix and without the end of the item.</param>
/// <param name="LogProbability">The log-probability in nats of what was drawn, the end included, under the model as it is (temperature 1).</param>
/// <param name="Ended">Whether it ended by itself rather than by its length.</param>
public sealed record GeneratedText(string Text, IReadOnlyList<int> Ids, double LogProbability, bool Ended);
