using Unroll.Layers;

namespace Unroll.Models;

public sealed partial class InkRecognizer
{
    /// <summary>What feeds what; where half of the frames are dropped the shape says so, step t of the one is then step t / 2 of the other.</summary>
    public IReadOnlyList<DataFlow> DataFlow
    {
        get
        {
            string columns = $"[N, {Options.Layer.OutputUnits}]", state = $"[N, {Options.DecoderUnits}]", at = "point of the pen", shape = "";
            var flow = new List<DataFlow>();
            for (int l = 0; l < _encoder.Length; l++)
            {
                flow.Add(new(at, $"encoder_{l}", Shape: shape));
                (at, shape) = ($"encoder_{l}", l < Options.Pooled ? $"{columns}, every second" : columns);
            }

            flow.AddRange(
            [
                new(at, "bridge", FlowTime.LastStep, columns), new("bridge", "decoder", FlowTime.InitialState, $"h {state}"),
                new("token before", "embedding", Shape: "[N] ids"), new("embedding", "decoder", Shape: $"[N, {Options.Embedding}]"),
                new("decoder", "decoder", FlowTime.NextStep, $"h {state}"),
                new(at, "attention", FlowTime.EveryStep, shape), new("decoder", "attention", Shape: state),
                new("attention", "output", Shape: state), new("attention", "decoder", FlowTime.NextStep, state),
                new("output", "token", Shape: $"[N, {Vocabulary.Count}]"), new("token", "token before", FlowTime.NextStep, "[N] ids"),
            ]);
            return flow;
        }
    }
}
