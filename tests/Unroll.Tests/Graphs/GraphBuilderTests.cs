using System.Xml.Linq;
using Unroll.Data;
using Unroll.Data.Ink;
using Unroll.Layers;
using Unroll.Models;
using Unroll.Recipes;
using Unroll.Recurrent;
using Unroll.Reports.Graphs;

namespace Unroll.Tests.Graphs;

public sealed class GraphBuilderTests
{
    private const string Elman =
        """
        characters@1 -> embedding@1 : [N] ids
        characters@2 -> embedding@2 : [N] ids
        embedding@1 -> rnn@1 : [N, 3]
        embedding@2 -> rnn@2 : [N, 3]
        rnn@1 -> rnn@2 : h [N, 5]
        rnn@2 -> output : [N, 5]
        output -> label : [N, 2]
        """;

    private const string Lstm =
        """
        characters -> embedding : [N] ids
        embedding -> rnn : [N, 3]
        rnn => rnn : h, c [N, 5]
        rnn -> output : [N, 5]
        output -> label : [N, 2]
        """;

    private const string Bidirectional =
        """
        characters@1 -> embedding@1 : [N] ids
        characters@2 -> embedding@2 : [N] ids
        embedding@1 -> rnn.l0@1 : [N, 3]
        embedding@2 -> rnn.l0@2 : [N, 3]
        embedding@1 -> rnn.l0.reverse@1 : [N, 3]
        embedding@2 -> rnn.l0.reverse@2 : [N, 3]
        rnn.l0@1 -> rnn.l0@2 : h [N, 5]
        rnn.l0.reverse@2 -> rnn.l0.reverse@1 : h [N, 5]
        rnn.l0@1 -> rnn.l1@1 : [N, 5]
        rnn.l0@2 -> rnn.l1@2 : [N, 5]
        rnn.l0@1 -> rnn.l1.reverse@1 : [N, 5]
        rnn.l0@2 -> rnn.l1.reverse@2 : [N, 5]
        rnn.l0.reverse@1 -> rnn.l1@1 : [N, 5]
        rnn.l0.reverse@2 -> rnn.l1@2 : [N, 5]
        rnn.l0.reverse@1 -> rnn.l1.reverse@1 : [N, 5]
        rnn.l0.reverse@2 -> rnn.l1.reverse@2 : [N, 5]
        rnn.l1@1 -> rnn.l1@2 : h [N, 5]
        rnn.l1.reverse@2 -> rnn.l1.reverse@1 : h [N, 5]
        rnn.l1@2 -> output : [N, 5]
        rnn.l1.reverse@1 -> output : [N, 5]
        output -> label : [N, 2]
        """;

    [Fact]
    public void AnElmanNetworkUnrolled() => Same(Elman, GraphBuilder.Unrolled(Classifier(new(Cell.Elman, 5)), 2));

    [Fact]
    public void AnLstmFolded() => Same(Lstm, GraphBuilder.Folded(Classifier(new(Cell.Lstm, 5))));

    [Fact]
    public void TwoLayersInBothDirections() =>
        Same(Bidirectional, GraphBuilder.Unrolled(Classifier(new(Cell.Gru, 5) { Bidirectional = true, Layers = 2 }), 2));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void TheFiveShapesHaveTheGraphsThatTheyShouldHave(int shape)
    {
        ShapeToy toy = ShapesRecipe.Toys(oneHot: false, 1)[shape];
        ComputationGraph graph = GraphBuilder.Unrolled(toy, ExpectedGraphs.Steps);
        Assert.Equal(ExpectedGraphs.Of(toy.Shape).Structure, graph.Structure);
        Drawn(graph);
        Drawn(ExpectedGraphs.Of(toy.Shape));
        Drawn(GraphBuilder.Folded(toy));
    }

    [Fact]
    public void AnotherCellOrSizeIsAnotherGraph()
    {
        ComputationGraph gru = GraphBuilder.Folded(Classifier(new(Cell.Gru, 5)));
        Assert.NotEqual(gru.Structure, GraphBuilder.Folded(Classifier(new(Cell.Lstm, 5))).Structure);
        Assert.NotEqual(gru.Structure, GraphBuilder.Folded(Classifier(new(Cell.Gru, 6))).Structure);
    }

