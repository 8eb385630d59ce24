using System.Security.Cryptography;
using Unroll.Data;
using Unroll.Recipes;

namespace Unroll.Tests.Data;

public sealed class DataStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Root => Path.Combine(_folder.Path, "root");

    private string Cache => Path.Combine(_folder.Path, "cache");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void LooksInOrder()
    {
        var store = new DataStore(Root, Cache);
        var location = store.Resolve("surnames");
        Assert.Equal((DataOrigin.BuiltIn, null), (location.Origin, location.Path));
        Assert.Contains("unroll data get surnames", location.Description);

        foreach (var file in DataSets.Surnames.Files)
            _folder.File($"cache/surnames/{file.Path}", new byte[file.Bytes]);
        location = store.Resolve("Surnames");
        Assert.Equal((DataOrigin.Cache, Path.Combine(Cache, "surnames")), (location.Origin, location.Path));

        foreach (var file in DataSets.Surnames.Files)
            _folder.File($"root/surnames/{file.Path}", "x");
        location = store.Resolve("surnames");
        Assert.Equal((DataOrigin.Environment, Path.Combine(Root, "surnames")), (location.Origin, location.Path));
        Assert.Equal(DataOrigin.Cache, new DataStore(null, Cache).Resolve("surnames").Origin);

        location = store.Resolve("surnames", _folder.Path);
        Assert.Equal((DataOrigin.Given, _folder.Path), (location.Origin, location.Path));
    }

    [Fact]
    public void AnIncompleteFolderIsPassedOver()
    {
        foreach (var file in DataSets.Surnames.Files.Skip(1))
            _folder.File($"cache/surnames/{file.Path}", new byte[file.Bytes]);
        Assert.Equal(DataOrigin.BuiltIn, new DataStore(Root, Cache).Resolve("surnames").Origin);
    }

    [Fact]
    public void SaysWhatIsNotThere()
    {
        var store = new DataStore(Root, Cache);
        Assert.StartsWith("no data set is called \"surnmaes\"; there are: surnames",
            Assert.Throws<UnrollException>(() => store.Resolve("surnmaes")).Message, StringComparison.Ordinal);
        Assert.Equal($"{Root}: no such file or folder; check the path given with --data",
            Assert.Throws<UnrollException>(() => store.Resolve("surnames", Root)).Message);
    }

    [Fact]
    public void TheCacheFollowsTheXdgSpecification()
    {
        Assert.Equal(Path.Combine(_folder.Path, "unroll"), CacheFolder.Find(name => name == "XDG_CACHE_HOME" ? _folder.Path : null));
        string usual = CacheFolder.Find(_ => null);
        Assert.True(Path.IsPathFullyQualified(usual));
        Assert.Equal("unroll", Path.GetFileName(usual));
        Assert.Equal(usual, CacheFolder.Find(_ => "relative/is/ignored"));
    }

    [Fact]
    public void TheCatalogueIsSound()
    {
        Assert.Equal(DataSets.All.Count, DataSets.All.Select(s => s.Name).Distinct().Count());
        Assert.Equal(18, DataSets.Surnames.Files.Count);
        Assert.Equal(163_419, DataSets.Surnames.Bytes);
        foreach (var file in DataSets.All.SelectMany(s => s.Files))
        {
            Assert.Matches("^[0-9a-f]{64}$", file.Sha256);
            Assert.Equal("https", file.Url.Scheme);
            Assert.NotEmpty(Path.GetFileName(file.Url.AbsolutePath));
        }
    }

    [Fact]
    public void TheSampleHasTheSameLanguagesInEqualParts()
    {
        var sample = SurnamesData.Load(new DataStore(null, Cache).Resolve("surnames"));
        Assert.Equal(DataSets.Surnames.Files.Select(f => Path.GetFileNameWithoutExtension(f.Path)), sample.Labels);
        Assert.All(sample.CountByLabel(), count => Assert.Equal(120, count));
        Assert.Equal(sample.Count, sample.Select(i => (TextElements.SpellingKey(i.Text), i.Label)).Distinct().Count());
        Assert.All(sample, item => Assert.Matches("^[A-Z][A-Za-z' ]*$", item.Text));
    }

    [Fact]
    public void SurnamesComeFromFilesAndFoldersToo()
    {
        string file = _folder.File("mine.tsv", "Novak\tCzech\nOzawa\tJapanese\n");
        var store = new DataStore(null, Cache);
        Assert.Equal(["Czech", "Japanese"], SurnamesData.Load(store.Resolve("surnames", file)).Labels);
        _folder.File("mine/A.txt", "one\n");
        _folder.File("mine/B.txt", "two\n");
        Assert.Equal(2, SurnamesData.Load(store.Resolve("surnames", Path.Combine(_folder.Path, "mine"))).Count);
    }

    [Fact]
    public void TheRealSurnamesAreThoseOfTheCatalogue()
    {
        string? root = Environment.GetEnvironmentVariable("UNROLL_DATA");
        Assert.SkipWhen(root is null || !Directory.Exists(Path.Combine(root, "surnames")), "UNROLL_DATA has no surnames");

        var location = DataStore.Default.Resolve("surnames");
        Assert.Equal(DataOrigin.Environment, location.Origin);
        foreach (var file in DataSets.Surnames.Files)
            Assert.Equal(file.Sha256, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(location.Path!, file.Path)))));

        var names = SurnamesData.Load(location);
        Assert.Equal(20_050, names.Count);
        Assert.Equal(9_384, names.CountByLabel()[names.Labels.IndexOf("Russian")]);
        var (train, test) = names.SplitStratified(0.3, seed: 42);
        Assert.Equal((14_035, 6_015), (train.Count, test.Count));
        var spellings = train.Select(i => TextElements.SpellingKey(i.Text)).ToHashSet();
        Assert.InRange(test.Count(i => spellings.Contains(TextElements.SpellingKey(i.Text))) / 6015.0, 0.10, 0.20); // about 15%

        (train, test) = names.SplitGrouped(0.3, seed: 42);
        spellings = [.. train.Select(i => TextElements.SpellingKey(i.Text))];
        Assert.DoesNotContain(test, i => spellings.Contains(TextElements.SpellingKey(i.Text)));
        int[] all = names.CountByLabel(), tested = test.CountByLabel();
        for (int label = 0; label < all.Length; label++)
        {
            // Whole spellings only: 2,000 Arabic names are 108 spellings, so that half of the most frequent one may be too many or missing.
            int largest = names.Where(i => i.Label == label).GroupBy(i => TextElements.SpellingKey(i.Text)).Max(g => g.Count());
            double slack = 1 + largest / 2.0;
            Assert.InRange(tested[label], all[label] * 0.3 - slack, all[label] * 0.3 + slack);
        }
    }
}
