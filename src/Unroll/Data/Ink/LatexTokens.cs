namespace Unroll.Data.Ink;

/// <summary>
/// LaTeX of formulas as the tokens that a recogniser writes, one spelling for what looks the same: commands of layout and size are left out
/// (<c>$ \mbox \left \right \big \limits</c>), <c>\to</c> is <c>\rightarrow</c>, an apostrophe is a superscript <c>\prime</c>, arguments
/// and scripts always have braces and nothing else has, and the subscript comes before the superscript. A closing brace too many is left out.
/// </summary>
public static class LatexTokens
{
    private const int Deepest = 200;

    private static readonly HashSet<string> LeftOut = new(StringComparer.Ordinal)
    {
        "$", @"\mbox", @"\left", @"\right", @"\big", @"\Big", @"\bigg", @"\Bigg", @"\limits", @"\,", @"\;", @"\:", @"\!", @"\ ",
        @"\displaystyle", @"\mathrm", @"\text", "~",
    };

    private static readonly Dictionary<string, string> Same = new(StringComparer.Ordinal)
    {
        [@"\to"] = @"\rightarrow", ["<"] = @"\lt", [">"] = @"\gt", [@"\le"] = @"\leq", [@"\ge"] = @"\geq", [@"\ne"] = @"\neq",
        [@"\vert"] = "|", [@"\lbrack"] = "[", [@"\rbrack"] = "]", [@"\dots"] = @"\ldots", [@"\dfrac"] = @"\frac", [@"\tfrac"] = @"\frac",
    };

    /// <summary>The tokens of a formula.</summary>
    /// <param name="latex">The formula as written.</param>
    /// <exception cref="UnrollException">A brace is not closed, an argument is missing, or it is nested too deeply.</exception>
    public static string[] Normalize(string latex)
    {
        ArgumentNullException.ThrowIfNull(latex);
        var parser = new Parser(latex, Cut(latex));
        var tokens = new List<string>();
        parser.Sequence(tokens, 0, until: null);
        return [.. tokens];
    }

    /// <summary>The tokens as they stand in the text, before anything is made the same.</summary>
    public static IReadOnlyList<string> Cut(string latex)
    {
        ArgumentNullException.ThrowIfNull(latex);
        var tokens = new List<string>();
        for (int i = 0; i < latex.Length;)
        {
            int start = i++;
            if (latex[start] == '\\' && i < latex.Length)
            {
                i++;
                while (char.IsAsciiLetter(latex[start + 1]) && i < latex.Length && char.IsAsciiLetter(latex[i]))
                {
                    i++;
                }
            }
            else if (char.IsWhiteSpace(latex[start]))
            {
                continue;
            }
            else if (char.IsHighSurrogate(latex[start]) && i < latex.Length && char.IsLowSurrogate(latex[i]))
            {
                i++;
            }

            tokens.Add(latex[start..i]);
        }

        return tokens;
    }

    private sealed class Parser
    {
        private readonly string _latex;
        private readonly List<string> _tokens = [];
        private int _at;

        public Parser(string latex, IReadOnlyList<string> raw)
        {
            _latex = latex;
            foreach (string token in raw)
            {
                // A relation run together with the letter after it, as in `M\ltN`.
                if (token.Length == 4 && (token.StartsWith(@"\lt", StringComparison.Ordinal) || token.StartsWith(@"\gt", StringComparison.Ordinal))
                    && char.IsAsciiLetterUpper(token[3]))
                {
                    _tokens.AddRange([token[..3], token[3..]]);
                }
                else if (!LeftOut.Contains(token))
                {
                    _tokens.Add(Same.GetValueOrDefault(token, token));
                }
            }
        }

        private string? Next => _at < _tokens.Count ? _tokens[_at] : null;

        /// <summary>Items with their scripts up to a closing token, which is taken.</summary>
        public void Sequence(List<string> into, int depth, string? until)
        {
            if (depth > Deepest)
            {
                throw Error("nested too deeply");
            }

            while (Next is { } token)
            {
                if (token == until)
                {
                    _at++;
                    return;
                }

                if (token == "}")
                {
                    // One too many, as in some files of CROHME: at the top it changes nothing.
                    if (depth > 0)
                    {
                        throw Error($"a }} where a {until} is missing");
                    }

                    _at++;
                }
                else if (token is "_" or "^" or "'")
                {
                    Scripts(into, depth);
                }
                else
                {
                    Item(into, depth);
                }
            }

            if (until is not null)
            {
                throw Error($"a {until} is missing");
            }
        }

        /// <summary>One item without scripts; the braces of a group that stands for itself are left out.</summary>
        private void Item(List<string> into, int depth)
        {
            string token = _tokens[_at++];
            switch (token)
            {
                case "{":
                    Sequence(into, depth + 1, "}");
                    break;
                case @"\frac":
                    into.Add(token);
                    Argument(into, depth);
                    Argument(into, depth);
                    break;
                case @"\sqrt":
                    into.Add(token);
                    if (Next == "[")
                    {
                        _at++;
                        into.Add("[");
                        Sequence(into, depth + 1, "]");
                        into.Add("]");
                    }

                    Argument(into, depth);
                    break;
                default:
                    into.Add(token);
                    break;
            }
        }

        private void Argument(List<string> into, int depth)
        {
            into.Add("{");
            Inner(into, depth);
            into.Add("}");
        }

        private void Inner(List<string> into, int depth)
        {
            if (Next is null or "}" or "_" or "^")
            {
                throw Error("an argument is missing");
            }

            if (Next == "'")
            {
                _at++;
                into.Add(@"\prime");
                return;
            }

            if (depth >= Deepest)
            {
                throw Error("nested too deeply");
            }

            bool group = Next == "{";
            var inner = new List<string>();
            Item(inner, depth + 1);

            // `^{'}` says the same as an apostrophe: no script inside the script.
            into.AddRange(group && inner is ["^", "{", @"\prime", "}"] ? [@"\prime"] : inner);
        }

        private void Scripts(List<string> into, int depth)
        {
            List<string> below = [], above = [];
            while (Next is "_" or "^" or "'")
            {
                string kind = _tokens[_at];
                if (kind == "'")
                {
                    _at++;
                    above.Add(@"\prime");
                }
                else
                {
                    _at++;
                    Inner(kind == "_" ? below : above, depth);
                }
            }

            Write(into, "_", below);
            Write(into, "^", above);
        }

        private static void Write(List<string> into, string kind, List<string> script)
        {
            if (script.Count > 0)
            {
                into.AddRange([kind, "{", .. script, "}"]);
            }
        }

        private UnrollException Error(string what) => new($"the formula {Quote.Text(_latex)}: {what}");
    }
}
