namespace Unroll.Decoding;

/// <summary>
/// A model that writes sequences one token at a time for several sources at once. Each row of its state is a sequence under way; a step
/// says which rows to go on from, so that a search can drop, copy and reorder them.
/// </summary>
public interface IStepDecoder
{
    /// <summary>The number of sources: before the first step row i belongs to source i and nothing is written.</summary>
    int Sources { get; }

    /// <summary>The number of tokens to choose from.</summary>
    int Classes { get; }

    /// <summary>The token that a sequence starts from.</summary>
    int Start { get; }

    /// <summary>The token that ends a sequence.</summary>
    int End { get; }

    /// <summary>Goes one step on.</summary>
    /// <param name="rows">The rows of the step before to go on from; any number of times each.</param>
    /// <param name="tokens">What to append to each of them.</param>
    /// <returns>The log-probabilities of the next token, a row each: [rows, classes]. Valid until the next call.</returns>
    ReadOnlySpan<float> Step(ReadOnlySpan<int> rows, ReadOnlySpan<int> tokens);

    /// <summary>Where a row of the last step looked; empty for a model without attention. Valid until the next call.</summary>
    /// <param name="row">The row.</param>
    ReadOnlySpan<float> Attention(int row);
}
