using Unroll.Data.Music;
using Unroll.Numerics;

namespace Unroll.Recipes;

/// <summary>The tunes of <c>folk</c> as text, in three parts.</summary>
/// <param name="Train">To train on.</param>
/// <param name="Valid">A tenth, which chooses the weights.</param>
/// <param name="Test">A tenth, which is measured once.</param>
/// <param name="Left">Tunes left out: too long, or no valid ABC.</param>
internal sealed record FolkData(IReadOnlyList<string> Train, IReadOnlyList<string> Valid, IReadOnlyList<string> Test, int Left)
{
    /// <summary>Tunes of a file or of the .abc files of a folder; each distinct one once, in a seeded order.</summary>
    /// <exception cref="UnrollException">A file cannot be read, or there are too few tunes.</exception>
    public static FolkData Load(FolkPlan plan, Action<string> log)
    {
        var all = new List<string>();
        int left = 0;
        if (plan.Data.Path is null)
        {
            all.AddRange(Enumerable.Range(0, plan.Tunes).Select(FolkComposer.Compose));
        }
        else
        {
            string? invalid = null;
            foreach (AbcText tune in RecordedData.Files(plan.Data.Path, ".abc").SelectMany(AbcText.ReadFile))
            {
                try
                {
                    tune.Parse();
                }
                catch (UnrollException e)
                {
                    invalid ??= e.Message;
                    left++;
                    continue;
                }

                string text = tune.Essence();
                if (text.Length <= plan.Longest)
                {
                    all.Add(text);
                }
                else
                {
                    left++;
                }
            }

            if (invalid is not null)
            {
                log($"left out, the first of those that are no valid ABC: {invalid}");
            }
        }

        string[] distinct = [.. all.Distinct()];
        if (distinct.Length < 20)
        {
            throw new UnrollException($"{plan.Data.Path}: {distinct.Length} valid tunes; at least 20 are needed");
        }

        new RngSequence(plan.Seed, RandomPurpose.Split).Shuffle<string>(distinct);
        int held = distinct.Length / 10;
        return new FolkData(distinct[(2 * held)..], distinct[..held], distinct[held..(2 * held)], left);
    }
}
