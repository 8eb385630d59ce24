using Unroll.Autograd;
using Unroll.Recurrent;
using Unroll.Recurrent.Cells;
using Unroll.Tests.Recurrent.Reference;

namespace Unroll.Tests.Recurrent;

/// <summary>A cell of the library beside its naive reference.</summary>
internal abstract class CellUnderTest(ReferenceCell reference)
{
    public static readonly IReadOnlyDictionary<string, CellUnderTest> All = new Dictionary<string, CellUnderTest>
    {
        ["ElmanTanh"] = new Of<ElmanTanhCell>(new ElmanReference(Math.Tanh)),
        ["ElmanRelu"] = new Of<ElmanReluCell>(new ElmanReference(a => Math.Max(a, 0))),
        ["Gated"] = new Of<GatedCell>(new GatedReference()),
        ["GatedRelu"] = new Of<GatedReluCell>(new GatedReluReference()),
        ["Lstm"] = new Of<LstmCell>(new LstmReference()),
        ["PeepholeLstm"] = new Of<PeepholeLstmCell>(new PeepholeLstmReference()),
        ["Gru"] = new Of<GruCell>(new GruReference()),
        ["GruResetBefore"] = new Of<GruResetBeforeCell>(new GruResetBeforeReference()),
        ["Mixed"] = new Of<MixedCell>(new MixedReference()),

        // The cell of samples/custom-cell, compiled from the sample: what a user writes goes through the same witnesses.
        ["CoupledLstm"] = new Of<CoupledLstm>(new CoupledLstmReference()),
    };

    /// <summary>The names of all cells, for theories.</summary>
    public static TheoryData<string> Names => [.. All.Keys];

    public ReferenceCell Reference => reference;

    public abstract RecurrentOutput Run(Tape tape, SequenceLayout layout, RecurrentArguments arguments);

    private sealed class Of<TCell>(ReferenceCell reference) : CellUnderTest(reference)
        where TCell : struct, ICell
    {
        public override RecurrentOutput Run(Tape tape, SequenceLayout layout, RecurrentArguments arguments) =>
            RecurrentOperation<TCell>.Run(tape, layout, arguments);
    }
}
