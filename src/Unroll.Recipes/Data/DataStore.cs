namespace Unroll.Recipes;

/// <summary>Finds the data of a recipe on this machine, and fetches it from its source when asked.</summary>
public sealed class DataStore
{
    private readonly string? _root;
    private readonly string _cache;
    private readonly TimeSpan _patience;

    /// <summary>A store with the folders given.</summary>
    /// <param name="root">The folder of data sets that <c>UNROLL_DATA</c> names; null for none.</param>
    /// <param name="cache">The folder that downloads go to.</param>
    /// <param name="patience">How long a download may stand still; 30 seconds when null.</param>
    public DataStore(string? root, string cache, TimeSpan? patience = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(cache);
        _root = string.IsNullOrEmpty(root) ? null : root;
        _cache = cache;
        _patience = patience ?? TimeSpan.FromSeconds(30);
    }

    /// <summary>The store of this user: <c>UNROLL_DATA</c> and the user's cache folder.</summary>
    public static DataStore Default { get; } =
        new(Environment.GetEnvironmentVariable("UNROLL_DATA"), CacheFolder.Find(Environment.GetEnvironmentVariable));

    /// <summary>The folder in the cache that a data set is downloaded to.</summary>
    /// <param name="set">The data set.</param>
    public string CachePath(DataSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        return Path.Combine(_cache, set.Name);
    }

    /// <summary>
    /// Looks in this order: the path given, <c>$UNROLL_DATA/&lt;name&gt;/</c>, the cache; and failing that takes the built-in sample.
    /// Nothing is downloaded.
    /// </summary>
    /// <param name="name">The name of the data set.</param>
    /// <param name="dataOption">The user's own file or folder; null for none.</param>
    /// <exception cref="UnrollException">There is no such data set, or nothing at the path given.</exception>
    public DataLocation Resolve(string name, string? dataOption = null) => Resolve(DataSets.Find(name), dataOption);

    /// <summary>Looks for a data set as <see cref="Resolve(string, string?)"/> does.</summary>
    /// <param name="set">The data set.</param>
    /// <param name="dataOption">The user's own file or folder; null for none.</param>
    /// <exception cref="UnrollException">There is nothing at the path given.</exception>
    public DataLocation Resolve(DataSet set, string? dataOption = null)
    {
        ArgumentNullException.ThrowIfNull(set);
        if (dataOption is not null)
        {
            if (!File.Exists(dataOption) && !Directory.Exists(dataOption))
                throw new UnrollException($"{dataOption}: no such file or folder; check the path given with --data");
            return new DataLocation(set.Name, DataOrigin.Given, dataOption, $"{dataOption} (given with --data)");
        }
        if (_root is not null && IsComplete(set, Path.Combine(_root, set.Name), sizes: false))
        {
            string folder = Path.Combine(_root, set.Name);
            return new DataLocation(set.Name, DataOrigin.Environment, folder, $"{set.Title}, {folder} (UNROLL_DATA)");
        }
        if (IsComplete(set, CachePath(set), sizes: true))
            return new DataLocation(set.Name, DataOrigin.Cache, CachePath(set), $"{set.Title}, {CachePath(set)} (downloaded)");
        string more = set.Files.Count > 0 ? $"; the full set: unroll data get {set.Name}" : "";
        return new DataLocation(set.Name, DataOrigin.BuiltIn, null, $"built-in sample: {set.BuiltIn}{more}");
    }

    /// <summary>
    /// Downloads a data set to the cache. A file appears there only when it is complete and its checksum is right; a download that was
    /// interrupted goes on where it stopped, and files already there are checked and kept.
    /// </summary>
    /// <param name="name">The name of the data set.</param>
    /// <param name="progress">Told as bytes arrive; null for nobody.</param>
    /// <param name="cancellationToken">Stops the download; what has arrived is kept for the next time.</param>
    /// <returns>Where it is now.</returns>
    /// <exception cref="UnrollException">The source cannot be reached or has changed, or the cache cannot be written to.</exception>
    public Task<DataLocation> GetAsync(
        string name, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default) =>
        GetAsync(DataSets.Find(name), progress, cancellationToken);

    /// <summary>Downloads a data set as <see cref="GetAsync(string, IProgress{DownloadProgress}?, CancellationToken)"/> does.</summary>
    /// <param name="set">The data set.</param>
    /// <param name="progress">Told as bytes arrive; null for nobody.</param>
    /// <param name="cancellationToken">Stops the download; what has arrived is kept for the next time.</param>
    /// <exception cref="UnrollException">The source cannot be reached or has changed, or the cache cannot be written to.</exception>
    public async Task<DataLocation> GetAsync(
        DataSet set, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(set);
        if (set.Files.Count == 0)
            throw new UnrollException($"{set.Name}: there is nothing to download; see {set.Source} and pass the files with --data");

        string folder = CachePath(set);
        using var downloader = new Downloader(_patience);
        long before = 0;
        for (int i = 0; i < set.Files.Count; i++)
        {
            var file = set.Files[i];
            void Report(long bytes, int done) => progress?.Report(new(file.Path, done, set.Files.Count, before + bytes, set.Bytes));

            await downloader.FetchAsync(file, Path.Combine(folder, file.Path), bytes => Report(bytes, i), cancellationToken)
                .ConfigureAwait(false);
            Report(file.Bytes, i + 1);
            before += file.Bytes;
        }
        Downloader.WriteText(Path.Combine(folder, "SOURCE.md"),
            $"# {set.Title}\n\n{set.Description}\n\n- Source: {set.Source}\n- Licence: {set.Licence}\n");
        return new DataLocation(set.Name, DataOrigin.Cache, folder, $"{set.Title}, {folder} (downloaded)");
    }

    /// <summary>Whether all files are there; in the cache of the right size too, since only whole files are renamed into place.</summary>
    private static bool IsComplete(DataSet set, string folder, bool sizes) =>
        set.Files.Count == 0 ? Directory.Exists(folder) : set.Files.All(file =>
        {
            var here = new FileInfo(Path.Combine(folder, file.Path));
            // A folder of the user's own may hold a file packed.
            return here.Exists ? !sizes || here.Length == file.Bytes : !sizes && File.Exists(here.FullName + ".gz");
        });
}
