namespace Unroll.Recipes;

/// <summary>The user's folder for things that can be fetched again.</summary>
internal static class CacheFolder
{
    /// <summary>
    /// <c>unroll</c> under <c>$XDG_CACHE_HOME</c> where that is set, else <c>%LOCALAPPDATA%</c> on Windows, <c>~/Library/Caches</c> on
    /// macOS and <c>~/.cache</c> elsewhere; under the temporary folder for a user without a home.
    /// </summary>
    internal static string Find(Func<string, string?> variable)
    {
        // The XDG specification: a relative path is invalid and must be ignored.
        if (variable("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathFullyQualified(cache))
            return Path.Combine(cache, "unroll");
        string root = OperatingSystem.IsWindows()
            ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Home(OperatingSystem.IsMacOS() ? "Library/Caches" : ".cache");
        return Path.Combine(root.Length > 0 ? root : Path.GetTempPath(), "unroll");
    }

    private static string Home(string folder)
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return home.Length > 0 ? Path.Combine(home, folder) : "";
    }
}
