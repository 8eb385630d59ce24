using System.Collections;
using System.Collections.Concurrent;
using Unroll.Data;

namespace Unroll.Cli.Predicting;

/// <summary>
/// The lines of a stream in batches: as many as have come, so that a person gets an answer at once and a file goes through in large
/// batches. Blank lines are left out.
/// </summary>
internal sealed class InputBatches(Stream input) : IEnumerable<IReadOnlyList<string>>
{
    /// <summary>The most lines of a batch.</summary>
    public const int Most = 256;

    /// <inheritdoc/>
    public IEnumerator<IReadOnlyList<string>> GetEnumerator()
    {
        // Bounded: a file of any size goes through in little memory.
        using var lines = new BlockingCollection<string>(4 * Most);
        Exception? problem = null;
        var reader = new Thread(() =>
        {
            try
            {
                foreach (string line in TextLines.ReadLines(input, "standard input"))
                {
                    lines.Add(line);
                }
            }
            catch (Exception e)
            {
                // Thrown again below, after the lines before it.
                problem = e;
            }

            lines.CompleteAdding();
        })
        { IsBackground = true };
        reader.Start();
        while (lines.TryTake(out string? first, Timeout.Infinite))
        {
            var batch = new List<string> { first };
            while (batch.Count < Most && lines.TryTake(out string? next))
            {
                batch.Add(next);
            }

            yield return batch;
        }

        if (problem is not null)
        {
            throw problem as UnrollException ?? new UnrollException($"standard input: {problem.Message}", problem);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
