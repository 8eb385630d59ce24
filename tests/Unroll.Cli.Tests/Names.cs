using System.Text;

namespace Unroll.Cli.Tests;

/// <summary>Made-up surnames of three made-up languages.</summary>
internal static class Names
{
    private static readonly (string Label, string[] Ends)[] Languages = [("North", ["sen", "dal", "vik"]), ("East", ["ov", "ski", "enko"]), ("South", ["ez", "ñez", "ini"])];
    private static readonly string[] Starts = ["Ka", "Mo", "Ber", "Lu", "Ta", "Iva", "Pe", "Ro", "Sten", "Gar"];
    private static readonly string[] Middles = ["l", "ran", "ri", "t", "do", "na", "ck", "vi"];

    /// <summary>As text, TAB, label on each line; the same for the same count.</summary>
    public static string Table(int count)
    {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++)
        {
            (string label, string[] ends) = Languages[i % 3];
            text.Append(Starts[i / 3 % 10]).Append(Middles[i / 7 % 8]).Append(ends[i / 11 % 3]).Append('\t').Append(label).Append('\n');
        }

        return text.ToString();
    }
}
