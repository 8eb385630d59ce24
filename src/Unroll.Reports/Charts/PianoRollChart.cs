using System.Globalization;
using Unroll.Data.Music;

namespace Unroll.Reports.Charts;

/// <summary>Notes as bars: time from left to right, pitch from the bottom up, a colour a voice.</summary>
/// <param name="voices">The notes of each voice.</param>
/// <param name="ticksPerBar">Ticks between the vertical lines.</param>
public sealed class PianoRollChart(IReadOnlyList<IReadOnlyList<MidiNote>> voices, long ticksPerBar) : IChart
{
    private static readonly string[] Names = ["C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"];

    /// <summary>What the chart shows, for readers who do not see it.</summary>
    public string Description { get; init; } = "notes over time";

    /// <summary>Width in pixels.</summary>
    public double Width { get; init; } = 940;

    /// <inheritdoc/>
    public string ToSvg()
    {
        MidiNote[] all = [.. voices.SelectMany(v => v)];
        if (all.Length == 0)
        {
            var empty = new SvgWriter(Width, 120, Description);
            empty.NoData();
            return empty.Finish();
        }

        int low = all.Min(n => n.Pitch) - 1, high = all.Max(n => n.Pitch) + 1;
        long end = all.Max(n => n.End);
        double row = Math.Clamp(260.0 / (high - low + 1), 4, 10), left = 40, wide = Width - left - 8;
        var svg = new SvgWriter(Width, (row * (high - low + 1)) + 30, Description);
        for (int pitch = low; pitch <= high; pitch++)
        {
            if (pitch % 12 is 0 or 7)
            {
                svg.Line(left, Y(pitch) + row, left + wide, Y(pitch) + row, "grid");
                svg.Text(left - 5, Y(pitch) + row, Name(pitch), "e tick");
            }
        }

        int every = Math.Max(1, (int)Math.Ceiling(end / (double)ticksPerBar / 24));
        for (long bar = 0; bar * ticksPerBar <= end; bar += every)
        {
            double x = left + (wide * bar * ticksPerBar / end);
            svg.Line(x, 4, x, svg.Height - 22, "grid");
            svg.Text(x, svg.Height - 8, (bar + 1).ToString(CultureInfo.InvariantCulture), "m tick");
        }

        for (int voice = 0; voice < voices.Count; voice++)
        {
            foreach (MidiNote n in voices[voice])
            {
                svg.Rect(
                    left + (wide * n.Start / end), Y(n.Pitch) + 0.5, Math.Max(1.5, wide * n.Length / end), row - 1,
                    $"{Palette.ColorClass(voice)} f hit", Name(n.Pitch));
            }
        }

        return svg.Finish();

        double Y(int pitch) => 6 + (row * (high - pitch));
    }

    private static string Name(int pitch) => string.Create(CultureInfo.InvariantCulture, $"{Names[pitch % 12]}{(pitch / 12) - 1}");
}
