using Unroll.Recurrent;

namespace Unroll.Tests.Recurrent;

/// <summary>A cell that declares its columns in a way that the driver cannot feed is refused by name.</summary>
public sealed class CellShapeTests
{
    [Fact]
    public void ColumnsAreCountedByWhatFeedsThem()
    {
        CellShape shape = CellShape.Of<MixedCell>();
        Assert.Equal((4, 1, 3, 1, 1), (shape.Columns, shape.Both, shape.Inputs, shape.Inner, shape.HiddenOnly));
        Assert.Equal((3, 2, 5), (shape.HiddenBlocks, shape.InnerStart, shape.Kept));
    }

    [Fact]
    public void ColumnsOutOfOrderAreRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => CellShape.Of<OutOfOrderCell>());
        Assert.Equal("OutOfOrderCell: gate `late` (Both) is out of order; expected Both, Input, Input | Inner, Hidden", error.Message);
    }

    [Fact]
    public void AColumnFedByNothingKnownIsRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => CellShape.Of<InnerAloneCell>());
        Assert.StartsWith("InnerAloneCell: gate `alone` is fed by Inner; allowed are", error.Message, StringComparison.Ordinal);
    }

    private readonly struct OutOfOrderCell : ICell
    {
        private static readonly GateColumn[] Gates = [new("early", GateSource.Hidden), new("late", GateSource.Both)];

        public static ReadOnlySpan<GateColumn> Columns => Gates;

        public static void Forward(in ForwardLanes s) => s.Next[0] = s.Gates[0];

        public static void Backward(in BackwardLanes s) => s.GateGradients[0] = s.NextGradients[0];
    }

    private readonly struct InnerAloneCell : ICell
    {
        private static readonly GateColumn[] Gates = [new("alone", GateSource.Inner)];

        public static ReadOnlySpan<GateColumn> Columns => Gates;

        public static void Forward(in ForwardLanes s) => s.Next[0] = s.Gates[0];

        public static void Backward(in BackwardLanes s) => s.GateGradients[0] = s.NextGradients[0];
    }
}
