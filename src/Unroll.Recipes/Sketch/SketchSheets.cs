using System.Globalization;
using Unroll.Data.Strokes;
using Unroll.Decoding;
using Unroll.Formats;
using Unroll.Models;
using Unroll.Numerics;
using Unroll.Reports.Charts;

namespace Unroll.Recipes;

/// <summary>The sheets of sketches that a model draws.</summary>
internal sealed class SketchSheets(SketchModel model, SketchPlan plan, Sketches data)
{
    private const int Columns = 8;

    private static readonly double[] Temperatures = [0.2, 0.4, 0.6, 0.8, 1.0];

    private readonly SketchSampler _sampler = new(model);
    private int _stream;

    /// <summary>Every sheet by name, with its caption; each is also written into the run folder as .svg.</summary>
    public IReadOnlyList<(string Name, string Caption, SketchSheet Sheet)> Draw(string folder)
    {
        var sheets = new List<(string Name, string Caption, SketchSheet Sheet)>
        {
            ("samples", "Drawn from nothing, a row a temperature.", Samples()),
            ("completions", "The first 30 movements of test sketches (orange) and three endings at temperature 0.4.", Completions()),
        };
        if (model.Options.Conditional)
        {
            sheets.Add(("reconstructions", "Sketches of the test part, and what the model draws from their latent vectors, by temperature.", Reconstructions()));
            sheets.Add(("interpolation", "Between four sketches of the test part (the corners are their reconstructions), at temperature 0.1.", Interpolation()));
            sheets.Add(("analogies", "A - B + C in the space of latent vectors, at temperature 0.2: A and B of the test part, C another.", Analogies()));
        }

        foreach ((string name, _, SketchSheet sheet) in sheets)
        {
            AtomicFile.WriteAllText(Path.Combine(folder, name + ".svg"), sheet.ToSvgFile());
        }

        return sheets;
    }

    /// <summary>Some sketches at a temperature, from nothing.</summary>
    public IReadOnlyList<Sketch> Sample(int count, double temperature) =>
        [.. Enumerable.Range(0, count).Select(_ => FromNothing(temperature))];

    /// <summary>What the model draws from the latent vectors of some sketches, at a temperature.</summary>
    public IReadOnlyList<Sketch> Reconstruct(IEnumerable<Sketch> originals, double temperature) =>
        [.. originals.Select(s => _sampler.Sample(_sampler.Encode(s), temperature, Next(), plan.Longest))];

    private Sketch FromNothing(double temperature)
    {
        RngSequence random = Next();
        return _sampler.Sample(model.Options.Conditional ? _sampler.Draw(random) : null, temperature, random, plan.Longest);
    }

    private SketchSheet Samples() => new([.. Temperatures.Select(t => (IReadOnlyList<Sketch?>)[.. Sample(Columns, t)])])
    {
        Description = "samples by temperature", RowNames = [.. Temperatures.Select(t => string.Create(CultureInfo.InvariantCulture, $"t {t:0.0}"))],
    };

    private SketchSheet Reconstructions()
    {
        Sketch[] originals = [.. data.Test.Take(Columns)];
        double[] temperatures = [0.01, 0.2, 0.5];
        var rows = new List<IReadOnlyList<Sketch?>> { originals };
        rows.AddRange(temperatures.Select(t => (IReadOnlyList<Sketch?>)[.. Reconstruct(originals, t)]));
        return new SketchSheet(rows)
        {
            Description = "reconstructions", RowNames = ["original", .. temperatures.Select(t => string.Create(CultureInfo.InvariantCulture, $"t {t:0.0#}"))],
        };
    }

    private SketchSheet Interpolation()
    {
        const int Size = 7;
        float[][] corners = [.. Enumerable.Range(0, 4).Select(i => _sampler.Encode(data.Test[(Columns + i) % data.Test.Count]))];
        var rows = new List<IReadOnlyList<Sketch?>>();
        for (int r = 0; r < Size; r++)
        {
            float[] left = SketchSampler.Between(corners[0], corners[2], r / (Size - 1.0)), right = SketchSampler.Between(corners[1], corners[3], r / (Size - 1.0));
            rows.Add([.. Enumerable.Range(0, Size).Select(c => _sampler.Sample(SketchSampler.Between(left, right, c / (Size - 1.0)), 0.1, Next(), plan.Longest))]);
        }

        return new SketchSheet(rows) { Description = "interpolation between four sketches" };
    }

    private SketchSheet Analogies()
    {
        var rows = new List<IReadOnlyList<Sketch?>>();
        for (int i = 0; i < 4; i++)
        {
            Sketch a = Test(3 * i), b = Test((3 * i) + 1), c = Test((3 * i) + 2);
            float[] za = _sampler.Encode(a), zb = _sampler.Encode(b), zc = _sampler.Encode(c);
            float[] z = [.. za.Select((v, k) => v - zb[k] + zc[k])];
            rows.Add([a, b, c, .. Enumerable.Range(0, 3).Select(_ => _sampler.Sample(z, 0.2, Next(), plan.Longest))]);
        }

        return new SketchSheet(rows) { Description = "analogies", ColumnNames = ["A", "B", "C", "A - B + C", "", ""] };
    }

    private SketchSheet Completions()
    {
        const int Given = 30;
        var rows = new List<IReadOnlyList<Sketch?>>();
        for (int i = 0; i < 4; i++)
        {
            Sketch whole = Test(20 + i), part = new([.. whole.Points.Take(Given)]);
            rows.Add([whole, .. Enumerable.Range(0, 3).Select(_ =>
            {
                RngSequence random = Next();
                float[]? latent = model.Options.Conditional ? _sampler.Encode(part) : null;
                return _sampler.Sample(latent, 0.4, random, plan.Longest, part);
            })]);
        }

        return new SketchSheet(rows) { Description = "completions of partial sketches", Given = Given, ColumnNames = ["original", "1", "2", "3"] };
    }

    private Sketch Test(int index) => data.Test[index % data.Test.Count];

    private RngSequence Next() => new(plan.Seed, RandomPurpose.Sampling, (ulong)_stream++);
}
