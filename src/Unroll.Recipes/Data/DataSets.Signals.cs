namespace Unroll.Recipes;

/// <content>Sounds and pictures.</content>
public static partial class DataSets
{
    /// <summary>Spoken digits: the data of the recipe <c>speech</c>.</summary>
    public static DataSet SpokenDigits { get; } = new()
    {
        Name = "fsdd",
        Title = "Free Spoken Digit Dataset",
        Licence = "CC BY-SA 4.0, as the repository states",
        Source = new Uri("https://github.com/Jakobovski/free-spoken-digit-dataset"),
        Description = "Takes of the ten digits by six speakers, 8,000 samples a second, files named digit_speaker_take.wav; takes 0 to 4 are the test part.",
        BuiltIn = "600 takes of four voices, tones made for Unroll that stand for digits",
        Files = [],
    };

    /// <summary>Handwritten digits: the data of the recipe <c>pixels</c>.</summary>
    public static DataSet MnistTest { get; } = new()
    {
        Name = "mnist_t10k",
        Title = "MNIST, the 10,000 test images",
        Licence = "none stated; commonly given as CC BY-SA 3.0",
        Source = new Uri("https://github.com/nature24/Minist"),
        Description = "10,000 handwritten digits of 28 by 28 pixels, t10k-images-idx3-ubyte.gz and t10k-labels-idx1-ubyte.gz.",
        BuiltIn = "3,000 digits drawn by a program made for Unroll",
        Files = [],
    };
}
