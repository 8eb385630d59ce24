using System.Text;
using Unroll.Reports.Text;

namespace Unroll.Reports.Charts;

/// <summary>Writes one SVG element by element: well-formed, escaped, two decimals. Looks come from classes in <see cref="ChartStyle"/>.</summary>
internal sealed class SvgWriter
{
    private readonly StringBuilder _body = new();
    private readonly string _description;

    internal SvgWriter(double width, double height, string description)
    {
        (Width, Height, _description) = (width, height, description);
    }

    internal double Width { get; }

    internal double Height { get; }

    internal void Line(double x1, double y1, double x2, double y2, string css) =>
        _body.Append($"<line class=\"{css}\" x1=\"{N(x1)}\" y1=\"{N(y1)}\" x2=\"{N(x2)}\" y2=\"{N(y2)}\"/>");

    internal void Rect(double x, double y, double width, double height, string css, string? tip = null)
    {
        _body.Append($"<rect class=\"{css}\" x=\"{N(x)}\" y=\"{N(y)}\" width=\"{N(Math.Max(0, width))}\" height=\"{N(Math.Max(0, height))}\"");
        Close("rect", tip);
    }

    /// <param name="x">Position of the anchor.</param>
    /// <param name="y">Base line.</param>
    /// <param name="text">The text, escaped here.</param>
    /// <param name="css">Classes; <c>e</c> ends at x and <c>m</c> is centred on it.</param>
    /// <param name="turn">Degrees of clockwise rotation about the anchor.</param>
    /// <param name="tip">Title shown on hover.</param>
    internal void Text(double x, double y, string text, string css, double turn = 0, string? tip = null)
    {
        _body.Append($"<text class=\"{css}\" x=\"{N(x)}\" y=\"{N(y)}\"");
        if (turn != 0)
        {
            _body.Append($" transform=\"rotate({N(turn)} {N(x)} {N(y)})\"");
        }

        _body.Append('>').Append(Title(tip)).Append(Markup.Escape(text)).Append("</text>");
    }

    internal void Polyline(IReadOnlyList<(double X, double Y)> points, string css, string dash)
    {
        _body.Append($"<polyline class=\"{css}\"");
        if (dash.Length > 0)
        {
            _body.Append($" stroke-dasharray=\"{dash}\"");
        }

        _body.Append(" points=\"").AppendJoin(' ', points.Select(p => N(p.X) + "," + N(p.Y))).Append("\"/>");
    }

    internal void Marker(MarkerShape shape, double x, double y, double radius, string css, string? tip = null)
    {
        var r = radius;
        var (tag, geometry) = shape switch
        {
            MarkerShape.Circle => ("circle", $"cx=\"{N(x)}\" cy=\"{N(y)}\" r=\"{N(r)}\""),
            MarkerShape.Triangle => ("path", $"d=\"M{N(x)} {N(y - 1.25 * r)}l{N(1.2 * r)} {N(2 * r)}h{N(-2.4 * r)}z\""),
            MarkerShape.Diamond => ("path", $"d=\"M{N(x)} {N(y - 1.35 * r)}l{N(1.35 * r)} {N(1.35 * r)} {N(-1.35 * r)} {N(1.35 * r)} {N(-1.35 * r)} {N(-1.35 * r)}z\""),
            MarkerShape.Square => ("path", $"d=\"M{N(x - 0.9 * r)} {N(y - 0.9 * r)}h{N(1.8 * r)}v{N(1.8 * r)}h{N(-1.8 * r)}z\""),
            _ => ("path", $"d=\"M{N(x - 0.4 * r)} {N(y - 1.3 * r)}h{N(0.8 * r)}v{N(0.9 * r)}h{N(0.9 * r)}v{N(0.8 * r)}h{N(-0.9 * r)}v{N(0.9 * r)}h{N(-0.8 * r)}v{N(-0.9 * r)}h{N(-0.9 * r)}v{N(-0.8 * r)}h{N(0.9 * r)}z\""),
        };
        _body.Append($"<{tag} class=\"{css}\" {geometry}");
        Close(tag, tip);
    }

    internal void OpenGroup(string css) => _body.Append($"<g class=\"{css}\">");

    internal void CloseGroup() => _body.Append("</g>");

    internal void Polygon(IReadOnlyList<(double X, double Y)> points, string css) =>
        _body.Append($"<polygon class=\"{css}\" points=\"").AppendJoin(' ', points.Select(p => N(p.X) + "," + N(p.Y))).Append("\"/>");

    /// <summary>A cubic curve.</summary>
    internal void Curve((double X, double Y) from, (double X, double Y) bend1, (double X, double Y) bend2, (double X, double Y) to, string css, string dash)
    {
        _body.Append($"<path class=\"{css}\"");
        if (dash.Length > 0)
        {
            _body.Append($" stroke-dasharray=\"{dash}\"");
        }

        _body.Append($" d=\"M{N(from.X)} {N(from.Y)}C{N(bend1.X)} {N(bend1.Y)} {N(bend2.X)} {N(bend2.Y)} {N(to.X)} {N(to.Y)}\"/>");
    }

    /// <summary>A square picture, pixels as they are; its bytes are in the page once, under a name.</summary>
    internal void Picture(string id, double x, double y, double side, byte[] png) =>
        _body.Append($"<image id=\"{Markup.Escape(id)}\" x=\"{N(x)}\" y=\"{N(y)}\" width=\"{N(side)}\" height=\"{N(side)}\" ")
            .Append("preserveAspectRatio=\"none\" image-rendering=\"pixelated\" href=\"data:image/png;base64,")
            .Append(Convert.ToBase64String(png)).Append("\"/>");

    /// <summary>A picture of <see cref="Picture"/> once more, moved.</summary>
    internal void PictureAgain(string id, double dx, double dy) =>
        _body.Append($"<use href=\"#{Markup.Escape(id)}\" x=\"{N(dx)}\" y=\"{N(dy)}\"/>");

    /// <summary>A black square that lets some of what is below it through.</summary>
    internal void Shade(double x, double y, double side, double opacity, string tip)
    {
        _body.Append($"<rect class=\"hit\" x=\"{N(x)}\" y=\"{N(y)}\" width=\"{N(side)}\" height=\"{N(side)}\" ")
            .Append($"fill=\"#000\" fill-opacity=\"{N(opacity)}\"");
        Close("rect", tip);
    }

    /// <summary>What stands in the middle of a chart without anything to draw.</summary>
    internal void NoData() => Text(Width / 2, Height / 2, "no data", "m lab");

    /// <summary>The whole element.</summary>
    internal string Finish() =>
        $"<svg class=\"chart\" role=\"img\" aria-label=\"{Markup.Escape(_description)}\" viewBox=\"0 0 {N(Width)} {N(Height)}\" "
        + $"width=\"{N(Width)}\" height=\"{N(Height)}\">{_body}</svg>";

    private void Close(string tag, string? tip) => _body.Append(tip is null ? "/>" : $">{Title(tip)}</{tag}>");

    private static string Title(string? tip) => tip is null ? "" : $"<title>{Markup.Escape(tip)}</title>";

    private static string N(double value) => Markup.Coordinate(value);
}
