using System.Globalization;
using System.IO.Compression;
using Unroll.Data;

namespace Unroll.Recipes;

/// <summary>Takes of spoken digits: the Free Spoken Digit Dataset where it is, else tones that stand for digits.</summary>
internal sealed class SpeechData
{
    /// <summary>Samples a second.</summary>
    public const int Rate = 8000;

    private SpeechData(SpokenDigit[] takes, string source)
    {
        Takes = takes;
        Source = source;
        Speakers = [.. takes.Select(t => t.Speaker).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>All takes, by speaker, digit and number.</summary>
    public IReadOnlyList<SpokenDigit> Takes { get; }

    /// <summary>The speakers, by name.</summary>
    public IReadOnlyList<string> Speakers { get; }

    /// <summary>Where they came from.</summary>
    public string Source { get; }

    /// <summary>The takes that training never hears: the first five, or the first fifth where there are fewer than 25.</summary>
    public IEnumerable<SpokenDigit> HeldOutTakes => Takes.Where(t => t.Take < FirstTrained);

    /// <summary>The takes of training.</summary>
    public IEnumerable<SpokenDigit> TrainingTakes => Takes.Where(t => t.Take >= FirstTrained);

    private int FirstTrained => Math.Min(5, Math.Max(1, (Takes.Max(t => t.Take) + 1) / 5));

    /// <summary>Finds the data.</summary>
    /// <param name="path">The path given with <c>--data</c>: a folder or a zip file of wav files, or the word sample; null to look for it.</param>
    /// <exception cref="UnrollException">There is nothing at the path, or a file is damaged.</exception>
    public static SpeechData Load(string? path)
    {
        if (path == "sample")
        {
            return new SpeechData(ToneDigits.Make(), "built-in: tones that stand for digits");
        }

        DataLocation location = DataStore.Default.Resolve(DataSets.SpokenDigits, path);
        if (location.Path is null)
        {
            return new SpeechData(ToneDigits.Make(), location.Description);
        }

        SpokenDigit[] takes = File.Exists(location.Path) ? ReadZip(location.Path)
            : Directory.EnumerateFiles(location.Path, "*.zip").Order(StringComparer.Ordinal).FirstOrDefault() is { } zip ? ReadZip(zip)
            : [.. Directory.EnumerateFiles(location.Path, "*.wav", SearchOption.AllDirectories).Select(f => Read(File.ReadAllBytes(f), f, f))];
        if (takes.Length == 0)
        {
            throw new UnrollException($"{location.Path}: no wav files; expected files such as 7_jackson_12.wav, in the folder or in a zip file");
        }

        if (takes.Select(t => t.Speaker).Distinct().Count() < 2 || takes.Max(t => t.Take) < 4)
        {
            throw new UnrollException($"{location.Path}: expected at least two speakers and takes 0 to 4 of each digit");
        }

        return new SpeechData(
            [.. takes.OrderBy(t => t.Speaker, StringComparer.Ordinal).ThenBy(t => t.Digit).ThenBy(t => t.Take)], location.Description);
    }

    private static SpokenDigit[] ReadZip(string path)
    {
        try
        {
            using ZipArchive zip = ZipFile.OpenRead(path);
            var takes = new List<SpokenDigit>();
            foreach (ZipArchiveEntry entry in zip.Entries.Where(e => e.Name.EndsWith(".wav", StringComparison.OrdinalIgnoreCase)))
            {
                using Stream stream = entry.Open();
                using var memory = new MemoryStream();
                stream.CopyTo(memory);
                takes.Add(Read(memory.ToArray(), entry.Name, $"{path}, {entry.FullName}"));
            }

            return [.. takes];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new UnrollException($"{path}: not a zip file that can be read: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private static SpokenDigit Read(byte[] bytes, string name, string source)
    {
        WavAudio audio = WavAudio.Parse(bytes, source);
        if (audio.Rate != Rate)
        {
            throw new UnrollException($"{source}: {audio.Rate} samples a second, expected {Rate}; convert the files first");
        }

        string[] parts = Path.GetFileNameWithoutExtension(name).Split('_');
        return parts.Length == 3 && parts[0].Length == 1 && char.IsAsciiDigit(parts[0][0])
            && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int take)
            ? new SpokenDigit(parts[0][0] - '0', parts[1], take, audio.Samples)
            : throw new UnrollException($"{source}: expected a name such as 7_jackson_12.wav: digit, speaker, take");
    }
}
