using Unroll.Recipes;
using Unroll.Training;

namespace Unroll.Tests.Recipes;

/// <summary>Keeps what a run says, and calls back at the end of every epoch.</summary>
internal sealed class RecordedOutput(Action<TrainingProgress>? onProgress = null) : IRunOutput
{
    public List<string> Logs { get; } = [];

    public List<string> Results { get; } = [];

    public void Log(string line) => Logs.Add(line);

    public void Result(string text) => Results.Add(text);

    public IRunProgress Progress(string title) => new Display(onProgress);

    private sealed class Display(Action<TrainingProgress>? onProgress) : IRunProgress
    {
        public void Report(TrainingProgress value) => onProgress?.Invoke(value);

        public void Dispose()
        {
        }
    }
}
