using System.Diagnostics;
using System.Text;

namespace Unroll.Cli.Tests;

/// <summary>A command under way.</summary>
internal sealed class RunningCommand : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly Process _process;
    private readonly StringBuilder _error = new();
    private readonly Task<string> _out;
    private readonly ManualResetEventSlim _ended = new();

    public RunningCommand(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, e) =>
        {
            if (e.Data is null)
            {
                _ended.Set();
                return;
            }

            lock (_error)
            {
                _error.Append(e.Data).Append('\n');
            }
        };
        process.BeginErrorReadLine();
        _out = Task.Run(process.StandardOutput.ReadToEnd);
    }

    public int Id => _process.Id;

    public Stream Input => _process.StandardInput.BaseStream;

    public bool HasExited => _process.HasExited;

    public string Error
    {
        get
        {
            lock (_error)
            {
                return _error.ToString();
            }
        }
    }

    /// <summary>Waits until standard error has a text; fails if the command ends before.</summary>
    public void WaitFor(string text)
    {
        var clock = Stopwatch.StartNew();
        while (!Error.Contains(text, StringComparison.Ordinal))
        {
            Assert.False(_process.HasExited && _ended.Wait(1000) && !Error.Contains(text, StringComparison.Ordinal), $"ended without \"{text}\": {Error}");
            Assert.True(clock.Elapsed < Patience, $"no \"{text}\" came: {Error}");
            Thread.Sleep(5);
        }
    }

    /// <summary>Sends a signal such as INT.</summary>
    public void Signal(string name)
    {
        using Process kill = Process.Start("kill", ["-" + name, $"{_process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>kill -9.</summary>
    public void Kill() => _process.Kill();

    public Outcome Wait()
    {
        Assert.True(_process.WaitForExit(Patience), $"still running: {Error}");
        _process.WaitForExit();
        return new Outcome(_process.ExitCode, _out.GetAwaiter().GetResult(), Error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
        _ended.Dispose();
    }
}
