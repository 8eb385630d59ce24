using System.Globalization;

namespace Unroll.Reports.Charts;

/// <summary>
/// Sequential colours for values from 0 to 1, evenly rising in lightness so that they read in grey and to colour-blind
/// eyes: <see cref="Dark"/> (viridis) starts dark, for dark ground; <see cref="Light"/> (mako, reversed) starts light, for paper.
/// </summary>
internal static class ColorMap
{
    /// <summary>Steps that the style sheet offers, as classes v0 to v32.</summary>
    internal const int Levels = 33;

    private static readonly (byte R, byte G, byte B)[] Viridis =
    [
        (0x44, 0x01, 0x54), (0x48, 0x28, 0x78), (0x3E, 0x49, 0x89), (0x31, 0x68, 0x8E), (0x26, 0x82, 0x8E),
        (0x1F, 0x9E, 0x89), (0x35, 0xB7, 0x79), (0x6E, 0xCE, 0x58), (0xB5, 0xDE, 0x2B), (0xFD, 0xE7, 0x25),
    ];

    private static readonly (byte R, byte G, byte B)[] Mako =
    [
        (0xF4, 0xFA, 0xF6), (0xC8, 0xEB, 0xD6), (0x8B, 0xDA, 0xB2), (0x54, 0xC0, 0xAD), (0x3A, 0xA2, 0xA8),
        (0x35, 0x83, 0xA2), (0x37, 0x64, 0x9A), (0x3F, 0x46, 0x84), (0x37, 0x2C, 0x55), (0x1F, 0x14, 0x2A),
    ];

    internal static (byte R, byte G, byte B) Light(double value) => At(Mako, value);

    internal static (byte R, byte G, byte B) Dark(double value) => At(Viridis, value);

    /// <summary>The step of the style sheet nearest to a value; values outside [0, 1] take the ends, NaN has none.</summary>
    internal static string LevelClass(double value) => double.IsNaN(value)
        ? "vn"
        : "v" + ((int)Math.Round(Math.Clamp(value, 0, 1) * (Levels - 1))).ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether text on this colour should be black: WCAG's relative luminance at which black and white contrast alike.</summary>
    internal static bool IsBright((byte R, byte G, byte B) color) =>
        0.2126 * Linear(color.R) + 0.7152 * Linear(color.G) + 0.0722 * Linear(color.B) > 0.179;

    private static double Linear(byte channel)
    {
        var c = channel / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
    }

    private static (byte R, byte G, byte B) At((byte R, byte G, byte B)[] anchors, double value)
    {
        var position = (double.IsNaN(value) ? 0 : Math.Clamp(value, 0, 1)) * (anchors.Length - 1);
        var below = Math.Min((int)position, anchors.Length - 2);
        var t = position - below;
        byte Mix(byte a, byte b) => (byte)Math.Round(a + t * (b - a));
        var (from, to) = (anchors[below], anchors[below + 1]);
        return (Mix(from.R, to.R), Mix(from.G, to.G), Mix(from.B, to.B));
    }
}
