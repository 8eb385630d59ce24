using Unroll.Formats;

namespace Unroll.Optimizers;

/// <summary>An optimizer at work on the parameters of one model: the moments and step counts of one run.</summary>
public abstract class BoundOptimizer
{
    private readonly ParameterSlot[] _slots;

    private protected BoundOptimizer(Optimizer optimizer, ParameterSlot[] slots)
    {
        Optimizer = optimizer;
        StateNames = optimizer.StateNames;
        _slots = slots;
    }

    /// <summary>The rule and its settings.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>The names of the optimizer's states, kept: asking the optimizer may allocate.</summary>
    private protected IReadOnlyList<string> StateNames { get; }

    /// <summary>The steps taken.</summary>
    public long Steps { get; private set; }

    /// <summary>
    /// Changes every trainable parameter by its gradient, in one pass that reads and writes each number once, and marks it as changed.
    /// Gradients are left as they are: see <see cref="ZeroGradients"/>. A parameter that is frozen for a time counts its own steps.
    /// </summary>
    /// <param name="learningRate">The rate of this step.</param>
    /// <param name="gradientScale">A factor of every gradient, such as <see cref="GradientClipping.Scale"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is negative, or one of both is not finite. Nothing has changed then.</exception>
    public void Step(float learningRate, float gradientScale = 1)
    {
        if (!float.IsFinite(learningRate) || learningRate < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(learningRate), $"expected a number of at least 0 for `learningRate`, got {learningRate}");
        }

        if (!float.IsFinite(gradientScale))
        {
            throw new ArgumentOutOfRangeException(
                nameof(gradientScale), $"expected a finite number for `gradientScale`, got {gradientScale}; is the norm of the gradient finite?");
        }

        Update(_slots, learningRate, gradientScale);
        Steps++;
    }

    /// <summary>Sets every gradient to zero, for the next backward pass to add to.</summary>
    public void ZeroGradients() => Zero(_slots);

    /// <summary>
    /// Adds the state to a checkpoint, copied: <c>optimizer/name</c>, <c>optimizer/steps</c>, <c>optimizer/parameter_steps</c> (in the
    /// order of the parameters) and <c>optimizer/PARAMETER/STATE</c>, in the parameter's shape, with PyTorch's names of states such as
    /// <c>exp_avg</c>. Restoring gives the same bits as never stopping.
    /// </summary>
    public void SaveState(CheckpointState checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        checkpoint.SetString("optimizer/name", Optimizer.Name);
        checkpoint.SetInt64("optimizer/steps", Steps);
        checkpoint.SetInt64s("optimizer/parameter_steps", [.. _slots.Select(s => s.Steps)]);
        foreach (ParameterSlot slot in _slots.Where(s => s.Steps > 0))
        {
            for (int k = 0; k < StateNames.Count; k++)
            {
                int[] shape = slot.Parameter.Value.Shape.ToArray();
                checkpoint.SetArray(new NamedArray(Key(slot, StateNames[k]), shape, slot.ReadState(k, StateNames.Count)));
            }
        }
    }

    /// <summary>Takes back what <see cref="SaveState"/> added; if that fails, nothing has changed.</summary>
    /// <exception cref="UnrollException">The checkpoint is of another optimizer or another model.</exception>
    public void LoadState(CheckpointState checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        string name = checkpoint.GetString("optimizer/name");
        if (name != Optimizer.Name)
        {
            throw new UnrollException($"the checkpoint holds the state of optimizer {name}, but this run uses {Optimizer.Name}");
        }

        long total = checkpoint.GetInt64("optimizer/steps");
        long[] steps = checkpoint.GetInt64s("optimizer/parameter_steps");
        if (steps.Length != _slots.Length || steps.Any(s => s < 0 || s > total))
        {
            throw new UnrollException(
                $"the checkpoint counts the steps of {steps.Length} parameters, up to {total}, which does not fit the {_slots.Length} here; "
                + "it is of another model");
        }

        float[][][] arrays =
            [.. _slots.Select((slot, i) => steps[i] == 0 ? [] : StateNames.Select(state => Read(checkpoint, slot, state)).ToArray())];
        for (int i = 0; i < _slots.Length; i++)
        {
            ParameterSlot slot = _slots[i];
            slot.Steps = steps[i];
            slot.DropState();
            if (steps[i] > 0)
            {
                slot.Prepare(StateNames.Count, Optimizer.InitialState);
            }

            for (int k = 0; k < arrays[i].Length; k++)
            {
                slot.WriteState(k, StateNames.Count, arrays[i][k]);
            }
        }

        Steps = total;
    }

    private protected abstract void Zero(ParameterSlot[] all);

    private protected abstract void Update(ReadOnlySpan<ParameterSlot> all, float rate, float scale);

    private static string Key(ParameterSlot slot, string state) => $"optimizer/{slot.Name}/{state}";

    private static float[] Read(CheckpointState checkpoint, ParameterSlot slot, string state)
    {
        NamedArray array = checkpoint.GetArray(Key(slot, state));
        return array.Shape.AsSpan().SequenceEqual(slot.Parameter.Value.Shape.ToArray())
            ? array.Data
            : throw new UnrollException(
                $"the checkpoint's {array} does not fit the parameter of shape {slot.Parameter.Value.Shape}; it is of another model");
    }
}
