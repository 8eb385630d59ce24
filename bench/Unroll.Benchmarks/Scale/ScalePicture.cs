using Unroll.Reports.Charts;

namespace Unroll.Benchmarks.Scale;

/// <summary>The curves of an axis as an SVG file that stands alone.</summary>
internal static class ScalePicture
{
    public static void Write(string path, ScaleAxis axis, IReadOnlyList<ScalePoint> points)
    {
        var series = new List<ChartSeries>();
        foreach (bool ours in (bool[])[true, false])
        {
            foreach (IGrouping<string, ScalePoint> layer in points.GroupBy(p => p.Row.Layer))
            {
                series.Add(new ChartSeries(
                    $"{Title(layer.Key)}, {(ours ? "Unroll" : "libtorch")}",
                    [.. layer.Select(p => p.At)],
                    [.. layer.Select(p => axis.IsThreads ? p.Rate(ours) : ours ? p.Times.Ours : p.Times.Peer)]));
            }
        }

        var chart = new LineChart(series)
        {
            Description = axis.IsThreads ? $"throughput of training by threads, {axis.Fixed}" : $"time of a training call by {axis.Title}, {axis.Fixed}",
            XTitle = $"{axis.Title} ({axis.Fixed})",
            YTitle = axis.IsThreads ? "steps of a row a second" : "ms a training call",
            LogX = !axis.IsThreads,
            LogY = true,
            Width = 640,
            Height = 420,
        };
        string svg = chart.ToSvg();
        int tag = svg.IndexOf('>', StringComparison.Ordinal);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, $"<svg xmlns=\"http://www.w3.org/2000/svg\"{svg[4..(tag + 1)]}<style>{ChartStyle.Css}svg{{background:var(--ground)}}</style>{svg[(tag + 1)..]}\n");
    }

    internal static string Title(string layer) => layer switch { "lstm" => "LSTM", "gru" => "GRU", _ => "Elman" };
}
