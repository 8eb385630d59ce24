using System.Text;
using Unroll.Reports.Terminal;

namespace Unroll.Cli.Output;

/// <summary>
/// The three standard streams in UTF-8 on every system, and what the terminal behind them can show. The only place that knows of
/// console encodings.
/// </summary>
internal static class Standard
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);
    private static StreamWriter? s_out;
    private static TextWriter? s_error;

    /// <summary>Results. Buffered; flushed where somebody waits for it and when the command ends.</summary>
    public static StreamWriter Out => s_out ??= Open(Console.OpenStandardOutput, autoFlush: IsOutTerminal);

    /// <summary>Progress and logs; safe to write to from several threads, a line at a time.</summary>
    public static TextWriter Error => s_error ??= TextWriter.Synchronized(Open(Console.OpenStandardError, autoFlush: true));

    /// <summary>Whether standard output is a terminal.</summary>
    public static bool IsOutTerminal { get; } = !Console.IsOutputRedirected;

    /// <summary>Whether standard error is a terminal.</summary>
    public static bool IsErrorTerminal { get; } = !Console.IsErrorRedirected && Variable("TERM") != "dumb";

    /// <summary>Whether standard input is a terminal.</summary>
    public static bool IsInTerminal => !Console.IsInputRedirected;

    /// <summary>The columns of the terminal that progress is shown on.</summary>
    public static int ErrorColumns
    {
        get
        {
            try
            {
                int width = Console.WindowWidth;
                return width > 0 ? width : 80;
            }
            catch (Exception e) when (e is IOException or PlatformNotSupportedException)
            {
                return 80;
            }
        }
    }

    /// <summary>The raw bytes of standard input.</summary>
    public static Stream OpenInput() => Console.OpenStandardInput();

    /// <summary>Lines that a person types.</summary>
    public static StreamReader OpenInputText() => new(OpenInput(), Utf8);

    /// <summary>The colours for standard output: none where it is no terminal, or where NO_COLOR asks for none.</summary>
    public static AnsiColors Colors()
    {
        if (!IsOutTerminal || !string.IsNullOrEmpty(Variable("NO_COLOR")) || Variable("TERM") == "dumb")
        {
            return AnsiColors.None;
        }

        if (Variable("COLORTERM") is "truecolor" or "24bit" || Variable("WT_SESSION") is not null)
        {
            return AnsiColors.TrueColor;
        }

        // The old Windows console shows escape sequences as text.
        return OperatingSystem.IsWindows() && Variable("TERM") is null ? AnsiColors.None : AnsiColors.Palette256;
    }

    /// <summary>Flushes results while another failure is being reported.</summary>
    public static void TryFlush() => Try(() => s_out?.Flush());

    /// <summary>Writes a line to standard error; a closed or full one is no reason to fail.</summary>
    public static void TryWriteError(string line) => Try(() => Error.WriteLine(line));

    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // There is nobody left to tell.
        }
    }

    private static StreamWriter Open(Func<Stream> open, bool autoFlush)
    {
        if (OperatingSystem.IsWindows() && Console.OutputEncoding.CodePage != Utf8.CodePage)
        {
            // The console translates bytes by its code page.
            Console.OutputEncoding = Utf8;
            Console.InputEncoding = Utf8;
        }

        return new StreamWriter(open(), Utf8, 1 << 12) { AutoFlush = autoFlush, NewLine = "\n" };
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name);
}
