using Unroll.Reports.Charts;
using Unroll.Reports.Pictures;

namespace Unroll.Tests.Reports;

public sealed class RgbPictureTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(90)]
    [InlineData(200)]
    [InlineData(2000)]
    public void A_picture_of_any_number_of_colours_is_the_same_after_its_file(int colors)
    {
        var random = new Random(1);
        byte[] pixels = [.. Enumerable.Range(0, 50 * 40).SelectMany(_ =>
        {
            int color = random.Next(colors);
            return new[] { (byte)color, (byte)(color / 8), (byte)(255 - (color / 3)) };
        })];
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

    [Fact]
    public void Every_shade_of_a_matrix_is_in_its_picture()
    {
        float[] values = [.. Enumerable.Range(-32, 65).Select(i => i / 32f)];
        var png = BigGustave.Png.Open(WeightPicture.Draw(values, 1, 65));
        int square = png.Width / 65;
        HashSet<(byte, byte, byte)> shades = [.. Enumerable.Range(0, 65).Select(i => png.GetPixel(i * square, 0)).Select(p => (p.R, p.G, p.B))];
        Assert.Equal(65, shades.Count);
        Assert.Equal((0xF7, 0xF7, 0xF7), Color(32));
        Assert.Equal((0x05, 0x30, 0x61), Color(0));
        Assert.Equal((0x67, 0x00, 0x1F), Color(64));

        (int, int, int) Color(int i) => png.GetPixel(i * square, 0) is var p ? (p.R, p.G, p.B) : default;
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
