using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Unroll.Benchmarks;

/// <summary>Which machine figures were measured on.</summary>
internal static class Machine
{
    /// <summary>Processor, cores, vector width and .NET, in one line.</summary>
    public static string Description { get; } = $"{Processor()}, {Environment.ProcessorCount} cores, "
        + $"{(Vector512.IsHardwareAccelerated ? "512" : Vector256.IsHardwareAccelerated ? "256" : "128")}-bit vectors, .NET {Environment.Version.Major}";

    private static string Processor()
    {
        const string File = "/proc/cpuinfo";
        string[] lines = System.IO.File.Exists(File) ? System.IO.File.ReadAllLines(File) : [];
        string Field(string name) => lines.FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[^1].Trim() ?? "";
        string model = Field("model name");
        return model.Length == 0 ? RuntimeInformation.ProcessArchitecture.ToString() : $"{model} family {Field("cpu family")} model {Field("model\t")}";
    }
}
