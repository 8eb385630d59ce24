using System.Text;

namespace Unroll.Cli.Tests;

/// <summary>A folder of its own that commands run in, removed at the end.</summary>
internal sealed class Workplace : IDisposable
{
    private string[] _before = [];

    public string Folder { get; } = Directory.CreateTempSubdirectory("unroll-cli-").FullName;

    public string this[string name] => Path.Combine(Folder, name);

    /// <summary>Writes a file and remembers what is there, for <see cref="AssertUntouched"/>.</summary>
    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        File.WriteAllBytes(this[name], bytes);
        Remember();
        return name;
    }

    /// <summary>Copies a run to a folder of this name.</summary>
    public string Copy(string run, string name)
    {
        Directory.CreateDirectory(this[name]);
        foreach (string file in Directory.GetFiles(run))
        {
            File.Copy(file, Path.Combine(this[name], Path.GetFileName(file)));
        }

        Remember();
        return name;
    }

    public void Remember() => _before = Entries();

    /// <summary>Holds if no file or folder has come or gone.</summary>
    public void AssertUntouched() => Assert.Equal(_before, Entries());

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private string[] Entries() => [.. Directory.EnumerateFileSystemEntries(Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
