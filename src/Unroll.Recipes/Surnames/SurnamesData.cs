using Unroll.Data;

namespace Unroll.Recipes;

/// <summary>Surnames and their languages.</summary>
public static class SurnamesData
{
    /// <summary>
    /// Reads the surnames from where they are: a folder with a file for each language, a file of <c>surname&lt;TAB&gt;language</c>, or the
    /// sample inside the program.
    /// </summary>
    /// <param name="location">Where they are; <see cref="DataStore.Resolve(string, string?)"/> tells.</param>
    /// <exception cref="UnrollException">The files there are not as described.</exception>
    public static LabeledText Load(DataLocation location)
    {
        ArgumentNullException.ThrowIfNull(location);
        if (location.Path is null)
            return LoadSample();
        return Directory.Exists(location.Path) ? LabeledText.ReadFolder(location.Path) : LabeledText.Read(location.Path);
    }

    /// <summary>The built-in sample: 120 surnames of each of the 18 languages, written from general knowledge.</summary>
    public static LabeledText LoadSample() =>
        LabeledText.Read(typeof(SurnamesData).Assembly.GetManifestResourceStream("surnames.tsv")!, "the built-in surnames");
}
