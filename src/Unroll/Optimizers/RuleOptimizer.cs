using Unroll.Numerics;
using Unroll.Optimizers.Rules;

namespace Unroll.Optimizers;

/// <summary>A bound optimizer of one rule: the JIT makes one loop for each.</summary>
internal sealed class RuleOptimizer<TRule>(Optimizer optimizer, IRuleSource<TRule> source, ParameterSlot[] slots, ThreadTeam team)
    : BoundOptimizer(optimizer, slots)
    where TRule : struct, IUpdateRule
{
    // Waking a thread costs about 90 us, in which one thread updates about this many blocks of eight elements.
    private const long BlocksWorthAThread = 8192;

    // In a training step the threads are still awake from the products before; memory cleared by the one that will write to it stays near it.
    private const long BlocksWorthClearing = 2048;

    private readonly ParameterSlot[] _active = new ParameterSlot[slots.Length];
    private readonly TRule[] _rules = new TRule[slots.Length];

    private protected override void Zero(ParameterSlot[] all)
    {
        long blocks = 0;
        foreach (ParameterSlot slot in all)
        {
            blocks += slot.Blocks;
        }

        var job = new ZeroJob(all, blocks);
        team.Run(ref job, (int)Math.Clamp(blocks / BlocksWorthClearing, 1, team.Threads));
    }

    private protected override void Update(ReadOnlySpan<ParameterSlot> all, float rate, float scale)
    {
        int count = 0, states = StateNames.Count;
        long blocks = 0;
        foreach (ParameterSlot slot in all)
        {
            if (slot.Parameter.Trainable)
            {
                slot.Prepare(states, Optimizer.InitialState);
                _active[count] = slot;
                _rules[count++] = source.Rule(++slot.Steps, rate, slot.Decays);
                blocks += slot.Blocks;
            }
        }

        var job = new UpdateJob<TRule>(_active, _rules, count, blocks, states, scale);
        int parts = (int)Math.Clamp(blocks / BlocksWorthAThread, 1, team.Threads);
        if (parts == 1)
        {
            job.Execute(0, 1);
        }
        else
        {
            team.Run(ref job, parts);
        }

        foreach (ParameterSlot slot in _active.AsSpan(0, count))
        {
            slot.Parameter.Value.MarkChanged();
        }
    }
}
