namespace Unroll.Recipes;

/// <summary>Data sets of measurements over time.</summary>
public static partial class DataSets
{
    private const string EnginesFolder =
        "https://raw.githubusercontent.com/alireza-javanmardi/conformal-RUL-intervals/37e450ac8b656229d44aed3ac39dcf85ea11b86c/data/CMAPSS/";

    /// <summary>Simulated turbofan engines run to failure: the data of the recipe <c>engines</c>.</summary>
    public static DataSet Engines { get; } = new()
    {
        Name = "cmapss_fd001",
        Title = "C-MAPSS turbofan engines, FD001",
        Licence = "none stated in the repository; NASA public release, citation requested (Saxena and Goebel 2008)",
        Source = new Uri("https://github.com/alireza-javanmardi/conformal-RUL-intervals"),
        Description = "100 engines to failure (20,631 cycles) and 100 engines cut off before it (13,096 cycles), 3 settings and 21 sensors a cycle.",
        BuiltIn = "100 and 100 engines from a simulator of ours, with the same columns",
        Files =
        [
            Engine("train_FD001.txt", 3515356, "963b5e22825b34d8b21c69e1aeb4af3e647050eb672ee8834ba4b5d91d2de0f8"),
            Engine("test_FD001.txt", 2228855, "3cda7109ce17bafb5443f2ac926cfcf88154b941b8c4cf95eb55d1ddd6f52851"),
            Engine("RUL_FD001.txt", 429, "a19c8ec94931949d0485bdc35118206e9c81c4547b422efb9cf86f4ceddbceca"),
        ],
    };

    /// <summary>Skeletons of people doing 20 actions: the data of the recipe <c>activity</c>.</summary>
    public static DataSet Activity { get; } = new()
    {
        Name = "skeleton_msraction3d",
        Title = "MSR Action3D, skeletons",
        Licence = "none stated; Microsoft Research, research use",
        Source = new Uri("https://sites.google.com/view/wanqingli/data-sets/msr-action3d"),
        Description = "557 recordings of 20 actions by 10 people, 20 joints a frame in real-world coordinates (Li, Zhang and Liu 2010).",
        BuiltIn = "stick figures moved by a program of ours: 8 actions by 10 people",
        Files = [],
    };

    private static DataFile Engine(string name, long bytes, string sha256) => new(name, new Uri(EnginesFolder + name), sha256, bytes);
}
