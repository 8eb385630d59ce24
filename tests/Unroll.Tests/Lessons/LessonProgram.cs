using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Unroll.Tests.Data;

namespace Unroll.Tests.Lessons;

/// <summary>A lesson as text: its gaps, and a run of it inside the test's process, compiled as <c>dotnet run</c> compiles it.</summary>
internal sealed partial class LessonProgram
{
    private const string Usings =
        """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly Lazy<MetadataReference[]> References = new(() =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(p => MetadataReference.CreateFromFile(p))]);

    private LessonProgram(string name, string source) => (Name, Source) = (name, source);

    public string Name { get; }

    public string Source { get; }

    /// <summary>The root of the repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The names of all lessons, such as 03-simple-rnn.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.GetFiles(Path.Combine(Root, "lessons"), "*.cs").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    public static LessonProgram WithGaps(string name) => new(name, File.ReadAllText(Path.Combine(Root, "lessons", name + ".cs")));

    public static LessonProgram Solution(string name) => new(name, File.ReadAllText(Path.Combine(Root, "lessons", "solutions", name + ".cs")));

    /// <summary>The gaps in their order.</summary>
    public IReadOnlyList<string> Gaps => [.. GapRegion().Matches(Source).Select(m => m.Groups["id"].Value)];

    /// <summary>The lesson that students get: each gap's lines taken out.</summary>
    public string Emptied() => GapRegion().Replace(Source, m =>
        $"{m.Groups["indent"].Value}// GAP {m.Groups["id"].Value}: {m.Groups["what"].Value}\n{m.Groups["indent"].Value}throw new Gap(\"{m.Groups["id"].Value}\");\n{m.Groups["indent"].Value}// END {m.Groups["id"].Value}\n")
        .Replace("#:project ../kit/", "#:project kit/", StringComparison.Ordinal);

    /// <summary>The lesson with another answer in a gap.</summary>
    public LessonProgram With(string gap, string answer)
    {
        Assert.Contains(gap, Gaps);
        return new LessonProgram(Name, GapRegion().Replace(Source, m => m.Groups["id"].Value == gap ? answer + "\n" : m.Value));
    }

    /// <summary>Compiles and runs it; what it wrote, and its exit code.</summary>
    public (int ExitCode, string Output, string[] Pictures) Run()
    {
        // The directives of a file-based program are the build's, not the language's.
        string text = Regex.Replace(Source, "(?m)^#:", "//");
        var parse = new CSharpParseOptions(LanguageVersion.Latest);
        var compilation = CSharpCompilation.Create(
            "lesson-" + Guid.NewGuid().ToString("N"), [CSharpSyntaxTree.ParseText(Usings, parse), CSharpSyntaxTree.ParseText(text, parse)], References.Value,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        image.Position = 0;

        using var folder = new TemporaryFolder();
        TextWriter console = Console.Out;
        var context = new AssemblyLoadContext(Name, isCollectible: true);
        using var output = new StringWriter();
        try
        {
            Console.SetOut(output);
            Environment.SetEnvironmentVariable("UNROLL_LESSONS", folder.Path);
            Assembly assembly = context.LoadFromStream(image);
            object? code = assembly.EntryPoint!.Invoke(null, [Array.Empty<string>()]);
            return ((int)code!, output.ToString(), [.. Directory.GetFiles(folder.Path).Select(File.ReadAllText)]);
        }
        finally
        {
            Console.SetOut(console);
            Environment.SetEnvironmentVariable("UNROLL_LESSONS", null);
            context.Unload();
        }
    }

    private static string FindRoot()
    {
        string? at = AppContext.BaseDirectory;
        while (at is not null && !File.Exists(Path.Combine(at, "Unroll.slnx")))
        {
            at = Path.GetDirectoryName(at);
        }

        return at ?? throw new InvalidOperationException($"no Unroll.slnx above {AppContext.BaseDirectory}");
    }

    [GeneratedRegex(@"^(?<indent> *)// GAP (?<id>\w+): (?<what>[^\n]*)\n.*?^ *// END \k<id>\n", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex GapRegion();
}
