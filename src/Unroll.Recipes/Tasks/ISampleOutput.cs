namespace Unroll.Recipes;

/// <summary>Where samples go as they come into being.</summary>
public interface ISampleOutput
{
    /// <summary>The next piece of the sample under way, to be shown at once; models that draw several side by side leave this out.</summary>
    void Piece(string text);

    /// <summary>Ends the sample under way.</summary>
    /// <param name="whole">The whole sample, or the file it was written to.</param>
    /// <param name="logProbability">Its log-probability in nats under the model, where it is known.</param>
    void End(string whole, double? logProbability = null);
}
