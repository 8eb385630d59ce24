namespace Unroll.Decoding;

/// <summary>
/// Prefix beam search of CTC (Graves and Jaitly 2014; Hannun et al. 2014): at each step the likeliest prefixes of labels are kept, each with
/// the probability of its alignments that end in a blank and of those that end in its last label, in log space and in double. With a beam
/// as wide as there are prefixes the result is exact.
/// </summary>
public sealed class CtcBeamSearch
{
    private const double Never = double.NegativeInfinity;
    private readonly int _classes;
    private readonly int _blank;
    private readonly int _width;

    /// <summary>Creates a search.</summary>
    /// <param name="classes">The number of classes.</param>
    /// <param name="blank">The class that stands for no label.</param>
    /// <param name="width">Prefixes kept at each step.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public CtcBeamSearch(int classes, int blank = 0, int width = 16)
    {
        CtcArguments.Check(0, classes, blank);
        if (width < 1)
        {
            throw new ArgumentException($"expected a positive integer for `width`, got {width}");
        }

        (_classes, _blank, _width) = (classes, blank, width);
    }

    /// <summary>
    /// What is added to the score of a prefix when a label is appended to it, such as the weighted log-probability of a language model and a
    /// bonus for each label. None unless given; <see cref="CtcHypothesis.LogProbability"/> contains it.
    /// </summary>
    public Func<IReadOnlyList<int>, int, double>? Score { get; init; }

    /// <summary>Decodes one row: the likeliest labels first, as many as the beam keeps.</summary>
    /// <param name="logProbabilities">ln p, [steps, classes] row-major.</param>
    /// <exception cref="ArgumentException">The numbers do not make whole steps.</exception>
    public IReadOnlyList<CtcHypothesis> Decode(ReadOnlySpan<float> logProbabilities)
    {
        CtcArguments.Check(logProbabilities.Length, _classes, _blank);
        var root = new Prefix(null, _blank, 0) { Blank = 0 };
        List<Prefix> beam = [root];
        var touched = new List<Prefix>();
        for (int at = 0; at < logProbabilities.Length; at += _classes)
        {
            touched.Clear();
            foreach (Prefix prefix in beam)
            {
                Extend(prefix, logProbabilities.Slice(at, _classes), touched);
            }

            foreach (Prefix prefix in touched)
            {
                prefix.Advance();
            }

            // Ties keep the order in which prefixes were reached, so that the result is the same everywhere.
            List<Prefix> kept = [.. touched.OrderByDescending(p => p.Total).Take(_width)];
            foreach (Prefix prefix in touched)
            {
                prefix.IsTouched = false;
            }

            foreach (Prefix prefix in touched.Except(kept))
            {
                prefix.Forget();
            }

            beam = kept;
        }

        return [.. beam.Select(p => new CtcHypothesis(p.ToLabels(), p.Total))];
    }

    private void Extend(Prefix prefix, ReadOnlySpan<float> step, List<Prefix> touched)
    {
        double total = prefix.Total;
        prefix.Touch(touched).NextBlank = Add(prefix.NextBlank, total + step[_blank]);
        if (prefix.Parent is not null)
        {
            prefix.NextLabel = Add(prefix.NextLabel, prefix.Label + step[prefix.Last]);
        }

        for (int c = 0; c < _classes; c++)
        {
            if (c == _blank || float.IsNegativeInfinity(step[c]))
            {
                continue;
            }

            // A repeat of the last label is a new label only after a blank.
            double from = prefix.Parent is not null && c == prefix.Last ? prefix.Blank : total;
            if (double.IsNegativeInfinity(from))
            {
                continue;
            }

            Prefix next = prefix.Child(c, Score is null ? 0 : Score(prefix.ToLabels(), c)).Touch(touched);
            next.NextLabel = Add(next.NextLabel, from + step[c] + next.Bonus);
        }
    }

    private static double Add(double a, double b)
    {
        double max = Math.Max(a, b);
        return double.IsNegativeInfinity(max) ? max : max + Math.Log(Math.Exp(a - max) + Math.Exp(b - max));
    }

    /// <summary>A node of the tree of prefixes.</summary>
    private sealed class Prefix(Prefix? parent, int last, double bonus)
    {
        private Dictionary<int, Prefix>? _children;

        public Prefix? Parent => parent;

        public int Last => last;

        /// <summary>What the score added when the last label was appended.</summary>
        public double Bonus => bonus;

        /// <summary>ln p of the alignments that end in a blank, and in the last label; now and after the step under way.</summary>
        public double Blank { get; set; } = Never;

        public double Label { get; private set; } = Never;

        public double NextBlank { get; set; } = Never;

        public double NextLabel { get; set; } = Never;

        public bool IsTouched { get; set; }

        public double Total => Add(Blank, Label);

        public Prefix Child(int label, double bonus)
        {
            _children ??= [];
            if (!_children.TryGetValue(label, out Prefix? child))
            {
                _children.Add(label, child = new Prefix(this, label, bonus));
            }

            return child;
        }

        public Prefix Touch(List<Prefix> touched)
        {
            if (!IsTouched)
            {
                IsTouched = true;
                touched.Add(this);
            }

            return this;
        }

        public void Advance()
        {
            (Blank, Label) = (NextBlank, NextLabel);
            (NextBlank, NextLabel) = (Never, Never);
        }

        /// <summary>Fell out of the beam: alignments that come back to this prefix begin anew.</summary>
        public void Forget() => (Blank, Label) = (Never, Never);

        public List<int> ToLabels()
        {
            var labels = new List<int>();
            for (Prefix at = this; at.Parent is not null; at = at.Parent)
            {
                labels.Add(at.Last);
            }

            labels.Reverse();
            return labels;
        }
    }
}
