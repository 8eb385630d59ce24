using System.Text.RegularExpressions;

namespace Unroll.Metrics;

/// <summary>The tokenizer 13a of WMT's mteval-v13a.pl, as sacreBLEU defines it.</summary>
internal static partial class BleuTokenizer
{
    public static string[] Split(string text)
    {
        string line = text.Replace("<skipped>", "", StringComparison.Ordinal).Replace("-\n", "", StringComparison.Ordinal)
            .Replace('\n', ' ');
        if (line.Contains('&', StringComparison.Ordinal))
        {
            line = line.Replace("&quot;", "\"", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal)
                .Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal);
        }

        line = Marks().Replace($" {line} ", " $1 ");
        line = AfterOther().Replace(line, "$1 $2 ");
        line = BeforeOther().Replace(line, " $1 $2");
        line = Dash().Replace(line, "$1 $2 ");
        return line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Every ASCII mark but ' , - . and the digits and letters between them.</summary>
    [GeneratedRegex(@"([\{-\~\[-\` -\&\(-\+\:-\@\/])")]
    private static partial Regex Marks();

    /// <summary>A dot or comma unless a digit stands before it.</summary>
    [GeneratedRegex(@"([^0-9])([\.,])")]
    private static partial Regex AfterOther();

    /// <summary>A dot or comma unless a digit follows.</summary>
    [GeneratedRegex(@"([\.,])([^0-9])")]
    private static partial Regex BeforeOther();

    /// <summary>A dash after a digit.</summary>
    [GeneratedRegex(@"([0-9])(-)")]
    private static partial Regex Dash();
}
