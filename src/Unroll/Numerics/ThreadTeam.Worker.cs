using System.Diagnostics;

namespace Unroll.Numerics;

public sealed partial class ThreadTeam
{
    private sealed class Worker : IDisposable
    {
        // Long enough to bridge the serial moments between two runs of a training step, short enough not to be noticed.
        private static readonly long s_spinTicks = Stopwatch.Frequency * 300 / 1_000_000;

        private const int Looks = 32;

        private readonly ThreadTeam _team;
        private readonly Thread _thread;
        private readonly SemaphoreSlim _wake = new(0);
        private readonly WakePlace _place = new();
        private int _parked;

        public Worker(ThreadTeam team, int number)
        {
            _team = team;
            _thread = new Thread(Loop) { IsBackground = true, Name = $"Unroll {number}" };
            _thread.Start();
        }

        public void WakeIfParked()
        {
            // Who turns the flag off, and only he, releases the semaphore: once for each time the thread parks.
            if (Volatile.Read(ref _parked) == 0 || Interlocked.Exchange(ref _parked, 0) == 0)
                return;

            if (_team.Threads <= Environment.ProcessorCount)
                _place.KeepOffThisProcessor();

            _wake.Release();
        }

        public void Dispose()
        {
            WakeIfParked();
            _thread.Join();
            _wake.Dispose();
        }

        private void Loop()
        {
            _place.Register();

            // Asleep at first: where a new thread begins is as good as a guess, where one wakes is not.
            bool worked = false;
            while (!_team._disposed)
            {
                if (_team.TryTakePart())
                    worked = true;
                else if (!worked || !SpinForParts())
                    Sleep();
            }
        }

        private bool SpinForParts()
        {
            // With more threads than processors a spinning thread only keeps a working one from its processor.
            if (_team.Threads > Environment.ProcessorCount)
                return false;

            long until = Stopwatch.GetTimestamp() + s_spinTicks;
            do
            {
                // Often between two looks at the clock: a run begins as fast as this thread sees it.
                for (int look = 0; look < Looks; look++)
                {
                    SpinBarrier.Pause();
                    if (_team.HasParts || _team._disposed)
                        return true;
                }
            }
            while (!_team._parkRequested && Stopwatch.GetTimestamp() < until);

            return false;
        }

        private void Sleep()
        {
            // The flag goes up before the last look, and the ticket opens before the flag is read: one of the two sees the other.
            Interlocked.Exchange(ref _parked, 1);
            if ((_team.HasParts || _team._disposed) && Interlocked.Exchange(ref _parked, 0) != 0)
                return;

            _wake.Wait();
            _place.Release();
        }
    }
}
