using Unroll.Recipes;

namespace Unroll.Cli.Output;

/// <summary>Results to standard output (unless they come as one JSON document), logs and progress to standard error (unless quiet).</summary>
internal sealed class ConsoleOutput(bool json, bool quiet) : IRunOutput
{
    private readonly Lock _gate = new();
    private ILiveLine? _live;

    /// <inheritdoc/>
    public void Log(string line)
    {
        if (quiet)
        {
            return;
        }

        lock (_gate)
        {
            _live?.Clear();
            Standard.TryWriteError(line);
            _live?.Draw();
        }
    }

    /// <inheritdoc/>
    public void Result(string text)
    {
        if (json)
        {
            return;
        }

        lock (_gate)
        {
            _live?.Clear();
            Standard.Out.WriteLine(text.TrimEnd('\n'));
        }
    }

    /// <inheritdoc/>
    public IRunProgress Progress(string title)
    {
        if (quiet)
        {
            return new SilentProgress();
        }

        if (!Standard.IsErrorTerminal)
        {
            return new PlainProgress(title);
        }

        var live = new LiveProgress(title, _gate, closed => _live = ReferenceEquals(_live, closed) ? null : _live);
        _live = live;
        return live;
    }
}
