using Unroll.Decoding;
using Unroll.Models;

namespace Unroll.Recipes;

/// <summary>Captions of some pictures beside what was expected.</summary>
internal sealed record CaptionsResult(Translation[] Captions, TranslationReport Report)
{
    /// <summary>Describes every picture by beam search.</summary>
    public static CaptionsResult Of(
        Captioner model, ICaptionedPictures pictures, IReadOnlyList<IReadOnlyList<string>> references, int beam, CancellationToken cancellation)
    {
        var captions = new List<Translation>();
        foreach (int[] items in Enumerable.Range(0, pictures.Count).Chunk(256))
        {
            float[][] read = Array.ConvertAll(items, i => Read(model, pictures, i));
            captions.AddRange(model.Describe(read, new BeamOptions { Width = beam, MaxLength = _ => 60 }, cancellation).Select(c => c[0]));
        }

        return new CaptionsResult([.. captions], new TranslationReport([.. captions.Select(c => c.Text)], references));
    }

    /// <summary>A picture as the model reads it.</summary>
    public static float[] Read(Captioner model, ICaptionedPictures pictures, int item)
    {
        var values = new float[model.Options.InputSize];
        pictures.Read(item, values);
        return values;
    }

    /// <summary>The share that is right to the last word.</summary>
    public double Exact => (double)Report.Exact.Count(e => e) / Report.Exact.Count;
}
