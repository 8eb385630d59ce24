using System.CommandLine;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Unroll.Cli.Options;
using Unroll.Cli.Output;
using Unroll.Numerics;
using Unroll.Recipes;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll doctor</c>: what this machine offers.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var command = new CommandWithExamples(
            "doctor", "What this machine offers: SIMD, threads, caches, data.", "unroll doctor", "unroll doctor --json");
        var common = new CommonOptions(command, threads: true);
        command.SetAction(parsed =>
        {
            common.ApplyThreads(parsed);
            List<(string Name, string Value)> findings = Look();
            if (common.Json(parsed))
            {
                JsonDocumentWriter.Write(json =>
                {
                    foreach ((string name, string value) in findings)
                    {
                        json.WriteString(name.Replace(' ', '_'), value);
                    }
                });
                return;
            }

            var table = new TextTable("", "");
            foreach ((string name, string value) in findings)
            {
                table.Add(name, value);
            }

            Standard.Out.WriteLine(table.ToString().TrimEnd('\n'));
        });
        return command;
    }

    private static List<(string Name, string Value)> Look()
    {
        var findings = new List<(string, string)>
        {
            ("unroll", typeof(DoctorCommand).Assembly.GetName().Version?.ToString(3) ?? "unknown"),
            ("system", $"{RuntimeInformation.OSDescription} ({RuntimeInformation.ProcessArchitecture})"),
            ("runtime", RuntimeInformation.FrameworkDescription),
            ("simd", Simd()),
            ("threads", $"{ThreadTeam.Shared.Threads} used of {Environment.ProcessorCount} processors (--threads, UNROLL_THREADS)"),
            ("memory", $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:0.0} GB available to this process"),
            ("processor caches", ProcessorCaches()),
            ("data cache", Path.GetDirectoryName(DataStore.Default.CachePath(DataSets.All[0])) ?? ""),
            ("data folder", Environment.GetEnvironmentVariable("UNROLL_DATA") is { Length: > 0 } data
                ? $"{data}{(Directory.Exists(data) ? "" : " (not there)")} (UNROLL_DATA)" : "none (UNROLL_DATA is not set)"),
        };
        findings.AddRange(DataSets.All.Select(set => ($"data {set.Name}", DataStore.Default.Resolve(set).Description)));
        return findings;
    }

    private static string Simd()
    {
        string width = SimdWidth.Bits == 32 ? "scalar" : $"{SimdWidth.Bits} bits";
        (bool Has, string Name)[] known =
        [
            (Avx512F.IsSupported, "AVX-512"), (Avx2.IsSupported, "AVX2"), (Fma.IsSupported, "FMA"), (AdvSimd.IsSupported, "NEON"),
        ];
        string sets = string.Join(", ", known.Where(s => s.Has).Select(s => s.Name));
        return sets.Length > 0 ? $"{width} ({sets}; UNROLL_SIMD narrows it)" : width;
    }

    /// <summary>As Linux tells; other systems do not, short of native calls.</summary>
    private static string ProcessorCaches()
    {
        const string folder = "/sys/devices/system/cpu/cpu0/cache";
        try
        {
            string[] caches = [.. Directory.GetDirectories(folder, "index*")
                .Order(StringComparer.Ordinal).Select(Describe).Where(c => c.Length > 0)];
            return caches.Length > 0 ? string.Join(", ", caches) : "unknown";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "unknown";
        }
    }

    private static string Describe(string cache)
    {
        string Read(string name) => File.ReadAllText(Path.Combine(cache, name)).Trim();
        string kind = Read("type");
        return kind == "Instruction" ? "" : $"L{Read("level")} {Read("size")}";
    }
}
