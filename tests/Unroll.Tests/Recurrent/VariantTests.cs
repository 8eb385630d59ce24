namespace Unroll.Tests.Recurrent;

/// <summary>Variants that should differ do differ, and agree where their equations become the same.</summary>
public sealed class VariantTests
{
    private static readonly CellCase Plain = new(8, 3, 4, 2, 5) { Initial = true, Training = true };

    private static CellProblem Lstm => CellProblem.Draw(CellUnderTest.All["Lstm"], Plain);

    [Theory]
    [MemberData(nameof(CellUnderTest.Names), MemberType = typeof(CellUnderTest))]
    public void EveryOptionChangesTheResult(string cell)
    {
        // The gains are drawn last, so that the other numbers are the same.
        CellProblem p = CellProblem.Draw(CellUnderTest.All[cell], Plain with { Norm = true });
        DriverRun plain = DriverRun.Of(p.With(Plain));
        foreach (CellCase c in new[]
        {
            Plain with { Norm = true },
            Plain with { Reverse = true },
            Plain with { Initial = false },
            Plain with { ZoneoutHidden = 0.5f },
            Plain with { ZoneoutHidden = 0.5f, Training = false },
            Plain with { RecurrentDropout = 0.5f },
        })
        {
            Assert.True(Distance(plain, DriverRun.Of(p.With(c))) > 1e-2, $"{c} changes nothing");
        }

        // At prediction dropout does nothing.
        Assert.Equal(0, Distance(plain, DriverRun.Of(p.With(Plain with { RecurrentDropout = 0.5f, Training = false }))));
    }

    [Fact]
    public void ZoneoutOfTheCellStateChangesOnlyCellsThatHaveOne()
    {
        CellCase zoneout = Plain with { ZoneoutCell = 0.5f };
        Assert.True(Distance(DriverRun.Of(Lstm), DriverRun.Of(Lstm.With(zoneout))) > 1e-2);
        CellProblem gru = CellProblem.Draw(CellUnderTest.All["Gru"], Plain);
        Assert.Equal(0, Distance(DriverRun.Of(gru), DriverRun.Of(gru.With(zoneout))));
    }

    [Fact]
    public void TanhAndRectifiedUnitsDiffer()
    {
        CellProblem tanh = CellProblem.Draw(CellUnderTest.All["ElmanTanh"], Plain);
        Assert.True(Distance(DriverRun.Of(tanh), DriverRun.Of(Rewired(tanh, "ElmanRelu", tanh.Weights))) > 1e-1);
    }

    [Fact]
    public void PeepholesMatterUnlessTheyAreZero()
    {
        CellProblem peephole = CellProblem.Draw(CellUnderTest.All["PeepholeLstm"], Plain);
        DriverRun plain = DriverRun.Of(Rewired(peephole, "Lstm", Changed(peephole, "unit", null)));
        Assert.True(Distance(plain, DriverRun.Of(peephole)) > 1e-2);
        DriverRun blind = DriverRun.Of(Rewired(peephole, "PeepholeLstm", Changed(peephole, "unit", new float[3 * Plain.Units])));
        Assert.True(Distance(plain, blind) < 1e-6);
    }

    [Fact]
    public void ResettingBeforeAndAfterTheProductDiffersUnlessTheGateIsOpen()
    {
        int h = Plain.Units;
        CellProblem before = CellProblem.Draw(CellUnderTest.All["GruResetBefore"], Plain);
        DriverRun After(CellProblem p) => DriverRun.Of(Rewired(p, "Gru", Changed(p, "bias", [.. p.Weights["bias"], .. new float[h]])));
        Assert.True(Distance(DriverRun.Of(before), After(before)) > 1e-2);

        // A reset gate of 1 takes no part: sigmoid(30) is 1 in float32.
        float[] open = [.. before.Weights["bias"].Select((b, i) => i < h ? 30 : b)];
        CellProblem always = Rewired(before, "GruResetBefore", Changed(before, "bias", open));
        Assert.True(Distance(DriverRun.Of(always), After(always)) < 1e-6);
    }

    private static CellProblem Rewired(CellProblem p, string cell, IReadOnlyDictionary<string, float[]> weights) => new()
    {
        Cell = CellUnderTest.All[cell], Case = p.Case, Weights = weights, Ids = p.Ids, X = p.X, Items = p.Items, Initial = p.Initial,
        OutputUpstream = p.OutputUpstream, FinalUpstream = p.FinalUpstream,
    };

    private static Dictionary<string, float[]> Changed(CellProblem p, string name, float[]? values)
    {
        var weights = p.Weights.Where(w => w.Key != name).ToDictionary();
        if (values is not null)
        {
            weights.Add(name, values);
        }

        return weights;
    }

    /// <summary>The largest difference of two outputs.</summary>
    private static float Distance(DriverRun a, DriverRun b) =>
        a.Output.Zip(b.Output, (x, y) => x.Zip(y, (u, v) => Math.Abs(u - v)).Max()).Max();
}
