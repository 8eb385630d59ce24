namespace Unroll.Recipes;

/// <summary>The data sets that recipes know.</summary>
public static partial class DataSets
{
    private const string NamesFolder =
        "https://raw.githubusercontent.com/spro/practical-pytorch/c520c52e68e945d88fff563dba1c028b6ec0197b/data/names/";

    /// <summary>Surnames in 18 languages: the data of the recipe <c>surnames</c>.</summary>
    public static DataSet Surnames { get; } = new()
    {
        Name = "surnames",
        Title = "Surnames in 18 languages",
        Licence = "MIT (c) 2017 Sean Robertson, as the repository states; the origin of the names is not stated",
        Source = new Uri("https://github.com/spro/practical-pytorch"),
        Description = "20,050 surnames, one file a language, very unbalanced (9,384 Russian, 73 Vietnamese), "
            + "with repeats inside and across languages.",
        BuiltIn = "2,160 surnames, 120 a language, written for Unroll",
        Files =
        [
            Names("Arabic", 13190, "6f424a8dbe51cbbbabab7a57d38b617210125e4e3991f3c657cb79b8f104bafc"),
            Names("Chinese", 1246, "09ba8f1f7e38dbc99372d461b26ad4433b811fc6bfa6a3ecca6fe11a9a777465"),
            Names("Czech", 3916, "e17ab0ec47616a72c39cb85c783f70c3663ab64488721e5d8378f146d2226be7"),
            Names("Dutch", 2351, "924f32b635170eae561f84538632138fc07d4c8bbd70ba3fb980de1ecc4d2af3"),
            Names("English", 27125, "9cca037066d3d5989e24bc01801416162de506b5e28e15b7c092a47905d29bf2"),
            Names("French", 2178, "81e65b36c60ed5b89a17422f6edcadbb89546f38ad69e960e64e7ba682012a95"),
            Names("German", 5610, "7449cd590b97a733e18d613a4155decd77ec35dc5f8aadd7a82204dce4f051db"),
            Names("Greek", 1981, "3555b5186de7f401e6d991b088e9e644ca3099116477818c25ab5793801389e6"),
            Names("Irish", 1858, "cf8c7013256252a88d2503127b87282a11f21b2ff6db1bded68834c19a1ec058"),
            Names("Italian", 5657, "f88414c27d0606a11a678b4859277828c2565d6cc4d9ee932deef6e94f3b35e4"),
            Names("Japanese", 7622, "e0e717e114fec3e7eade4d9dabe0067c475f43147e36a22b47902ee76ad9e67f"),
            Names("Korean", 423, "cd54221ccb362a6cba4c78828838cf3268a0e59744767a37cf6ec4b74036b136"),
            Names("Polish", 1165, "45bab898af2f60ed3a728bbf6980e28821011a7caa53227553b5785903a40826"),
            Names("Portuguese", 554, "50a8735f41f4f73757c8ce5b16cb0275cd86b2b214bcbc8c9805f508cb131c53"),
            Names("Russian", 85168, "0cfe53ac18041e8f63666aa77313e0a3ff378facb132abee052d8ebdc8c3d62c"),
            Names("Scottish", 752, "78d0252711d87d948ea86fe34826c51d2d794a8e52d15b5d6f7b6244d45d62dd"),
            Names("Spanish", 2284, "1bcb462ed3316756a85781d68232bddae04498fdddd5d9219c53fd1fbdeba7a7"),
            Names("Vietnamese", 339, "f3f9e4164ab47601178a6e45b216464a64122f49d05541f24bf18a757253281d"),
        ],
    };

    /// <summary>All data sets, by name.</summary>
    public static IReadOnlyList<DataSet> All =>
    [
        Surnames,
        Engines,
        Activity,
        EnglishWebTreebank,
        Wnut17,
        RtPolarity,
        SentimentTrees,
        Splice,
        SpokenDigits,
        MnistTest,
        Multi30k,
        Tatoeba,
        Hebrew,
        Molecules,
        FirstNames,
        Dinosaurs,
        TinyShakespeare,
        Sonnets,
        Questions,
        OwnText,
        Metheny,
        Chorales,
        Nottingham,
        SketchRnn,
        Crohme,
    ];

    /// <summary>A data set by its name.</summary>
    /// <param name="name">The name; case does not matter.</param>
    /// <exception cref="UnrollException">There is no such data set; the message lists those there are.</exception>
    public static DataSet Find(string name) =>
        All.FirstOrDefault(set => set.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new UnrollException($"no data set is called \"{name}\"; there are: {string.Join(", ", All.Select(set => set.Name))}");

    private static DataFile Names(string language, long bytes, string sha256) =>
        new(language + ".txt", new Uri(NamesFolder + language + ".txt"), sha256, bytes);
}
