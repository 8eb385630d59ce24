using System.Security.Cryptography;
using System.Text;
using Unroll.Data;
using Unroll.Models;
using Unroll.Reports.Pictures;

namespace Unroll.Recipes;

/// <summary>What is trained, chosen and tested on: scenes that a program draws, or a user's pictures or features with their captions.</summary>
internal sealed record CaptionsData
{
    /// <summary>Scenes of the test; they chose nothing.</summary>
    public const int TestScenes = 2000;

    /// <summary>Seeds of the scenes, added to the run's own: no list shares a scene with another.</summary>
    private const ulong ValidSeed = 1UL << 40, TestSeed = 2UL << 40, NovelSeed = 3UL << 40;

    public required ICaptionedPictures Train { get; init; }

    public required ICaptionedPictures Valid { get; init; }

    /// <summary>One item a picture.</summary>
    public required ICaptionedPictures Test { get; init; }

    /// <summary>Every caption of each picture of the test.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> References { get; init; }

    /// <summary>Scenes whose colours and kinds never stood together in training; null for a user's own data.</summary>
    public ScenePictures? Novel { get; init; }

    /// <summary>Positions and numbers at each of features; none for pictures.</summary>
    public (int Positions, int Features)? Features { get; init; }

    public required DataRecord Record { get; init; }

    /// <summary>The picture of an item of the test as it is shown; null for features.</summary>
    public required Func<int, RgbPicture?> Shown { get; init; }

    /// <summary>The generated scenes.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="train">Scenes to train on.</param>
    /// <param name="test">Scenes to test on.</param>
    public static CaptionsData Scenes(ulong seed, int train, int test)
    {
        var trained = new ScenePictures(seed, train);
        var tested = new ScenePictures(seed + TestSeed, test);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int i = 0; i < Math.Min(train, 100); i++)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(trained.Caption(i)));
            hash.AppendData(ScenePainter.Paint(trained.Scene(i)).Pixels);
        }

        return new CaptionsData
        {
            Train = trained, Valid = new ScenePictures(seed + ValidSeed, Math.Max(100, test / 4)), Test = tested,
            References = [.. Enumerable.Range(0, test).Select(i => (IReadOnlyList<string>)[tested.Caption(i)])],
            Novel = new ScenePictures(seed + NovelSeed, Math.Max(1, test / 2), novel: true),
            Record = new DataRecord("scenes", "generated", null, train, Convert.ToHexStringLower(hash.GetHashAndReset())),
            Shown = i => ScenePainter.Paint(tested.Scene(i)),
        };
    }

    /// <summary>A user's file with picture and caption on each line, and features of the pictures where they are given.</summary>
    /// <exception cref="UnrollException">Something cannot be read, or does not fit.</exception>
    public static CaptionsData Given(string path, string? features, ulong seed)
    {
        var all = Loaded.From(path, features);
        (TextPairs rest, TextPairs test) = all.Pairs.Split(0.1, (long)seed);
        (TextPairs train, TextPairs valid) = rest.Split(0.05, (long)seed);
        return all.Part(train, valid, test);
    }

    /// <summary>The whole of such a file, to test on.</summary>
    /// <exception cref="UnrollException">Something cannot be read, or does not fit.</exception>
    public static CaptionsData Whole(string path, string? features)
    {
        var all = Loaded.From(path, features);
        var none = new TextPairs([]);
        return all.Part(none, none, all.Pairs);
    }

    /// <summary>A user's pictures or features, in memory.</summary>
    private sealed record Loaded(
        TextPairs Pairs, string[] Names, GivenPictures.Reader Read, Func<int, RgbPicture?> Shown, (int Positions, int Features)? Form, DataRecord Record)
    {
        public static Loaded From(string path, string? features)
        {
            string file = Directory.Exists(path) ? Path.Combine(path, "captions.tsv") : path;
            TextPairs pairs = TextPairs.Read(file);
            string[] names = [.. pairs.Sources.Distinct()];
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (TextPair pair in pairs)
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"{pair.Source}\t{pair.Target}\n"));
            }

            GivenPictures.Reader read;
            Func<int, RgbPicture?> shown = _ => null;
            (int, int)? form = null;
            if (features is not null)
            {
                var found = PictureFeatures.Read(features);
                if (found.Pictures != names.Length)
                {
                    throw new UnrollException(
                        $"{features}: features of {found.Pictures} pictures, but {file} names {names.Length} different ones; row i belongs to "
                        + "the i-th different picture");
                }

                hash.AppendData(File.ReadAllBytes(features));
                read = found.Copy;
                form = (found.Positions, found.Features);
            }
            else
            {
                string folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
                RgbPicture[] pictures = Array.ConvertAll(names, n => Small(RgbPicture.Read(Path.Combine(folder, n))));
                Array.ForEach(pictures, p => hash.AppendData(p.Pixels));
                read = (picture, values) => pictures[picture].ToPlanes(Scene.Side, values);
                shown = picture => pictures[picture];
            }

            var record = new DataRecord(
                Path.GetFileName(file), $"given: {file}", Path.GetFullPath(file), pairs.Count, Convert.ToHexStringLower(hash.GetHashAndReset()));
            return new Loaded(pairs, names, read, shown, form, record);
        }

        public CaptionsData Part(TextPairs train, TextPairs valid, TextPairs test)
        {
            Dictionary<string, int> numbers = Names.Select((n, i) => (n, i)).ToDictionary(p => p.n, p => p.i, StringComparer.Ordinal);
            IGrouping<string, TextPair>[] tested = [.. test.GroupBy(p => p.Source, StringComparer.Ordinal)];
            return new CaptionsData
            {
                Train = Items(train), Valid = Items(valid),
                Test = new GivenPictures([.. tested.Select(g => (numbers[g.Key], g.First().Target))], Read),
                References = [.. tested.Select(g => (IReadOnlyList<string>)[.. g.Select(p => p.Target).Distinct()])],
                Features = Form,
                Record = Record,
                Shown = i => Shown(numbers[tested[i].Key]),
            };

            GivenPictures Items(TextPairs part) => new([.. part.Select(p => (numbers[p.Source], p.Target))], Read);
        }
    }

    /// <summary>The same picture at the side that the network reads.</summary>
    private static RgbPicture Small(RgbPicture picture)
    {
        const int Plane = Scene.Side * Scene.Side;
        var planes = new float[3 * Plane];
        picture.ToPlanes(Scene.Side, planes);
        var pixels = new byte[planes.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)MathF.Round((planes[(i % 3 * Plane) + (i / 3)] + 1) * 127.5f);
        }

        return new RgbPicture(Scene.Side, Scene.Side, pixels);
    }
}
