using Unroll.Autograd;
using Unroll.Data;
using Unroll.Recurrent;
using Unroll.Tensors;
using Lanes = Unroll.Autograd.Operations.Lanes;

namespace Unroll.Losses;

/// <summary>The chain's loss and its gradients in one go: expected less observed counts of each tag and of each pair of neighbours.</summary>
internal sealed unsafe class CrfNode : Node
{
    private readonly Tensor[] _inputs;
    private readonly float*[] _slopes;
    private readonly Tensor _loss;
    private readonly float _scale;

    private CrfNode(Tensor[] inputs, float*[] slopes, Tensor loss, float scale) => (_inputs, _slopes, _loss, _scale) = (inputs, slopes, loss, scale);

    public static Tensor Apply(
        Tape tape, SequenceLayout layout, Tensor emissions, ReadOnlySpan<int> tags, Tensor transitions, Tensor start, Tensor end,
        TagConstraints? legal, bool mean)
    {
        Tensor loss = tape.Output(new Shape(), emissions, transitions, start, end);
        Tensor[] inputs = [emissions, transitions, start, end];
        var slopes = new float*[inputs.Length];
        for (int i = 0; i < slopes.Length; i++)
        {
            slopes[i] = loss.RequiresGradient ? tape.Arena.AllocateFloats(inputs[i].Count) : null;
        }

        float scale = mean ? 1f / Math.Max(1, layout.Rows) : 1;
        using (tape.Arena.Push())
        {
            var lattice = new CrfLattice(tape, layout, emissions, transitions, start, end, legal);
            lattice.Run(tape, slopes[0]);
            double sum = 0;
            for (int r = 0; r < layout.Rows; r++)
            {
                sum += lattice.LogPartition(r) - lattice.Score(r, tags);
            }

            loss.Span[0] = (float)(mean ? sum / Math.Max(1, layout.Rows) : sum);
            if (loss.RequiresGradient)
            {
                lattice.Observe(slopes[0], tags);
                lattice.CountPairs(tape, slopes[1], tags);
                lattice.CountEdges(slopes[2], slopes[3], tags);
            }
        }

        if (loss.RequiresGradient)
        {
            tape.Record(new CrfNode(inputs, slopes, loss, scale));
        }

        return loss;
    }

    public static Tensor Marginals(
        Tape tape, SequenceLayout layout, Tensor emissions, Tensor transitions, Tensor start, Tensor end, TagConstraints? legal)
    {
        Tensor marginals = tape.Output(emissions.Shape);
        using (tape.Arena.Push())
        {
            new CrfLattice(tape, layout, emissions, transitions, start, end, legal).Run(tape, marginals.Pointer);
        }

        return marginals;
    }

    public override void Backward(Tape tape)
    {
        if (_loss.Gradient is null)
        {
            return;
        }

        float slope = _loss.Gradient.Scalar * _scale;
        for (int i = 0; i < _inputs.Length; i++)
        {
            if (_inputs[i].RequiresGradient)
            {
                Lanes.AddScaled(slope, _slopes[i], tape.GradientOf(_inputs[i]).Pointer, _inputs[i].Count);
            }
        }
    }
}
