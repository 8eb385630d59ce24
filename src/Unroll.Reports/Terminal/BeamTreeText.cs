using System.Globalization;
using System.Text;
using Unroll.Decoding;
using Unroll.Reports.Text;

namespace Unroll.Reports.Terminal;

/// <summary>The tree of a beam search as lines of text: what went on together stands in one line, what was dropped is counted.</summary>
public static class BeamTreeText
{
    private const int MaxLabel = 60, Scores = 9;

    /// <summary>Draws it.</summary>
    /// <param name="trace">The search.</param>
    /// <param name="show">A token as text; put together the tokens are the sequence.</param>
    public static string Draw(BeamTrace trace, Func<int, string> show)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(show);
        var tree = new Tree(trace, show);
        int Count(BeamFate fate) => trace.Nodes.Skip(1).Count(n => n.Fate == fate);
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture,
            $"beam: {trace.Steps} steps, {Count(BeamFate.Kept)} continuations kept, {Count(BeamFate.Finished)} finished, "
            + $"{Count(BeamFate.Dropped)} dropped"));
        int wide = tree.Lines.Max(l => TextMetrics.Columns(l.Left));
        foreach ((string left, string right) in tree.Lines)
        {
            text.Append('\n').Append(left).Append(' ', wide - TextMetrics.Columns(left)).Append(right);
        }

        return text.ToString();
    }

    private sealed class Tree
    {
        private readonly BeamTrace _trace;
        private readonly Func<int, string> _show;
        private readonly ILookup<int, int> _after;

        public Tree(BeamTrace trace, Func<int, string> show)
        {
            _trace = trace;
            _show = show;
            _after = Enumerable.Range(1, trace.Nodes.Count - 1).ToLookup(n => trace.Nodes[n].Before);
            int[] first = Alive(0);
            for (int i = 0; i < first.Length; i++)
            {
                Branch(first[i], "", i + 1 == first.Length);
            }
        }

        public List<(string Left, string Right)> Lines { get; } = [];

        private int[] Alive(int node) => [.. _after[node].Where(n => _trace.Nodes[n].Fate != BeamFate.Dropped)];

        private void Branch(int node, string indent, bool last)
        {
            // What goes on in one way only stays in one line.
            var label = new StringBuilder(Text(node));
            var dropped = _after[node].Where(n => _trace.Nodes[n].Fate == BeamFate.Dropped).ToList();
            int[] next = Alive(node);
            while (next.Length == 1)
            {
                node = next[0];
                label.Append(Text(node));
                dropped.AddRange(_after[node].Where(n => _trace.Nodes[n].Fate == BeamFate.Dropped));
                next = Alive(node);
            }

            BeamNode end = _trace.Nodes[node];
            string score = end.Score.ToString("F3", CultureInfo.InvariantCulture).PadLeft(Scores);
            int place = _trace.Best.ToList().IndexOf(node);
            string fate = place >= 0 ? string.Create(CultureInfo.InvariantCulture, $"  = {place + 1}")
                : end.Fate == BeamFate.Finished ? "  finished"
                : next.Length > 0 ? "" : end.Step < _trace.Steps ? $"  lost at step {end.Step + 1}" : "  not needed any more";
            if (dropped.Count > 0)
            {
                int best = dropped.MaxBy(n => _trace.Nodes[n].LogProbability);
                fate += string.Create(CultureInfo.InvariantCulture,
                    $"  ({dropped.Count} dropped, best {Quoted(best)} {_trace.Nodes[best].Score:F3})");
            }

            string shown = TextMetrics.Columns(label.ToString()) <= MaxLabel ? label.ToString()
                : "…" + string.Concat(TextMetrics.Elements(label.ToString()).TakeLast(MaxLabel - 1));
            Lines.Add(($"{indent}{(last ? "└─ " : "├─ ")}{shown}", score + fate));
            string deeper = indent + (last ? "   " : "│  ");
            for (int i = 0; i < next.Length; i++)
            {
                Branch(next[i], deeper, i + 1 == next.Length);
            }
        }

        private string Quoted(int node) => $"`{Text(node).Trim()}` at step {_trace.Nodes[node].Step}";

        private string Text(int node) => _trace.Nodes[node].Token == _trace.End ? "¶"
            : string.Concat(_show(_trace.Nodes[node].Token).Select(c => char.IsControl(c) ? '\uFFFD' : c));
    }
}
