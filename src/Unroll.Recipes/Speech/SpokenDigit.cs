namespace Unroll.Recipes;

/// <summary>One take of a spoken digit.</summary>
/// <param name="Digit">0 to 9.</param>
/// <param name="Speaker">Who speaks.</param>
/// <param name="Take">The number of the take.</param>
/// <param name="Samples">The sound, from -1 to 1, <see cref="SpeechData.Rate"/> samples a second.</param>
internal sealed record SpokenDigit(int Digit, string Speaker, int Take, float[] Samples);
