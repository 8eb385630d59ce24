using Unroll.Formats;
using Unroll.Layers;

namespace Unroll.Training;

/// <summary>The weights of the best validation so far, in memory and in the checkpoint.</summary>
internal sealed class BestWeights(IReadOnlyList<NamedParameter> parameters, bool higherIsBetter, string? path)
{
    private float[][]? _weights;

    /// <summary>The epoch they come from, from 0; -1 before the first.</summary>
    public int Epoch { get; private set; } = -1;

    public double Value { get; private set; } = double.NaN;

    /// <summary>Takes the present weights if their metric is better than the best so far; a NaN never is.</summary>
    public bool Offer(double value, int epoch)
    {
        bool better = !double.IsNaN(value) && (Epoch < 0 || (higherIsBetter ? value > Value : value < Value));
        if (!better)
        {
            return false;
        }

        Value = value;
        Epoch = epoch;
        _weights ??= [.. parameters.Select(p => new float[p.Parameter.Value.Count])];
        for (int i = 0; i < _weights.Length; i++)
        {
            parameters[i].Parameter.Value.Span.CopyTo(_weights[i]);
        }

        if (path is not null)
        {
            Safetensors.Write(path, [.. parameters.Select((p, i) => new NamedArray(p.Name, p.Parameter.Value.Shape.ToArray(), _weights[i]))]);
        }

        return true;
    }

    /// <summary>Puts the best weights into the model, if any were taken.</summary>
    public void Restore()
    {
        for (int i = 0; _weights is not null && i < _weights.Length; i++)
        {
            _weights[i].CopyTo(parameters[i].Parameter.Value.Span);
            parameters[i].Parameter.Value.MarkChanged();
        }
    }

    public void Save(CheckpointState state)
    {
        state.SetInt64("best.epoch", Epoch);
        state.SetDouble("best.value", Value);
        for (int i = 0; _weights is not null && i < _weights.Length; i++)
        {
            state.SetSingles("best." + parameters[i].Name, _weights[i]);
        }
    }

    public void Load(CheckpointState state)
    {
        Epoch = (int)state.GetInt64("best.epoch");
        Value = state.GetDouble("best.value");
        _weights = Epoch < 0 ? null : [.. parameters.Select(p => state.GetSingles("best." + p.Name))];
    }
}