    [Fact]
    public void AModelThatSaysNothingIsAChainOfItsParts()
    {
        ComputationGraph graph = GraphBuilder.Unrolled(new Silent(), 2);
        Assert.Equal(
            ComputationGraph.Parse(
                """
                input@1 -> first@1 : [N, 2]
                input@2 -> first@2 : [N, 2]
                first@1 -> rnn@1 : [N, 3]
                first@2 -> rnn@2 : [N, 3]
                rnn@1 -> rnn@2 : h [N, 4]
                rnn@1 -> output@1 : [N, 4]
                rnn@2 -> output@2 : [N, 4]
                """, "input", "output").Structure, graph.Structure);
    }

    private const string Translation =
        """
        source@1 -> source_embedding@1 : [N] ids
        source@2 -> source_embedding@2 : [N] ids
        source_embedding@1 -> encoder@1 : [N, 4]
        source_embedding@2 -> encoder@2 : [N, 4]
        encoder@1 -> encoder@2 : h [N, 6]
        encoder@2 -> decoder@1 : h [N, 6]
        target before@1 -> target_embedding@1 : [N] ids
        target before@2 -> target_embedding@2 : [N] ids
        target_embedding@1 -> decoder@1 : [N, 4]
        target_embedding@2 -> decoder@2 : [N, 4]
        decoder@1 -> decoder@2 : h [N, 6]
        decoder@1 -> output@1 : [N, 6]
        decoder@2 -> output@2 : [N, 6]
        output@1 -> target@1 : [N, {0}]
        output@2 -> target@2 : [N, {0}]
        target@1 -> target before@2 : [N] ids
        """;

    [Fact]
    public void AnEncoderAndADecoder()
    {
        Tokenizer tokens = Tokenizer.Learn(TokenKind.Characters, ["ab", "ba"]);
        var model = new Translator(tokens, tokens, new()
        {
            Embedding = 4, Encoder = new(Cell.Gru, 6), DecoderUnits = 6, Attention = null, Bridge = false, Readout = Readout.Linear,
        });
        Same(Translation.Replace("{0}", $"{tokens.Count}", StringComparison.Ordinal), GraphBuilder.Unrolled(model, 2));
    }

    [Fact]
    public void AttentionSeesEveryStepOfTheEncoderAtEveryStepOfTheDecoder()
    {
        Tokenizer tokens = Tokenizer.Learn(TokenKind.Characters, ["ab", "ba"]);
        ComputationGraph graph = GraphBuilder.Unrolled(new Translator(tokens, tokens, new() { Embedding = 4, Encoder = new(Cell.Gru, 6), DecoderUnits = 6 }), 3);
        Assert.Equal(9, graph.Edges.Count(e => e.From.StartsWith("encoder@", StringComparison.Ordinal) && e.To.StartsWith("attention@", StringComparison.Ordinal)));
        Assert.Contains("decoder@1 -> decoder@2 : h [N, 6]", graph.Structure);
        Drawn(graph);
    }

    private const string Drawing =
        """
        movement@1 -> encoder@1 : [N, 5]
        movement@2 -> encoder@2 : [N, 5]
        movement@1 -> encoder.reverse@1 : [N, 5]
        movement@2 -> encoder.reverse@2 : [N, 5]
        encoder@1 -> encoder@2 : h, c [N, 4]
        encoder.reverse@2 -> encoder.reverse@1 : h, c [N, 4]
        encoder@2 -> mean : [N, 4]
        encoder.reverse@1 -> mean : [N, 4]
        encoder@2 -> log_variance : [N, 4]
        encoder.reverse@1 -> log_variance : [N, 4]
        mean -> z : [N, 3]
        log_variance -> z : [N, 3]
        z -> start : [N, 3]
        start -> decoder@1 : h, c [N, 6]
        z -> decoder@1 : [N, 3]
        z -> decoder@2 : [N, 3]
        movement before@1 -> decoder@1 : [N, 5]
        movement before@2 -> decoder@2 : [N, 5]
        decoder@1 -> decoder@2 : h, c [N, 6]
        decoder@1 -> output@1 : [N, 6]
        decoder@2 -> output@2 : [N, 6]
        output@1 -> next movement@1 : [N, 15]
        output@2 -> next movement@2 : [N, 15]
        next movement@1 -> movement before@2 : [N, 5]
        """;

