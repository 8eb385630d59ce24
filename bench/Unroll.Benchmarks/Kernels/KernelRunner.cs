using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Unroll.Benchmarks.Kernels;

/// <summary>The `kernels` verb: single kernels under BenchmarkDotNet, in this process so that nothing is restored or built.</summary>
internal static class KernelRunner
{
    public static int Run(BenchmarkOptions options)
    {
        Job job = (options.Quick ? Job.ShortRun : Job.Default).WithToolchain(InProcessEmitToolchain.Instance);
        IConfig config = DefaultConfig.Instance.AddJob(job);
        string filter = options.Only.Length == 0 ? "*" : $"*{options.Only}*";
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(KernelRunner).Assembly).Run(["--filter", filter], config);
        return summaries.Any(s => s.Reports.Any(r => r.Success)) ? 0 : 1;
    }
}
