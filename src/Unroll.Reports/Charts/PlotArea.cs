namespace Unroll.Reports.Charts;

/// <summary>The rectangle inside the axes, in pixels.</summary>
internal readonly record struct PlotArea(double Left, double Top, double Width, double Height)
{
    internal double Right => Left + Width;

    internal double Bottom => Top + Height;
}