    [Theory]
    [InlineData(SketchDecoder.Lstm)]
    [InlineData(SketchDecoder.HyperLstm)]
    public void ADecoderThatReadsALatentVectorAtEveryStep(SketchDecoder decoder) =>
        Same(Drawing, GraphBuilder.Unrolled(new SketchModel(new() { Decoder = decoder, EncoderUnits = 4, DecoderUnits = 6, Latent = 3, Mixtures = 2 }), 2));

    [Fact]
    public void AReaderOfInkIsFedWhatItSaw()
    {
        var model = new InkRecognizer(LatexVocabulary.Learn([["x", "+"]]), new() { EncoderLayers = 2, Pooled = 1, DecoderUnits = 6, Embedding = 5, AttentionUnits = 4 });
        ComputationGraph graph = GraphBuilder.Folded(model);
        string columns = $"[N, {model.Options.Layer.OutputUnits}]";
        Assert.Contains($"encoder_0 -> encoder_1.reverse : {columns}, every second", graph.Structure);
        Assert.Contains("attention => decoder : [N, 6]", graph.Structure);
        Assert.Contains("bridge -> decoder : h [N, 6]", graph.Structure);
        Drawn(graph);
        Drawn(GraphBuilder.Unrolled(model, 3));
    }

    [Fact]
    public void ACaptionerLooksAtItsPictureAtEveryStep()
    {
        var model = new Captioner(Tokenizer.Learn(TokenKind.Words, ["a red house"]), new() { Side = 16, Channels = [4, 6], DecoderUnits = 5, Embedding = 3 });
        ComputationGraph graph = GraphBuilder.Unrolled(model, 3);
        Assert.Equal(3, graph.Edges.Count(e => e.From == "annotations" && e.To.StartsWith("attention@", StringComparison.Ordinal)));
        Assert.Contains("picture -> convolution0 : [N, 3, 16, 16]", graph.Structure);
        Assert.Contains("decoder@1 -> attention@2 : [N, 5]", graph.Structure);
        Drawn(graph);
        Drawn(GraphBuilder.Folded(model));
    }

    [Fact]
    public void DotNamesEveryNodeAndEdge()
    {
        ComputationGraph graph = GraphBuilder.Unrolled(Classifier(new(Cell.Lstm, 5)), 3);
        string dot = graph.ToDot("a \"name\"");
        Assert.StartsWith("digraph \"a \\\"name\\\"\" {", dot, StringComparison.Ordinal);
        Assert.All(graph.Edges, e => Assert.Contains($"\"{e.From}\" -> \"{e.To}\" [label=\"{e.Shape}\"", dot, StringComparison.Ordinal));
    }

    private static void Same(string expected, ComputationGraph graph)
    {
        Assert.Equal(ComputationGraph.Parse(expected).Structure, graph.Structure);
        Drawn(graph);
    }

    /// <summary>The picture is XML, holds each node once and lies inside its frame.</summary>
    private static void Drawn(ComputationGraph graph)
    {
        XElement svg = XDocument.Parse(new GraphChart(graph).ToDocument()).Root!;
        XNamespace ns = "http://www.w3.org/2000/svg";
        Assert.Equal(graph.Nodes.Count(n => n.IsPart), svg.Descendants(ns + "rect").Count());
        double width = double.Parse(svg.Attribute("width")!.Value), height = double.Parse(svg.Attribute("height")!.Value);
        Assert.All(svg.Descendants(ns + "rect"), r =>
        {
            double x = double.Parse(r.Attribute("x")!.Value), y = double.Parse(r.Attribute("y")!.Value);
            Assert.InRange(x, 0, width - double.Parse(r.Attribute("width")!.Value));
            Assert.InRange(y, 0, height - double.Parse(r.Attribute("height")!.Value));
        });
        string[] places = [.. svg.Descendants(ns + "rect").Select(r => $"{r.Attribute("x")!.Value} {r.Attribute("y")!.Value}")];
        Assert.Equal(places.Length, places.Distinct().Count());
    }

    private static SequenceClassifier Classifier(RecurrentOptions recurrent) =>
        new(Vocabulary.FromTokens([Vocabulary.Unknown, "a", "b"]), new LabelSet(["x", "y"]), new() { Embedding = 3, Recurrent = recurrent });

    private sealed class Silent : Module
    {
        public Silent()
        {
            AddModule("first", new Linear(2, 3));
            AddModule("rnn", new RecurrentLayer(3, new RecurrentOptions(Cell.Elman, 4)));
        }
    }
}
