using Unroll.Reports.Graphs;

namespace Unroll.Recipes;

/// <summary>The graphs that the five shapes should have, unrolled over three steps, written down by hand as the course draws them.</summary>
internal static class ExpectedGraphs
{
    /// <summary>The steps they are unrolled over.</summary>
    public const int Steps = 3;

    private const string OneToOne =
        """
        letter -> embedding : [N] ids
        embedding -> hidden : [N, 4]
        hidden -> output : [N, 32]
        output -> letter out : [N, 26]
        """;

    private const string OneToMany =
        """
        digit -> embedding : [N] ids
        embedding -> start : [N, 4]
        start -> decoder.rnn@1 : h [N, 32]
        letter before@1 -> decoder.embedding@1 : [N] ids
        letter before@2 -> decoder.embedding@2 : [N] ids
        letter before@3 -> decoder.embedding@3 : [N] ids
        decoder.embedding@1 -> decoder.rnn@1 : [N, 4]
        decoder.embedding@2 -> decoder.rnn@2 : [N, 4]
        decoder.embedding@3 -> decoder.rnn@3 : [N, 4]
        decoder.rnn@1 -> decoder.rnn@2 : h [N, 32]
        decoder.rnn@2 -> decoder.rnn@3 : h [N, 32]
        decoder.rnn@1 -> decoder.output@1 : [N, 32]
        decoder.rnn@2 -> decoder.output@2 : [N, 32]
        decoder.rnn@3 -> decoder.output@3 : [N, 32]
        decoder.output@1 -> letter@1 : [N, 16]
        decoder.output@2 -> letter@2 : [N, 16]
        decoder.output@3 -> letter@3 : [N, 16]
        letter@1 -> letter before@2 : [N] ids
        letter@2 -> letter before@3 : [N] ids
        """;

    private const string ManyToOne =
        """
        digit@1 -> embedding@1 : [N] ids
        digit@2 -> embedding@2 : [N] ids
        digit@3 -> embedding@3 : [N] ids
        embedding@1 -> rnn@1 : [N, 4]
        embedding@2 -> rnn@2 : [N, 4]
        embedding@3 -> rnn@3 : [N, 4]
        rnn@1 -> rnn@2 : h [N, 32]
        rnn@2 -> rnn@3 : h [N, 32]
        rnn@3 -> output : [N, 32]
        output -> largest : [N, 10]
        """;

    private const string Aligned =
        """
        digit@1 -> embedding@1 : [N] ids
        digit@2 -> embedding@2 : [N] ids
        digit@3 -> embedding@3 : [N] ids
        embedding@1 -> rnn@1 : [N, 4]
        embedding@2 -> rnn@2 : [N, 4]
        embedding@3 -> rnn@3 : [N, 4]
        rnn@1 -> rnn@2 : h [N, 32]
        rnn@2 -> rnn@3 : h [N, 32]
        rnn@1 -> output@1 : [N, 32]
        rnn@2 -> output@2 : [N, 32]
        rnn@3 -> output@3 : [N, 32]
        output@1 -> digit before@1 : [N, 10]
        output@2 -> digit before@2 : [N, 10]
        output@3 -> digit before@3 : [N, 10]
        """;

    private const string Unaligned =
        """
        digit@1 -> embedding@1 : [N] ids
        digit@2 -> embedding@2 : [N] ids
        digit@3 -> embedding@3 : [N] ids
        embedding@1 -> encoder@1 : [N, 4]
        embedding@2 -> encoder@2 : [N, 4]
        embedding@3 -> encoder@3 : [N, 4]
        encoder@1 -> encoder@2 : h [N, 64]
        encoder@2 -> encoder@3 : h [N, 64]
        encoder@3 -> decoder.rnn@1 : h [N, 64]
        digit out before@1 -> decoder.embedding@1 : [N] ids
        digit out before@2 -> decoder.embedding@2 : [N] ids
        digit out before@3 -> decoder.embedding@3 : [N] ids
        decoder.embedding@1 -> decoder.rnn@1 : [N, 4]
        decoder.embedding@2 -> decoder.rnn@2 : [N, 4]
        decoder.embedding@3 -> decoder.rnn@3 : [N, 4]
        decoder.rnn@1 -> decoder.rnn@2 : h [N, 64]
        decoder.rnn@2 -> decoder.rnn@3 : h [N, 64]
        decoder.rnn@1 -> decoder.output@1 : [N, 64]
        decoder.rnn@2 -> decoder.output@2 : [N, 64]
        decoder.rnn@3 -> decoder.output@3 : [N, 64]
        decoder.output@1 -> digit out@1 : [N, 11]
        decoder.output@2 -> digit out@2 : [N, 11]
        decoder.output@3 -> digit out@3 : [N, 11]
        digit out@1 -> digit out before@2 : [N] ids
        digit out@2 -> digit out before@3 : [N] ids
        """;

    /// <summary>The graph of a shape.</summary>
    public static ComputationGraph Of(string shape) => ComputationGraph.Parse(
        shape switch
        {
            "one to one" => OneToOne,
            "one to many" => OneToMany,
            "many to one" => ManyToOne,
            "many to many, aligned" => Aligned,
            _ => Unaligned,
        },
        "letter", "letter out", "letter before", "digit", "digit before", "digit out", "digit out before", "largest");
}
