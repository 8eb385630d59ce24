using Unroll.Data;

namespace Unroll.Tests.Data;

public sealed class TargetSequencesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ShuffledRowsWithAMarkAndCrLfAreReadInOrder()
    {
        TargetSequences data = Read("\uFEFFid,time,a,target\r\nu,2,3,30\r\nv,0,9,\r\nu,1,2,20\r\nu,0,1,10\r\n");
        Assert.True(data.PerStep);
        Assert.Equal([1, 2, 3], data[0].Values);
        Assert.Equal([10, 20, 30], data[0].Targets);
        Assert.True(float.IsNaN(data[1].Targets[0]));
        Assert.Equal(1, data[1].Steps);
    }

    [Fact]
    public void ATargetThatNeverVariesIsTheSequences()
    {
        TargetSequences data = Read("id,time,a,target\nu,0,1,7\nu,1,2,7\nv,0,3,\nv,1,4,8\n");
        Assert.False(data.PerStep);
        Assert.Equal([7], data[0].Targets);
        Assert.Equal([8], data[1].Targets);
        Assert.True(TargetSequences.Read(_folder.File("x.csv", "id,time,a,target\nu,0,1,7\nu,1,2,7\n"), perStep: true).PerStep);
    }

    [Fact]
    public void MissingValuesAreNaNWhereAllowed()
    {
        string path = _folder.File("m.csv", "id,time,a,b,target\nu,0,,1,7\nu,1,NA,nan,7\n");
        TargetSequences data = TargetSequences.Read(path, null, new SequenceColumns { AllowMissing = true });
        Assert.Equal([float.NaN, 1, float.NaN, float.NaN], data[0].Values);
        Assert.Equal(path + ":2:5: \"\" is not a finite number (column \"a\")", Assert.Throws<UnrollException>(() => TargetSequences.Read(path)).Message);
    }

    [Fact]
    public void ACensoredColumnIsNoFeature()
    {
        string path = _folder.File("c.csv", "id,time,a,late,target\nu,0,1,0,5\nu,1,2,1,4\nv,0,1,0,2\n");
        TargetSequences data = TargetSequences.Read(path, null, new SequenceColumns { Censored = "late" });
        Assert.Equal(["a"], data.FeatureNames);
        Assert.Equal([false, true], data[0].Censored!);
        Assert.Null(data[1].Censored);
        Assert.Contains("neither 0 nor 1", Assert.Throws<UnrollException>(() => TargetSequences.Read(
            path, null, new SequenceColumns { Censored = "a" })).Message, StringComparison.Ordinal);
        Assert.Contains("no column \"when\"", Assert.Throws<UnrollException>(() => TargetSequences.Read(
            path, null, new SequenceColumns { Censored = "when" })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", ": the file is empty; expected a header id,time,<features...>,target")]
    [InlineData("id,time,a,label\nu,0,1,x\n", ":1: expected a header id,time,<features...>,target, got \"id,time,a,label\"")]
    [InlineData("id,time,a,target\nu,0,1,x\n", ":2:7: \"x\" is not a finite number (column \"target\")")]
    [InlineData("id,time,a,target\nu,0,1\n", ":2: 3 columns; expected 4, as in the header")]
    [InlineData("id,time,a,target\nu,0,1,\n", ": no row has a target; expected a number in the last column of some")]
    public void NamesLineAndColumn(string text, string problem)
    {
        string path = _folder.File("bad.csv", text);
        Assert.Equal(path + problem, Assert.Throws<UnrollException>(() => TargetSequences.Read(path)).Message);
    }

    [Fact]
    public void FeaturesOfAModelAreFoundByName()
    {
        string path = _folder.File("p.csv", "id,time,junk,b,a,target\nu,0,x,2,1,\nu,1,y,,3,\n");
        FeatureSequence only = FeatureSequences.Read(path, ["a", "b"])[0];
        Assert.Equal([1, 2, 3, float.NaN], only.Values);
        Assert.Contains("no column \"c\"; the columns are junk, b, a, target", Assert.Throws<UnrollException>(() =>
            FeatureSequences.Read(path, ["a", "c"])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1,2;3,4", new float[] { 1, 2, 3, 4 })]
    [InlineData(" 1 2 ; 3 4;", new float[] { 1, 2, 3, 4 })]
    public void ASequenceFitsOnALine(string text, float[] values)
    {
        FeatureSequence sequence = FeatureSequences.Parse(text, 2);
        Assert.Equal((2, 2), (sequence.Steps, sequence.Features));
        Assert.Equal(values, sequence.Values);
    }

    [Theory]
    [InlineData("1,2;3", "step 2 has 1 values")]
    [InlineData("1,z", "\"z\" in step 1")]
    [InlineData("1,1e99", "\"1e99\" in step 1")]
    public void ALineThatDoesNotFitIsNamed(string text, string problem) =>
        Assert.Contains(problem, Assert.Throws<UnrollException>(() => FeatureSequences.Parse(text, 2)).Message, StringComparison.Ordinal);

    private TargetSequences Read(string text) => TargetSequences.Read(_folder.File("data.csv", text));
}
