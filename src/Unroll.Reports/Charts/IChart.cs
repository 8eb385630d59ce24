namespace Unroll.Reports.Charts;

/// <summary>A static picture of data as SVG: readable without scripts, with the details of each mark as its title.</summary>
public interface IChart
{
    /// <summary>
    /// The <c>svg</c> element, for use inside a page that carries <see cref="ChartStyle.Css"/>; any data is drawn, also
    /// none, one point or values that are not finite.
    /// </summary>
    string ToSvg();
}
