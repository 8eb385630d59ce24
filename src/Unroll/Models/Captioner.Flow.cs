using Unroll.Layers;

namespace Unroll.Models;

public sealed partial class Captioner
{
    /// <inheritdoc/>
    public IReadOnlyList<DataFlow> DataFlow
    {
        get
        {
            string annotations = $"[N, {Options.Places}, {Options.Annotation}]", state = $"[N, {Options.DecoderUnits}]";
            string context = $"[N, {Options.Annotation}]", word = $"[N, {Options.Embedding}]";
            var flow = new List<DataFlow>();
            (string at, string shape) = _project is null ? ("picture", $"[N, 3, {Options.Side}, {Options.Side}]")
                : ("features of the picture", $"[N, {Options.Places}, {Options.Features}]");
            foreach ((string name, _) in Children.Where(c => c.Module is Convolution2D || c.Module == _project))
            {
                flow.Add(new(at, name, FlowTime.Once, shape));
                (at, shape) = (name, "");
            }

            flow.Add(new(at, "annotations", FlowTime.Once, annotations));
            for (int k = 0; k < _bridge.Length; k++)
            {
                flow.Add(new("annotations", $"bridge_{k}", FlowTime.Once, $"mean {context}"));
                flow.Add(new($"bridge_{k}", "decoder", FlowTime.InitialState, $"{(k == 0 ? "h" : "c")} {state}"));
            }

            flow.AddRange(
            [
                new("word before", "embedding", Shape: "[N] ids"), new("embedding", "decoder", Shape: word),
                new("decoder", "decoder", FlowTime.NextStep, $"{(Options.Decoder.States > 1 ? "h, c" : "h")} {state}"),
                new("annotations", "attention", FlowTime.EveryStep, annotations),
                new("decoder", "attention", FlowTime.NextStep, state),
                new("attention", "decoder", Shape: context), new("attention", "readout", Shape: context),
                new("decoder", "readout", Shape: state), new("embedding", "readout", Shape: word), new("readout", "output"),
                new("output", "word", Shape: $"[N, {Words.Count}]"), new("word", "word before", FlowTime.NextStep, "[N] ids"),
            ]);
            return flow;
        }
    }
}
