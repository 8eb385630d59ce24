using Unroll.Recipes;
using Unroll.Training;

namespace Unroll.Cli.Output;

/// <summary>Progress for a terminal: one line that is redrawn, with a bar, the loss of the epochs so far, and the time left.</summary>
internal sealed class LiveProgress(string title, Lock gate, Action<ILiveLine> closed) : IRunProgress, ILiveLine
{
    private const int BarColumns = 16;
    private const string Eighths = " ▏▎▍▌▋▊▉";
    private readonly List<double> _losses = [];
    private TrainingProgress _latest;
    private (double Value, string Name)? _valid;
    private bool _shown;
    private bool _any;

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        lock (gate)
        {
            _latest = value;
            _any = true;
            if (value.EpochEnded)
            {
                _losses.Add(value.Loss);
                foreach ((string name, double metric) in value.Validation ?? [])
                {
                    // The last one is the one people look at: loss comes first.
                    _valid = (metric, name);
                }
            }

            Draw();
        }
    }

    /// <inheritdoc/>
    public void Clear()
    {
        if (_shown)
        {
            // Spaces rather than an escape sequence: they work in every terminal.
            Standard.Error.Write("\r" + new string(' ', Standard.ErrorColumns - 1) + "\r");
            _shown = false;
        }
    }

    /// <inheritdoc/>
    public void Draw()
    {
        if (_any)
        {
            int columns = Standard.ErrorColumns - 1;
            string line = Compose();
            Standard.Error.Write("\r" + (line.Length > columns ? line[..columns] : line.PadRight(columns)));
            _shown = true;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            if (_shown)
            {
                Standard.TryWriteError("");
                _shown = false;
            }

            _any = false;
            closed(this);
        }
    }

    private string Compose()
    {
        TrainingProgress p = _latest;
        double done = p.EpochEnded ? p.Epoch : p.Epoch - 1 + ((double)p.Batch / Math.Max(1, p.Batches));
        string line = $"{title}{(title.Length > 0 ? "  " : "")}{p.Epoch}/{p.Epochs} {Bar(done / Math.Max(1, p.Epochs))} loss {p.Loss:0.000}";
        string spark = ProgressText.Sparkline(_losses, 12);
        line += spark.Length > 0 ? " " + spark : "";
        line += double.IsNaN(p.Accuracy) ? "" : $"  accuracy {ProgressText.Percent(p.Accuracy)}";
        if (_valid is { } valid)
        {
            line += "  valid " + (valid.Name == "accuracy" ? ProgressText.Percent(valid.Value) : $"{valid.Value:0.000}");
        }

        return $"{line}  {ProgressText.Rate(p.ItemsPerSecond)}  {ProgressText.Duration(p.Left)} left";
    }

    private static string Bar(double share)
    {
        int eighths = (int)(Math.Clamp(share, 0, 1) * BarColumns * 8);
        string full = new('█', eighths / 8);
        string part = eighths / 8 < BarColumns ? Eighths[eighths % 8].ToString() : "";
        return "▕" + (full + part).PadRight(BarColumns) + "▏";
    }
}
