using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Recurrent;
using Unroll.Recurrent.Decoding;
using Unroll.Tensors;

namespace Unroll.Tests.Recurrent.Decoding;

/// <summary>A case run by the library.</summary>
internal static class DecoderRun
{
    public static SequenceLayout Layout(DecoderCase c) => new(c.Targets);

    public static DecoderArguments Arguments(DecoderCase c, Tensor[] x)
    {
        Reference.ReferenceCell cell = c.Naive;
        int i = 6;
        Tensor? unit = cell.UnitParameters > 0 ? x[i++] : null;
        Tensor? query = c.Additive > 0 ? x[i++] : null, energy = c.Additive > 0 ? x[i++] : null;
        Tensor? kernel = c.Kernel > 0 ? x[i++] : null;
        Tensor? combine = c.After ? x[i++] : null, bias = c.After ? x[i++] : null;
        var starts = new int[c.Sources.Length + 1];
        for (int s = 0; s < c.Sources.Length; s++)
        {
            starts[s + 1] = starts[s] + c.Sources[s];
        }

        return new DecoderArguments
        {
            Input = x[0], InputWeight = x[1], HiddenWeight = x[2], Bias = x[3], Memory = x[4], Keys = x[5], Unit = unit, Query = query,
            Energy = energy, Kernel = kernel, Coverage = c.Coverage, Combine = combine, CombineBias = bias, Feed = c.Feed, Starts = starts,
            Initial = c.Initial ? x[i..] : null,
        };
    }

    public static DecoderOutput Run(Tape tape, DecoderCase c, Tensor[] x) => Cell.Parse(c.Cell).Decode(tape, Layout(c), Arguments(c, x));

    /// <summary>Everything that comes out, one after the other.</summary>
    public static Tensor Flat(Tape tape, DecoderOutput o)
    {
        Tensor[] parts = [o.Hidden, o.Contexts, .. o.Combined is null ? (Tensor[])[] : [o.Combined], .. o.Final];
        return tape.Concatenate([.. parts.Select(p => tape.Reshape(p, p.Count))], 0);
    }
}
