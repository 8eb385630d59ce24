using Unroll.Reports.Projection;

namespace Unroll.Tests.Reports;

public sealed class PrincipalPlaneTests
{
    [Fact]
    public void FindsTheTwoWidestDirections()
    {
        // Points along two orthogonal directions of length 6 and 3 and a third of length 1: the plane keeps the first two.
        double[] data =
        [
            6 + 1, 1, 1, -6 + 1, 1, 1,
            1, 3 + 1, 1, 1, -3 + 1, 1,
            1, 1, 1 + 1, 1, 1, -1 + 1,
        ];
        var (x, y) = PrincipalPlane.Project(data, 6, 3);
        Assert.Equal([6, 6, 0, 0, 0, 0], x.Select(v => Math.Round(Math.Abs(v), 9)));
        Assert.Equal([0, 0, 3, 3, 0, 0], y.Select(v => Math.Round(Math.Abs(v), 9)));
        Assert.Equal(0, x[0] + x[1], 9);
    }
}
