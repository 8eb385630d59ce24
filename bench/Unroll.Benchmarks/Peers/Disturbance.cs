using System.Globalization;

namespace Unroll.Benchmarks.Peers;

/// <summary>
/// How much of the processors something else had since this was made: other processes, the kernel, other machines on the same host.
/// Linux only; elsewhere it is 0.
/// </summary>
internal sealed class Disturbance
{
    /// <summary>From this share on a figure is not to be believed.</summary>
    public const double Busy = 0.05;

    /// <summary>What /proc/stat counts in, a hundredth of a second.</summary>
    private const double Tick = 0.01;

    private readonly (double Busy, double Whole) _system = System();
    private readonly double _own = Own();

    /// <summary>The share, 0 to 1.</summary>
    public double Share
    {
        get
        {
            (double busy, double whole) = System();
            double others = busy - _system.Busy - (Own() - _own);
            return whole > _system.Whole ? Math.Clamp(others / (whole - _system.Whole), 0, 1) : 0;
        }
    }

    /// <summary>The remark behind a figure that is not to be believed; else nothing.</summary>
    public static string Remark(double share) =>
        share >= Busy ? string.Create(CultureInfo.InvariantCulture, $"  busy: others had {share:p0} of the processors") : "";

    private static double Own() => Environment.CpuUsage.TotalTime.TotalSeconds;

    private static (double Busy, double Whole) System()
    {
        const string Path = "/proc/stat";
        if (!File.Exists(Path))
        {
            return (0, 0);
        }

        // cpu user nice system idle iowait irq softirq steal ...; what guests use is part of user.
        double[] times =
        [
            .. File.ReadLines(Path).First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8)
                .Select(t => double.Parse(t, CultureInfo.InvariantCulture) * Tick),
        ];
        double whole = times.Sum();
        return (whole - times[3] - times[4], whole);
    }
}
