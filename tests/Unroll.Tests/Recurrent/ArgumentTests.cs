using Unroll.Autograd;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Tests.Recurrent;

/// <summary>Arguments that do not fit are refused in one line that names the cell, the argument and what was expected.</summary>
public sealed class ArgumentTests
{
    private static readonly SequenceLayout Layout = new([3, 2]);

    public static TheoryData<string, string, string> Wrong => new()
    {
        { "Lstm", "hidden rank", "`HiddenWeight`" },
        { "Lstm", "hidden rows", "`HiddenWeight` of shape [16, 4], got [15, 4]" },
        { "Lstm", "input rows", "`Input` of shape [5, 3], got [6, 3]" },
        { "Lstm", "input weight", "`InputWeight` of shape [16, 3], got [16, 2]" },
        { "Lstm", "no input weight", "`InputWeight`" },
        { "Lstm", "bias", "`Bias` of shape [16], got [12]" },
        { "Gru", "bias of Gru", "`Bias` of shape [16], got [12]" },
        { "Lstm", "gain", "`Gain` of shape [16], got [4]" },
        { "PeepholeLstm", "no unit", "`Unit` of shape [3, 4], got none" },
        { "PeepholeLstm", "unit", "`Unit` of shape [3, 4], got [2, 4]" },
        { "Lstm", "unit", "no `Unit`" },
        { "Lstm", "one state", "2 initial states, got 1" },
        { "Lstm", "initial rows", "`Initial[1]` of shape [2, 4], got [3, 4]" },
        { "Lstm", "nothing", "got neither" },
        { "Lstm", "both inputs", "got both" },
        { "Lstm", "table rank", "`Table`" },
        { "Lstm", "table", "`Table` of shape [9, 16], got [9, 12]" },
        { "Lstm", "number of ids", "5 packed ids, got 4" },
        { "Lstm", "id above", "id 9 is not in [0, 9)" },
        { "Lstm", "id below", "id -1 is not in [0, 9)" },
        { "Lstm", "destination rows", "`Destination` of shape [5, " },
        { "Lstm", "destination rank", "`Destination`" },
        { "Lstm", "column above", "columns [5, 9) do not fit in a `Destination` of 8" },
        { "Lstm", "column below", "columns [-1, 3) do not fit in a `Destination` of 8" },
        { "Lstm", "column of nothing", "`Destination`" },
        { "Lstm", "add to nothing", "`Destination`" },
        { "Lstm", "zoneout", "probability in [0, 1) for `ZoneoutHidden`, got 1" },
        { "Lstm", "cell zoneout", "probability in [0, 1) for `ZoneoutCell`, got -0.5" },
        { "Lstm", "dropout", "probability in [0, 1) for `RecurrentDropout`, got NaN" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void AreRefusedWithAClearLine(string cell, string mistake, string message)
    {
        var error = Assert.Throws<ArgumentException>(() => CellUnderTest.All[cell].Run(new Tape(), Layout, Arguments(mistake)));
        Assert.StartsWith($"{cell}Cell: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void RightOnesAreNot() =>
        Assert.Equal([5, 4], CellUnderTest.All["Lstm"].Run(new Tape(), Layout, Arguments("none")).Output.Shape.ToArray());

    [Fact]
    public void ANegativeLengthIsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => new SequenceLayout([2, -1]));

    private static RecurrentArguments Arguments(string mistake)
    {
        bool ids = mistake is "table rank" or "table" or "number of ids" or "id above" or "id below";
        return new RecurrentArguments
        {
            Input = mistake == "nothing" || ids ? null : mistake == "input rows" ? Tensor.Zeros(6, 3) : Tensor.Zeros(5, 3),
            InputWeight = mistake == "no input weight" ? null : mistake == "input weight" ? Tensor.Zeros(16, 2) : Tensor.Zeros(16, 3),
            HiddenWeight = mistake switch
            {
                "hidden rank" => Tensor.Zeros(64),
                "hidden rows" => Tensor.Zeros(15, 4),
                "bias of Gru" => Tensor.Zeros(12, 4),
                _ => Tensor.Zeros(16, 4),
            },
            Bias = mistake is "bias" or "bias of Gru" ? Tensor.Zeros(12) : Tensor.Zeros(16),
            Gain = mistake == "gain" ? Tensor.Zeros(4) : null,
            Unit = mistake == "unit" ? Tensor.Zeros(2, 4) : null,
            Initial = mistake switch
            {
                "one state" => [Tensor.Zeros(2, 4)],
                "initial rows" => [Tensor.Zeros(2, 4), Tensor.Zeros(3, 4)],
                _ => null,
            },
            Table = mistake switch
            {
                "table rank" => Tensor.FromScalar(1),
                "table" => Tensor.Zeros(9, 12),
                _ => ids || mistake == "both inputs" ? Tensor.Zeros(9, 16) : null,
            },
            Ids = mistake switch
            {
                "number of ids" => new[] { 1, 2, 3, 4 },
                "id above" => new[] { 1, 2, 3, 4, 9 },
                "id below" => new[] { 1, 2, -1, 4, 5 },
                _ => new[] { 1, 2, 3, 4, 5 },
            },
            Destination = mistake switch
            {
                "destination rows" => Tensor.Zeros(4, 8),
                "destination rank" => Tensor.Zeros(5 * 8),
                "column above" or "column below" => Tensor.Zeros(5, 8),
                _ => null,
            },
            Column = mistake switch { "column above" => 5, "column below" => -1, "column of nothing" => 2, _ => 0 },
            AddToDestination = mistake == "add to nothing",
            ZoneoutHidden = mistake == "zoneout" ? 1 : 0,
            ZoneoutCell = mistake == "cell zoneout" ? -0.5f : 0,
            RecurrentDropout = mistake == "dropout" ? float.NaN : 0,
        };
    }
}
