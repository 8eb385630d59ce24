using System.Diagnostics;
using Unroll.Decoding;
using Unroll.Models;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>Passes progress on and, now and then at the end of an epoch, shows what the model writes by now.</summary>
internal sealed class LiveSamples(LanguageModel model, IProgress<TrainingProgress> next, IRunOutput output) : IProgress<TrainingProgress>
{
    private const double SecondsBetween = 8;
    private const int Longest = 100;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private double _due;

    /// <summary>Whether there was anything left to train.</summary>
    public bool Any { get; private set; }

    public void Report(TrainingProgress value)
    {
        Any = true;
        next.Report(value);
        if (!value.EpochEnded || (_clock.Elapsed.TotalSeconds < _due && value.Epoch < value.Epochs))
            return;
        _due = _clock.Elapsed.TotalSeconds + SecondsBetween;
        IReadOnlyList<GeneratedText> samples = new TextGenerator(model).Generate(new GenerationOptions
        {
            Count = model.Pieces.IsItems ? 4 : 1,
            Length = Longest,
            Seed = (ulong)value.Epoch,
            Sampling = new SamplingOptions { Temperature = 0.8 },
        });
        output.Log($"  epoch {value.Epoch}: {string.Join("  |  ", samples.Select(s => OneLine(s.Text)))}");
    }

    /// <summary>A sample on one line of the log; it cannot steer the terminal.</summary>
    internal static string OneLine(string text) =>
        string.Concat(text.Trim().Select(c => c == '\n' ? '⏎' : char.IsControl(c) ? '\uFFFD' : c));
}
