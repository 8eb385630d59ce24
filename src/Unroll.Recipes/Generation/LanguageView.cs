using Unroll.Autograd;
using Unroll.Models;
using Unroll.Recurrent;
using Unroll.Reports.Sections;

namespace Unroll.Recipes;

/// <summary>What a report looks at inside a language model.</summary>
internal static class LanguageView
{
    private const int Longest = 60;

    /// <summary>The neighbours of its pieces, and its gates and states on some texts.</summary>
    /// <param name="model">The model.</param>
    /// <param name="texts">Encoded texts, of which the beginnings are read.</param>
    public static ModelView Of(LanguageModel model, IEnumerable<int[]> texts) => new()
    {
        Tokens = [.. Enumerable.Range(0, model.Count).Select(model.Pieces.Show)],
        Sequences =
        [
            .. texts.Select(ids => ids[..Math.Min(Longest, ids.Length)]).Where(ids => ids.Length > 1).Select(ids => TracedSequence.Of(
                [.. ids.Select(model.Pieces.Show)], () => model.Forward(new Tape(), new SequenceLayout([ids.Length]), ids))),
        ],
    };
}
