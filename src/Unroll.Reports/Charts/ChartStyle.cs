using System.Globalization;
using System.Text;

namespace Unroll.Reports.Charts;

/// <summary>The style sheet that charts rely on: colours by class, for light and dark ground; print is always light.</summary>
public static class ChartStyle
{
    /// <summary>The rules, to be placed once in the page's style element; free of characters that need escaping.</summary>
    public static string Css { get; } = Build();

    private static string Build()
    {
        var css = new StringBuilder(
            """
            :root{--ink:#1d2329;--soft:#5a6570;--line:#dfe3e8;--ground:#fff;--raised:#f6f8fa;--mark:#0072B2}
            svg.chart{max-width:100%;height:auto;display:block;font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"Noto Sans",sans-serif}
            .chart text{font-size:12px;fill:var(--ink);unicode-bidi:plaintext}
            .chart .tick{fill:var(--soft)}.chart .lab{fill:var(--ink)}.chart .val{font-size:10.5px;fill:var(--soft)}
            .chart .char{font-size:17px;font-weight:600}.chart .m{text-anchor:middle}.chart .e{text-anchor:end}
            .grid{stroke:var(--line);stroke-width:1}.axis{stroke:var(--soft);stroke-width:1}.frame{fill:none;stroke:var(--line)}.none{fill:transparent}
            .f{fill:var(--c)}.s{fill:none;stroke:var(--c);stroke-width:2;stroke-linejoin:round}.dot{stroke:var(--ground);stroke-width:.6;fill-opacity:.85}
            .band{fill:var(--c);fill-opacity:.15}.box{fill:var(--raised);stroke:var(--c);stroke-width:1.5}.edge{fill:none;stroke:var(--soft);stroke-width:1.3}.head{fill:var(--soft)}.faint{fill:none;stroke:var(--line);stroke-width:1.2}
            .chart .elab{font-size:10px;fill:var(--soft);paint-order:stroke;stroke:var(--ground);stroke-width:3px;stroke-linejoin:round}
            .h{fill:var(--v)}.chart .k{fill:var(--t);font-size:11px}.vn{--v:var(--line);--t:var(--soft)}
            .weak{fill-opacity:.3}.chart .sign{font-size:11px;font-weight:600;pointer-events:none}
            .key{cursor:default}.chart.pick .ser{opacity:.08}.chart.pick .ser.on{opacity:1}

            """);
        Rules(css, Palette.Light, ColorMap.Light);
        css.Append("@media screen and (prefers-color-scheme:dark){\n");
        css.Append(":root{--ink:#e6e9ec;--soft:#9aa5b1;--line:#343c45;--ground:#14181c;--raised:#1d2329;--mark:#5fb0e8}\n");
        Rules(css, Palette.Dark, ColorMap.Dark);
        css.Append("}\n@media print{.chart *{print-color-adjust:exact;-webkit-print-color-adjust:exact}}\n");
        return css.ToString();
    }

    private static void Rules(StringBuilder css, string[] palette, Func<double, (byte R, byte G, byte B)> map)
    {
        for (var i = 0; i < palette.Length; i++)
        {
            css.Append(CultureInfo.InvariantCulture, $".c{i}{{--c:{palette[i]}}}");
        }

        css.Append('\n');
        for (var i = 0; i < ColorMap.Levels; i++)
        {
            var color = map(i / (ColorMap.Levels - 1.0));
            var ink = ColorMap.IsBright(color) ? "#000" : "#fff";
            css.Append(CultureInfo.InvariantCulture, $".v{i}{{--v:#{color.R:x2}{color.G:x2}{color.B:x2};--t:{ink}}}");
        }

        css.Append('\n');
    }
}
