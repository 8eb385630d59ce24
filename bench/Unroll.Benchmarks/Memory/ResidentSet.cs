using System.Globalization;

namespace Unroll.Benchmarks.Memory;

/// <summary>The memory that this process has in RAM, as Linux counts it, in bytes.</summary>
internal static class ResidentSet
{
    /// <summary>Now.</summary>
    public static long Now => Read("VmRSS:");

    /// <summary>The most since the process began, or since <see cref="ForgetPeak"/>.</summary>
    public static long Peak => Read("VmHWM:");

    /// <summary>Sets the peak to what there is now.</summary>
    public static void ForgetPeak() => File.WriteAllText("/proc/self/clear_refs", "5");

    private static long Read(string name)
    {
        string line = File.ReadLines("/proc/self/status").First(l => l.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(name.Length).Trim().ToString().Split(' ')[0], CultureInfo.InvariantCulture) * 1024;
    }
}
