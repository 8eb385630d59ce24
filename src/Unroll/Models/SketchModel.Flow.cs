using Unroll.Layers;

namespace Unroll.Models;

public sealed partial class SketchModel
{
    /// <inheritdoc/>
    public IReadOnlyList<DataFlow> DataFlow
    {
        get
        {
            string latent = $"[N, {Options.Latent}]", state = $"h, c [N, {Options.DecoderUnits}]";
            var flow = new List<DataFlow>();
            if (Options.Conditional)
            {
                flow.AddRange(
                [
                    new("movement", "encoder"), new("encoder", "mean", FlowTime.LastStep), new("encoder", "log_variance", FlowTime.LastStep),
                    new("mean", "z", FlowTime.Once, latent), new("log_variance", "z", FlowTime.Once, latent),
                    new("z", "start", FlowTime.Once, latent), new("start", "decoder", FlowTime.InitialState, state),
                    new("z", "decoder", FlowTime.EveryStep, latent),
                ]);
            }

            flow.Add(new("movement before", "decoder", Shape: $"[N, {Features}]"));
            if (_hyper is not null)
            {
                flow.Add(new("decoder", "decoder", FlowTime.NextStep, state));
            }

            flow.AddRange(
            [
                new("decoder", "output", Shape: $"[N, {Options.DecoderUnits}]"), new("output", "next movement", Shape: $"[N, {(6 * Options.Mixtures) + 3}]"),
                new("next movement", "movement before", FlowTime.NextStep, $"[N, {Features}]"),
            ]);
            return flow;
        }
    }
}
