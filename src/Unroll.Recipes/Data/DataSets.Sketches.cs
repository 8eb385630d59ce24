namespace Unroll.Recipes;

/// <content>Sketches.</content>
public static partial class DataSets
{
    private const string SketchFolder =
        "https://raw.githubusercontent.com/hardmaru/sketch-rnn-datasets/7c854dee76090aa18c321c7af2cede815bbd475e/";

    /// <summary>Sheep, kanji and characters of many scripts as movements of a pen: the data of the recipe <c>sketch</c>.</summary>
    public static DataSet SketchRnn { get; } = new()
    {
        Name = "sketch_rnn",
        Title = "Sheep, kanji and Omniglot as movements of a pen",
        Licence = "sheep (Aaron Koblin, The Sheep Market) CC BY-NC 4.0; kanji (KanjiVG) CC BY-SA 3.0; Omniglot MIT",
        Source = new Uri("https://github.com/hardmaru/sketch-rnn-datasets"),
        Description = "8,000 sheep, 11,100 kanji and 32,000 characters in stroke-3, each with its split.",
        BuiltIn = "houses, fish and flowers drawn by program, written for Unroll",
        Files =
        [
            new DataFile("aaron_sheep.npz", new Uri(SketchFolder + "aaron_sheep/aaron_sheep.npz"), "65f8e51e43587661798ac137a204c9e049e0d11dcd50cba372ae3ca32de8b54c", 2287653),
            new DataFile("short_kanji.npz", new Uri(SketchFolder + "kanji/short_kanji.npz"), "f6855ba03d58f44830499dd98e7cb99f46c970651f4f16f2d886398f34709914", 1439856),
            new DataFile("omniglot.npz", new Uri(SketchFolder + "omniglot/omniglot.npz"), "bd5277621a8c577919491dfa729a59a8b5c216cff9e4fda9cef532db29f120c7", 2280239),
        ],
    };
}
