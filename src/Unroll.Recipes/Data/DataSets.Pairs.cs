namespace Unroll.Recipes;

// Pairs of texts.
public static partial class DataSets
{
    private const string Multi30kFolder =
        "https://raw.githubusercontent.com/multi30k/dataset/a3d2e0d26b56f3846f66a952536ffed4e401d05a/data/task1/raw/";

    private const string PracticalRl =
        "https://raw.githubusercontent.com/yandexdataschool/Practical_RL/6f7fa8bc521af3d6bb47833c4670f44740f26aa6/";

    /// <summary>Captions of pictures in English and German: the data of the recipe <c>translate</c>.</summary>
    public static DataSet Multi30k { get; } = new()
    {
        Name = "multi30k_en_de",
        Title = "Multi30k, English and German",
        Licence = "for non-commercial research and education, as the repository says of the pictures; no licence file",
        Source = new Uri("https://github.com/multi30k/dataset"),
        Description = "29,000 captions of pictures with a translator's German, 1,014 to validate on, and the 1,000 of the test of 2016.",
        BuiltIn = "6,000 generated captions with their German, from a small grammar of ours",
        Files =
        [
            Captions("train.en", 568929, "d79cfa999dd4c51d2cb42499b6796d5a882c3a8a961923c25a898c90f8bbd56f"),
            Captions("train.de", 637044, "726e39b2fa9eb9ffb6dc763fb35a179f80fae06ffc5d28b6ace5faa883de28a6"),
            Captions("val.en", 21650, "14f7d25ddd868909a9213e361768460edcacdd6ab9d1e77b92560dc10c10dc28"),
            Captions("val.de", 24681, "f0cba2f995189cf5770f29a8a9a537a3ad3f51657ad873405082ff6863a5e75a"),
            Captions("test_2016_flickr.en", 21077, "611d361c6334bc7246101d48097c13cf5c4413c5befc793cc629934359d532d9"),
            Captions("test_2016_flickr.de", 22890, "9204244e408ccb38d2a55cfcd344df15005fc42a07a6e55ca6c52b6ababb8cc8"),
        ],
    };

    /// <summary>Short sentences in English and French: further data of the recipe <c>translate</c>.</summary>
    public static DataSet Tatoeba { get; } = new()
    {
        Name = "tatoeba_eng_fra_5k",
        Title = "Tatoeba, English and French, the 5,000 shortest pairs",
        Licence = "CC BY 2.0 FR; every line names its authors",
        Source = new Uri("https://www.manythings.org/anki/"),
        Description = "The 5,000 shortest English sentences of Tatoeba with French translations, several for many of them.",
        BuiltIn = "none: the recipe takes its generated captions instead",
        Files =
        [
            new("eng-fra.txt", new Uri("https://raw.githubusercontent.com/NJUxlj/seq2seq-attention-translation/b20755b1c81f2d82526ab967dbc8ec6465f22f14/data/eng-fra.txt"),
                "d952b56a181da5270b7bb4ded3f3bbe61e67a9b1de0e0fbc1d46438c71fb55a7", 562864),
        ],
    };

    /// <summary>Hebrew words and their Latin transliteration: the data of the recipe <c>transliterate</c>.</summary>
    public static DataSet Hebrew { get; } = new()
    {
        Name = "hebrew_translit",
        Title = "Hebrew words with their transliteration",
        Licence = "from Wiktionary: CC BY-SA 3.0",
        Source = new Uri("https://github.com/yandexdataschool/Practical_RL"),
        Description = "7,056 vowelled Hebrew words with Latin transliterations, from the English Wiktionary (week 7 of the course).",
        BuiltIn = "3,000 made-up words of Hebrew letters with vowel points, transliterated by rules of ours",
        Files =
        [
            new("he-pron-wiktionary.txt", new Uri(PracticalRl + "week07_seq2seq/he-pron-wiktionary.txt"),
                "659e070e0aa2640aa9d9665e1997a6401318e1623dd013a10833d886426439fb", 171863),
        ],
    };

    private static DataFile Captions(string name, long bytes, string sha256) =>
        new(name + ".gz", new Uri(Multi30kFolder + name + ".gz"), sha256, bytes);
}
