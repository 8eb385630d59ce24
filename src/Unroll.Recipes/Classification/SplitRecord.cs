using Unroll.Data;

namespace Unroll.Recipes;

/// <summary>How the data is divided.</summary>
/// <param name="Kind">stratified, group (one spelling never on both sides), tune (a part of the training part) or file.</param>
/// <param name="TestShare">The share that is not trained on.</param>
/// <param name="Seed">The seed of the division.</param>
/// <param name="File">The held-out items' own file, for the kind file.</param>
internal sealed record SplitRecord(string Kind, double TestShare, ulong Seed, string? File = null)
{
    /// <summary>The two parts.</summary>
    public (LabeledText Train, LabeledText Test) Divide(LabeledText data) => Kind switch
    {
        "stratified" => data.SplitStratified(TestShare, (long)Seed),
        "group" => data.SplitGrouped(TestShare, (long)Seed),
        // Settings are chosen here: the test part stays unseen, and is the stratified split's of the same seed.
        "tune" => data.SplitStratified(TestShare, (long)Seed).Train.SplitStratified(0.2, (long)Seed),
        "file" => (data, LabeledText.Read(File!, data.Labels)),
        _ => throw new UnrollException($"unknown split `{Kind}`; known are stratified, group and tune"),
    };
}
