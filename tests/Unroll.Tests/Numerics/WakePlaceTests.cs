using System.Runtime.InteropServices;
using Unroll.Numerics;

namespace Unroll.Tests.Numerics;

public sealed partial class WakePlaceTests
{
    private const int Rounds = 50;

    [Fact]
    public void AThreadWakesOffItsWakersProcessorAndMayGoBackThereAfterwards()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.ProcessorCount > 1, "needs Linux and two processors");
        var place = new WakePlace();
        using var wake = new SemaphoreSlim(0);
        using var done = new SemaphoreSlim(0);
        int wokeOn = -1;
        ulong[] before = [], awake = [], after = [];
        var thread = new Thread(() =>
        {
            place.Register();
            before = Allowed();
            done.Release();
            for (int round = 0; round < Rounds; round++)
            {
                wake.Wait();
                wokeOn = CurrentProcessor();
                awake = Allowed();
                place.Release();
                after = Allowed();
                done.Release();
            }
        });
        thread.IsBackground = true;
        thread.Start();
        done.Wait();
        for (int round = 0; round < Rounds; round++)
        {
            int forbidden = place.KeepOffThisProcessor();
            Assert.InRange(forbidden, 0, 1023);
            wake.Release();
            done.Wait();
            Assert.NotEqual(forbidden, wokeOn);
            Assert.Equal(before[forbidden / 64] & ~(1UL << (forbidden % 64)), awake[forbidden / 64]);
            Assert.Equal(before, after);
        }

        thread.Join();
    }

    private static ulong[] Allowed()
    {
        var processors = new ulong[16];
        Assert.Equal(0, Affinity(0, 128, processors));
        return processors;
    }

    [LibraryImport("libc", EntryPoint = "sched_getcpu")]
    private static partial int CurrentProcessor();

    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    private static partial int Affinity(int thread, nuint bytes, [In, Out] ulong[] processors);
}
