namespace Unroll.Recipes;

/// <content>Music.</content>
public static partial class DataSets
{
    /// <summary>A transcription in MIDI: the data of the recipe <c>jazz</c>.</summary>
    public static DataSet Metheny { get; } = new()
    {
        Name = "metheny",
        Title = "\"And Then I Knew\" (Pat Metheny), a transcription",
        Licence = "the composition is under copyright and the transcription has no stated licence: for study at home, not to be passed on",
        Source = new Uri("https://github.com/jisungk/deepjazz"),
        Description = "One MIDI file of 25 tracks; a solo of 72 quarters over the chords of the piano is what the assignment learns from.",
        BuiltIn = "a tune composed for Unroll",
        Files =
        [
            new DataFile(
                "original_metheny.mid",
                new Uri("https://raw.githubusercontent.com/jisungk/deepjazz/9c3b11245db196311b9f0176e984a38725a7113a/midi/original_metheny.mid"),
                "0da8322ceab36b036682b5ece0c315193f7b701a3340a0ca5a523b107c6f428d", 92549),
        ],
    };

    /// <summary>Chorales of Bach as piano rolls: the data of the recipe <c>chorales</c>.</summary>
    public static DataSet Chorales { get; } = new()
    {
        Name = "jsb_chorales",
        Title = "J. S. Bach's chorales as piano rolls",
        Licence = "none stated; the music is in the public domain",
        Source = new Uri("https://github.com/czhuang/JSB-Chorales-dataset"),
        Description = "382 chorales, a step a quarter, with the split of Boulanger-Lewandowski et al. 2012: 229 to train, 76 to validate, 77 to test.",
        BuiltIn = "chorales composed by rules of harmony, written for Unroll",
        Files =
        [
            new DataFile(
                "jsb-chorales-quarter.json",
                new Uri("https://raw.githubusercontent.com/czhuang/JSB-Chorales-dataset/9a7f733ddb4ed91f48da64ac7f0f621c34aadd4d/jsb-chorales-quarter.json"),
                "2db9329f1881a1d3f49703ec556bf1d6f84b4f6c1d702c156536e93cf31e1c91", 407200),
        ],
    };

    /// <summary>Folk tunes in ABC notation: the data of the recipe <c>folk</c>.</summary>
    public static DataSet Nottingham { get; } = new()
    {
        Name = "nottingham_abc",
        Title = "The Nottingham collection of folk tunes",
        Licence = "GPL-3.0, as the repository states; the tunes are traditional",
        Source = new Uri("https://github.com/jukedeck/nottingham-dataset"),
        Description = "1,034 British and American folk tunes in ABC notation with chords, in 14 files.",
        BuiltIn = "tunes composed by rule, written for Unroll",
        Files =
        [
            Abc("ashover", 19647, "6586eea8dca53866b42721050d11fc1408bdb2cf31a902b41c5c13504139b164"),
            Abc("hpps", 25222, "6d035c6972ac0c204ba79d8128e2d71978ece2214a29ffceeb3e053e27f17db5"),
            Abc("jigs", 129665, "5bb6f621e443bde552540810e3ea53e53531fd22258736e338d795e7a5bdcaf5"),
            Abc("morris", 12002, "cbf60b212c87748dea226c76b72a15db5b4f606bb35a580763e9cd8f7294e7da"),
            Abc("playford", 5101, "070877bc37176e0dedbcd038268d6669399201cd7b58d88b4ab36127528f9c76"),
            Abc("reelsa-c", 37613, "f92ed0e66024e0a5bb7d21fe3172cd50c3fb4cb7f642b4ec7cd5aa8ad0396da8"),
            Abc("reelsd-g", 42433, "33f535569116ec8cfb530c112f4cdc3bfb7fc042c271e0317cf6458bad30dfae"),
            Abc("reelsh-l", 43044, "cb701d4ffe6839cb7a5655bc21785ecb71a72ab63d8560f7be3856f6aedaf7e5"),
            Abc("reelsm-q", 38405, "a99f2967cf47460bba70bae40cd355a220b537a87180131c6d9433750bc446a1"),
            Abc("reelsr-t", 46838, "f80a2c0f37a49b9b0c748e922924d59c40d82758abc5b0f7fc9245d7fd563be0"),
            Abc("reelsu-z", 17203, "d104d7d1bb83eb1ca18f6b944dc22cf9f7bfe5f955d07cd573615985f69c2c1f"),
            Abc("slip", 3838, "da686b3a0de20aab38e64f8c8ec57edace980bab6450a6c388d79a2866e5b16a"),
            Abc("waltzes", 21490, "ffa773d012756be17784ab4a84e0e4618f316be5c6f244f9d60c06b23cd812c6"),
            Abc("xmas", 3519, "05ebc4b856c8c5186bb828641e8f88f723c109d47ba7e3f1e5048b536e091249"),
        ],
    };

    private static DataFile Abc(string name, long bytes, string sha256) => new(
        name + ".abc",
        new Uri($"https://raw.githubusercontent.com/jukedeck/nottingham-dataset/0992bb6cd864f6d4b90d6663e08c0ef53ffaa08f/ABC_cleaned/{name}.abc"),
        sha256, bytes);
}
