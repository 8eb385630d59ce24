namespace Unroll.Benchmarks.Contenders;

/// <summary>One side of a comparison, with its data prepared.</summary>
internal interface IContender : IDisposable
{
    /// <summary>How many units of work one run does: its time is divided by it.</summary>
    int Repeats => 1;

    /// <summary>What is timed.</summary>
    void Run();

    /// <summary>Runs once and returns what must agree with the other side.</summary>
    Outcome Check();
}
