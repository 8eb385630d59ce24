namespace Unroll.Recipes;

/// <content>Handwriting.</content>
public static partial class DataSets
{
    /// <summary>Handwritten formulas with their LaTeX: the data of the recipe <c>handwriting</c>.</summary>
    public static DataSet Crohme { get; } = new()
    {
        Name = "crohme",
        Title = "CROHME 2014: handwritten formulas as ink",
        Licence = "for research, as TC11 distributes it; some files carry a copyright of their own; not to be passed on",
        Source = new Uri("https://tc11.cvc.uab.es/datasets/ICFHR-CROHME-2016_1"),
        Description = "8,836 formulas to train (zips named train_*.zip, one file of them empty) and the 986 of the 2014 test (TestEM2014GT.zip), as InkML.",
        BuiltIn = "formulas written by program with a shaky hand, for Unroll",
        Files = [],
    };
}
