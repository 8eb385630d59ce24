namespace Unroll.Recipes;

/// <content>Texts and lists of words.</content>
public static partial class DataSets
{
    private const string GitHub = "https://raw.githubusercontent.com/";

    /// <summary>First names: the data of the recipe <c>names</c>.</summary>
    public static DataSet FirstNames { get; } = new()
    {
        Name = "names_yandex",
        Title = "First names (Kantrowitz)",
        Licence = "free use, attribution asked (the Kantrowitz corpus); the course's repository is in the public domain (Unlicense)",
        Source = new Uri("https://github.com/yandexdataschool/Practical_RL"),
        Description = "7,944 first names in Latin script, one a line.",
        BuiltIn = "698 first names, written for Unroll",
        Files =
        [
            new("names.txt", new Uri(GitHub + "yandexdataschool/Practical_RL/6f7fa8bc521af3d6bb47833c4670f44740f26aa6/week07_%5Brecap%5D_rnn/names"),
                "d5c085a354783c420ce9cf7b685dd7cf6d34d89b3c47da0195fa0b0867f01188", 55869),
        ],
    };

    /// <summary>Names of dinosaurs: the data of the recipe <c>dinosaurs</c>.</summary>
    public static DataSet Dinosaurs { get; } = new()
    {
        Name = "dinosaurs",
        Title = "Names of dinosaurs",
        Licence = "none stated; a list of names of genera",
        Source = new Uri("https://github.com/vbvsharma/text-generation-with-an-rnn"),
        Description = "1,543 names of genera, one a line; four characters longer than the list of deeplearning.ai's course 5.",
        BuiltIn = "1,200 made-up names of Greek and Latin roots",
        Files =
        [
            new("dinos.txt", new Uri(GitHub + "vbvsharma/text-generation-with-an-rnn/8499b81c264dcc25aef2360a6ab6337720b50839/dinos.txt"),
                "0704eb65c34137226ad13023cfaa77edf70222aaaf3e2a926b9b791a25b025f6", 19913),
        ],
    };

    /// <summary>A million characters of Shakespeare's plays: the data of the recipe <c>shakespeare</c>.</summary>
    public static DataSet TinyShakespeare { get; } = new()
    {
        Name = "tinyshakespeare",
        Title = "A million characters of Shakespeare",
        Licence = "the text is in the public domain",
        Source = new Uri("https://github.com/karpathy/char-rnn"),
        Description = "40,000 lines of plays, 1,115,394 characters, 65 different ones.",
        BuiltIn = "scenes of 100,000 characters written by a small grammar",
        Files =
        [
            new("input.txt", new Uri(GitHub + "karpathy/char-rnn/6f9487a6fe5b420b7ca9afb0d7c078e37c1d1b4e/data/tinyshakespeare/input.txt"),
                "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed", 1115394),
        ],
    };

    /// <summary>Shakespeare's sonnets: the data of the recipe <c>sonnets</c>.</summary>
    public static DataSet Sonnets { get; } = new()
    {
        Name = "shakespeare_sonnets",
        Title = "Shakespeare's sonnets",
        Licence = "the text is in the public domain",
        Source = new Uri("https://github.com/Kellen69swag420/CS155_Project3"),
        Description = "154 sonnets, each below its number.",
        BuiltIn = "scenes of 60,000 characters written by a small grammar",
        Files =
        [
            new("shakespeare_sonnets.txt", new Uri(GitHub + "Kellen69swag420/CS155_Project3/7ed3091ddebed6b810446caa6efb6d874330eea5/data/shakespeare.txt"),
                "7c89f9b4f5cd4809596b78ff4f172007c56a073c13f30a443b259075124ee0ce", 100592),
        ],
    };

    /// <summary>Molecules in SMILES: the data of the recipe <c>molecules</c> and of the real pairs of <c>formulas</c>.</summary>
    public static DataSet Molecules { get; } = new()
    {
        Name = "molecules_esol",
        Title = "Molecules of ESOL (Delaney 2004)",
        Licence = "none stated; distributed with DeepChem (MIT)",
        Source = new Uri("https://moleculenet.org"),
        Description = "1,128 molecules: common name, solubility, SMILES.",
        BuiltIn = "1,200 made-up molecules of rings, chains and groups",
        Files =
        [
            new("delaney-processed.csv", new Uri("https://raw.githubusercontent.com/bbbccc88/Interpret-Gaussian-Process-Models-by-using-Integrated-Gradients/3c9f339ef2b6fb6e1c806f5c7394a98d376f56ac/data/delaney-processed.csv"),
                "249f81767cac93174830d962c6ed0f4a8123c03ad37ba47fd426856aceb7d1e9", 51337),
        ],
    };

    /// <summary>Questions: the data of the recipe <c>questions</c>.</summary>
    public static DataSet Questions { get; } = new()
    {
        Name = "questions",
        Title = "Questions in the form of the Quora pairs",
        Licence = "the Quora question pairs are not redistributed here; see their terms at Kaggle",
        Source = new Uri("https://www.kaggle.com/c/quora-question-pairs"),
        Description = "A CSV file with the columns question1 and question2, or a file with one question a line, by --data.",
        BuiltIn = "522 questions written for Unroll, and 4,000 from a grammar",
        Files = [],
    };

    /// <summary>Any text: the data of the recipe <c>text</c>.</summary>
    public static DataSet OwnText { get; } = new()
    {
        Name = "text",
        Title = "A text of your own",
        Licence = "yours",
        Source = new Uri("https://www.gutenberg.org"),
        Description = "Any text file, by --data.",
        BuiltIn = "scenes of 60,000 characters written by a small grammar",
        Files = [],
    };
}
