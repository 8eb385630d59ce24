using Unroll.Reports.Charts;
using Unroll.Reports.Pictures;

namespace Unroll.Tests.Reports;

public sealed class RgbPictureTests
{
    [Fact]
    public void A_picture_of_many_colours_is_the_same_after_its_file()
    {
        var pixels = new byte[50 * 40 * 3];
        new Random(1).NextBytes(pixels);
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, new RgbPicture(50, 40, pixels).ToPng());
            var read = RgbPicture.Read(path);
            Assert.Equal((50, 40), (read.Width, read.Height));
            Assert.Equal(pixels, read.Pixels);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Squeezing keeps the mean, whatever the sides; a picture of the right size is taken as it is.</summary>
    [Theory]
    [InlineData(8, 8)]
    [InlineData(12, 20)]
    [InlineData(5, 3)]
    [InlineData(1, 1)]
    public void Squeezing_keeps_the_mean_of_each_colour(int width, int height)
    {
        var pixels = new byte[width * height * 3];
        new Random(2).NextBytes(pixels);
        var planes = new float[3 * 64];
        new RgbPicture(width, height, pixels).ToPlanes(8, planes);
        for (int c = 0; c < 3; c++)
        {
            double expected = Enumerable.Range(0, width * height).Average(i => (pixels[(3 * i) + c] / 127.5) - 1);
            Assert.Equal(expected, planes.Skip(64 * c).Take(64).Average(), 1e-5);
        }
    }

    [Fact]
    public void A_picture_in_a_chart_is_there_once_and_used_for_every_word()
    {
        var tiles = new AttentionTiles("p1", new RgbPicture(2, 2, new byte[12]), ["a", "<b>"], [[1, 0, 0, 0], [0.25f, 0.25f, 0.25f, 0.25f]], 2);
        var svg = System.Xml.Linq.XElement.Parse(tiles.ToSvg());
        Assert.Single(svg.Descendants(), e => e.Name.LocalName == "image");
        Assert.Equal(2, svg.Descendants().Count(e => e.Name.LocalName == "use"));
        double[] shades = [.. svg.Descendants().Where(e => e.Attribute("fill-opacity") is not null)
            .Select(e => double.Parse(e.Attribute("fill-opacity")!.Value, System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal([0, 0.82, 0.82, 0.82, 0, 0, 0, 0], shades);
    }
}
