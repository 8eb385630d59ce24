using System.IO.Compression;
using Unroll.Data;

namespace Unroll.Recipes;

/// <summary>The sentences of the recipe: to train on, to choose by, to test on.</summary>
internal sealed record TranslateCorpus(TextPairs Train, TextPairs Valid, TextPairs Test, DataRecord Record)
{
    /// <summary>Loads what the options ask for; the generated captions where nothing is at hand.</summary>
    /// <exception cref="UnrollException">The data cannot be read.</exception>
    public static TranslateCorpus Load(string pairs, RunOptions options)
    {
        DataSet set = pairs == "tatoeba" ? DataSets.Tatoeba : DataSets.Multi30k;
        DataLocation location = options.Data == "sample"
            ? new DataLocation(set.Name, DataOrigin.BuiltIn, null, "built-in sample: generated captions")
            : DataStore.Default.Resolve(set, options.Data);
        (TextPairs train, TextPairs valid, TextPairs test) = location.Path is not { } path ? Generated()
            : File.Exists(path) || pairs == "tatoeba" ? Single(File.Exists(path) ? path : Path.Combine(path, "eng-fra.txt"))
            : (Captions(path, "train"), Captions(path, "val"), Captions(path, "test_2016_flickr"));
        if (options.Quick)
        {
            (train, valid, test) = (train.Take(2000), valid.Take(100), test.Take(100));
        }

        return new TranslateCorpus(train, valid, test,
            TranslationData.Record(location.Name, location.Description, location.Path, train, valid, test));
    }

    private static (TextPairs, TextPairs, TextPairs) Generated()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        TextPair[] all = [.. CaptionGrammar.Write(9000, 7).Where(p => seen.Add(p.Source)).Take(6000)];
        return (new TextPairs(all[..5200]), new TextPairs(all[5200..5600]), new TextPairs(all[5600..]));
    }

    /// <summary>One file: a tenth to test on, a twentieth to choose by; no source stands on two sides.</summary>
    private static (TextPairs, TextPairs, TextPairs) Single(string path)
    {
        (TextPairs rest, TextPairs test) = TextPairs.Read(path).Split(0.1, 42);
        (TextPairs train, TextPairs valid) = rest.Split(0.05, 42);
        return (train, valid, test);
    }

    private static TextPairs Captions(string folder, string part)
    {
        string english = Path.Combine(folder, part + ".en.gz"), german = Path.Combine(folder, part + ".de.gz");
        try
        {
            return TextPairs.ReadParallel(Open(english), english, Open(german), german);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new UnrollException($"{folder}: expected {part}.en.gz and {part}.de.gz: {e.Message}", e);
        }
    }

    private static GZipStream Open(string path) => new(File.OpenRead(path), CompressionMode.Decompress);
}
