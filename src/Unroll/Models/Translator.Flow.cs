using Unroll.Layers;
using Unroll.Recurrent.Decoding;

namespace Unroll.Models;

public sealed partial class Translator
{
    /// <inheritdoc/>
    public IReadOnlyList<DataFlow> DataFlow
    {
        get
        {
            string source = $"[N, {Options.Encoder.OutputUnits}]", state = $"[N, {Options.DecoderUnits}]";
            string top = _attention is not null && _upper is not null ? "decoder_upper" : "decoder";
            var flow = new List<DataFlow>
            {
                new("source", "source_embedding"), new("source_embedding", "encoder"),
                new("target before", "target_embedding", Shape: "[N] ids"), new("target_embedding", "decoder", Shape: $"[N, {Options.Embedding}]"),
            };

            // From the encoder to the first state of the decoder.
            if (_bridge.Length == 0)
            {
                flow.Add(new("encoder", "decoder", FlowTime.InitialState));
            }

            for (int l = 0; l < _bridge.Length; l++)
            {
                for (int k = 0; k < _bridge[l].Length; k++)
                {
                    flow.Add(new("encoder", $"bridge_l{l}_{k}", FlowTime.LastStep, source));
                    string decoder = _attention is not null && l > 0 ? "decoder_upper" : "decoder";
                    flow.Add(new($"bridge_l{l}_{k}", decoder, FlowTime.InitialState, $"{(k == 0 ? "h" : "c")} {state}"));
                }
            }

            if (_attention is not null)
            {
                bool after = Options.Attention!.Order == AttentionOrder.After;
                flow.Add(new("decoder", "decoder", FlowTime.NextStep, $"{(Options.Decoder.States > 1 ? "h, c" : "h")} {state}"));
                flow.Add(new("encoder", "attention", FlowTime.EveryStep, source));
                flow.Add(after ? new("decoder", "attention", Shape: state) : new("decoder", "attention", FlowTime.NextStep, state));
                flow.Add(after ? new("attention", _upper is null ? Head : "decoder_upper", Shape: source) : new("attention", "decoder", Shape: source));
                if (_upper is not null)
                {
                    flow.Add(new("decoder", "decoder_upper", Shape: state));
                }
            }
            else if (Options.ContextEveryStep)
            {
                flow.Add(new("encoder", "summary of the source", FlowTime.LastStep, source));
                flow.Add(new("summary of the source", "decoder", FlowTime.EveryStep, source));
            }

            flow.Add(new(top, Head, Shape: state));
            if (_readout is not null)
            {
                flow.Add(new("readout", "output", Shape: $"[N, {Options.FeatureUnits}]"));
            }

            flow.Add(new("output", "target", Shape: $"[N, {Target.Count}]"));
            flow.Add(new("target", "target before", FlowTime.NextStep, "[N] ids"));
            return flow;
        }
    }

    private string Head => _readout is null ? "output" : "readout";
}
