using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;

namespace Unroll.Recipes;

/// <summary>
/// Reads MSR Action3D: files aAA_sSS_eEE_skeleton3D.txt of 20 lines a frame, "x y z confidence" each, in a folder or in a zip file there. Where
/// the list of the 557 recordings of the published protocol is there, others are left out.
/// </summary>
internal static partial class ActionReader
{
    private const string ListName = "files_used_in_cvpr12_paper.txt";

    /// <summary>The names of the 20 actions.</summary>
    public static IReadOnlyList<string> Actions { get; } =
    [
        "high arm wave", "horizontal arm wave", "hammer", "hand catch", "forward punch", "high throw", "draw x", "draw tick", "draw circle",
        "hand clap", "two hand wave", "side boxing", "bend", "forward kick", "side kick", "jogging", "tennis swing", "tennis serve", "golf swing",
        "pick up and throw",
    ];

    /// <exception cref="UnrollException">There is no recording, or one is not as described.</exception>
    public static IReadOnlyList<Recording> Read(string path)
    {
        string[] zips = Directory.Exists(path) ? Directory.GetFiles(path, "*.zip") : [path];
        var recordings = new List<Recording>();
        HashSet<string>? used = null;
        try
        {
            if (zips.Length > 0)
            {
                using ZipArchive zip = ZipFile.OpenRead(zips[0]);
                used = Used(zip.GetEntry(ListName) is { } list ? new StreamReader(list.Open()) : null);
                recordings.AddRange(zip.Entries.Select(e => Parse(e.Name, () => new StreamReader(e.Open()), used)).OfType<Recording>());
            }
            else
            {
                string list = Path.Combine(path, ListName);
                used = Used(File.Exists(list) ? new StreamReader(list) : null);
                recordings.AddRange(Directory.GetFiles(path).Select(f => Parse(Path.GetFileName(f), () => new StreamReader(f), used)).OfType<Recording>());
            }
        }
        catch (InvalidDataException e)
        {
            throw new UnrollException($"{zips[0]}: not a whole zip file; expected one of recordings such as a01_s01_e01_skeleton3D.txt, or a folder of them", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnrollException($"{path}: cannot be read: {e.Message.ReplaceLineEndings(" ")}", e);
        }

        return recordings.Count > 0 ? [.. recordings.OrderBy(r => r.Id, StringComparer.Ordinal)]
            : throw new UnrollException($"{path}: no recording; expected files such as a01_s01_e01_skeleton3D.txt, or a zip file of them");
    }

    private static HashSet<string>? Used(StreamReader? list)
    {
        using (list)
        {
            return list?.ReadToEnd().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
        }
    }

    private static Recording? Parse(string name, Func<StreamReader> open, HashSet<string>? used)
    {
        Match match = FileName().Match(name);
        string id = match.Groups["id"].Value;
        if (!match.Success || used?.Contains(id) == false)
            return null;
        int action = int.Parse(match.Groups["a"].Value, CultureInfo.InvariantCulture), subject = int.Parse(match.Groups["s"].Value, CultureInfo.InvariantCulture);
        if (action < 1 || action > Actions.Count)
            throw new UnrollException($"{name}: action {action}; expected from 1 to {Actions.Count}");
        var values = new List<float>();
        using StreamReader reader = open();
        for (int number = 1; reader.ReadLine() is { } line; number++)
        {
            string[] fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length == 0)
                continue;
            var point = new float[4];
            bool isPoint = fields.Length == 4;
            for (int i = 0; i < 4 && isPoint; i++)
                isPoint = float.TryParse(fields[i], NumberStyles.Float, CultureInfo.InvariantCulture, out point[i]) && float.IsFinite(point[i]);
            if (!isPoint)
                throw new UnrollException($"{name}:{number}: expected \"x y z confidence\", got {(line.Length > 40 ? line[..40] + "..." : line)}");
            // The sensor writes zeros for what it did not see.
            bool unseen = point[0] == 0 && point[1] == 0 && point[2] == 0;
            for (int i = 0; i < 3; i++)
                values.Add(unseen ? float.NaN : point[i]);
        }

        if (values.Count % Skeleton.Width != 0)
            throw new UnrollException($"{name}: {values.Count / 3} lines are no whole number of frames of {Skeleton.Joints} joints");
        return values.All(float.IsNaN) ? null : new Recording(id, action - 1, subject, [.. values]);
    }

    [GeneratedRegex(@"^(?<id>a(?<a>\d\d)_s(?<s>\d\d)_e\d\d)_skeleton3D\.txt$")]
    private static partial Regex FileName();
}
