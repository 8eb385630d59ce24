using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Recurrent;

/// <summary>
/// How the loop over the steps is cut: by rows, each part on its own; by units, where there are too few rows to fill a tile and reading the
/// weights is what a step costs; or not at all. The results are the same to the bit.
/// </summary>
internal readonly unsafe struct StepPlan
{
    /// <summary>Below this many multiply-adds one thread does it all.</summary>
    private const long SerialWork = 1 << 17;

    /// <summary>Steps whose inputs are multiplied at once: enough to use each weight often, few enough to stay in the cache.</summary>
    private const int MostProjected = 48;

    private readonly int* _meetings;

    private StepPlan(int parts, bool byUnits, int* bounds, int* meetings)
    {
        Parts = parts;
        ByUnits = byUnits;
        Bounds = bounds;
        _meetings = meetings;
    }

    public int Parts { get; }

    public bool ByUnits { get; }

    /// <summary>The first row of each part, and the number of rows; one part of all rows where the parts share the units.</summary>
    public int* Bounds { get; }

    /// <summary>The plan for a batch, for both passes.</summary>
    /// <param name="arena">The memory of the step.</param>
    /// <param name="team">The threads.</param>
    /// <param name="threads">How many of them this loop may have.</param>
    /// <param name="layout">The layout of the batch.</param>
    /// <param name="f">The frame.</param>
    public static StepPlan Of(Arena arena, ThreadTeam team, int threads, SequenceLayout layout, ref DriverFrame f)
    {
        bool few = layout.Rows < Panels.MaxRows;
        int parts = IsSmall(layout, f.Inputs, f.Units, f.Cell) ? 1 : threads;
        bool byUnits = parts > 1 && few && f.Gain == null && f.HiddenMask == null && !f.Noise.Active && f.Candidate.Rate <= 0 && !f.Probed
            && UnitParts(team, threads, in f, (nint)f.Cell.Columns * f.UnitStride * f.Units, meetings: 1) > 1;
        int cuts = byUnits ? 1 : Math.Min(parts, layout.Rows);
        int* bounds = arena.AllocateInts(cuts + 1);
        layout.SplitRows(cuts, new Span<int>(bounds, cuts + 1));
        if (cuts > 1)
        {
            // The rows of a part do not lie next to each other over several steps.
            f.ProjectedSteps = 0;
        }

        if (!byUnits)
        {
            return new StepPlan(cuts, false, bounds, null);
        }

        parts = Math.Min(parts, f.UnitStride / DriverFrame.UnitGrain);
        return new StepPlan(parts, true, bounds, arena.AllocateInts(SpinBarrier.Integers(parts)));
    }

    /// <summary>Whether a batch is too small to be worth waking a thread.</summary>
    public static bool IsSmall(SequenceLayout layout, int inputs, int units, in CellShape cell) =>
        (long)layout.Total * (inputs + units) * cell.Columns * units < SerialWork;

    /// <summary>How many steps' inputs are multiplied ahead of the steps: with fewer rows than a tile has, each weight would be read for every step.</summary>
    public static int ProjectedSteps(SequenceLayout layout, RecurrentArguments a) =>
        a.Input is not null && layout.Rows < Panels.MaxRows ? Math.Min(layout.Steps, MostProjected) : 0;

    /// <summary>
    /// Into how many parts the units of a step are worth cutting: reading the weights must take longer than the threads take to meet.
    /// </summary>
    public static int UnitParts(ThreadTeam team, int threads, in DriverFrame f, nint weights, int meetings)
    {
        int parts = Math.Min(threads, f.UnitStride / DriverFrame.UnitGrain);
        if (parts < 2 || f.UnitStride % DriverFrame.UnitGrain != 0)
        {
            return 1;
        }

        // Weights come from the second cache at about 25 floats a nanosecond, slower from further away.
        double saved = weights / 25.0 * (parts - 1) / parts;
        return saved > 2 * meetings * team.MeetingNanoseconds ? parts : 1;
    }

    /// <summary>Cuts the rows anew for the steps [from, to) alone.</summary>
    public void Cut(SequenceLayout layout, int from, int to)
    {
        int cuts = ByUnits ? 1 : Parts;
        layout.SplitRows(cuts, new Span<int>(Bounds, cuts + 1), from, to);
    }

    /// <summary>A barrier for one pass.</summary>
    public SpinBarrier NewBarrier()
    {
        if (!ByUnits)
        {
            return default;
        }

        new Span<int>(_meetings, SpinBarrier.Integers(Parts)).Clear();
        return new SpinBarrier(_meetings, Parts);
    }

    /// <summary>Runs a pass.</summary>
    public void Run<TJob>(ThreadTeam team, ref TJob job)
        where TJob : struct, IStepJob => Run(team, ref job, Parts);

    /// <summary>Runs a pass of both directions at the same time, each cut as this plan says.</summary>
    public void RunBoth<TJob>(ThreadTeam team, ref BothDirectionsJob<TJob> job)
        where TJob : struct, IStepJob => Run(team, ref job, 2 * Parts);

    private void Run<TJob>(ThreadTeam team, ref TJob job, int parts)
        where TJob : struct, IStepJob
    {
        if (parts == 1)
        {
            job.Execute(0, 1);
        }
        else if (!ByUnits)
        {
            team.Run(ref job, parts);
        }
        else if (!team.TryRunTogether(ref job, parts))
        {
            // Someone else has the team.
            job.ByUnits = false;
            job.Execute(0, 1);
        }
    }
}
