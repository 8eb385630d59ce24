using System.Diagnostics;
using System.Globalization;
using Unroll.Data;
using Unroll.Decoding;
using Unroll.Formats;
using Unroll.Layers;
using Unroll.Models;
using Unroll.Numerics;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>A language model as the commands see it.</summary>
public sealed class SavedLanguage : ISavedModel
{
    private const int ItemLength = 300;
    private const int TextLength = 1000;

    /// <summary>Loads it.</summary>
    /// <exception cref="UnrollException">There is none at the path, or a file is damaged.</exception>
    public SavedLanguage(string path) => Model = LanguageModel.Load(path);

    /// <summary>The model.</summary>
    public LanguageModel Model { get; }

    /// <inheritdoc/>
    public Module Module => Model;

    /// <inheritdoc/>
    public string Summary =>
        $"language model: {Model.Count} {Kind}, {(Model.Pieces.IsItems ? "items" : "one long text")}, {Model.Options.Recurrent.Cell} of {Model.Options.Recurrent.Units} units";

    private string Kind => Model.Pieces.Kind.ToString().ToLowerInvariant();

    /// <summary>The likeliest next pieces after each input; with steps, what was expected before each of its pieces.</summary>
    public IReadOnlyList<ModelOutput> Predict(IReadOnlyList<string> inputs, PredictRequest request)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(request);
        return [.. inputs.Select(input => new NextPieces(Model, input).Output(request))];
    }

    /// <inheritdoc/>
    public RunResult Evaluate(RunFolder? run, IReadOnlyList<string> data, IRunOutput output)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(output);
        long start = Stopwatch.GetTimestamp();
        (Corpus corpus, RunData used) = data.Count > 0 ? OwnFile(data[0])
            : run is not null ? HeldOut(run)
            : throw new UnrollException("there is nothing to evaluate on: name a text file");
        LanguageScore score = CorpusRecord.Score(Model, corpus);
        if (score.Pieces == 0)
            throw new UnrollException($"{used.Source}: there is nothing to predict in it");
        output.Result(Describe(score, Model.Pieces.Kind));
        return new RunResult
        {
            Run = run?.Path ?? "",
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            Data = used,
            Metrics = score.Metrics(Model.Pieces.Kind),
        };
    }

    /// <inheritdoc/>
    public void Sample(SampleRequest request, ISampleOutput output)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(output);
        SamplingOptions sampling = Sampling(request);
        string prefix = TextElements.Normalize(request.Prefix), stop = TextElements.Normalize(request.Stop.Replace("\\n", "\n", StringComparison.Ordinal));
        CheckKnown(prefix, "the prefix");
        CheckKnown(stop, "`--stop`");
        int[] stops = Model.Pieces.Encode(stop);
        var generator = new TextGenerator(Model);
        if (request.Choose is not null)
        {
            Choose(generator, request with { Prefix = prefix }, sampling, stops, output);
            return;
        }

        // One alone is shown as it comes; several are drawn side by side.
        Action<int, string>? piece = request.Count == 1 && request.Out is null ? (_, text) => output.Piece(text) : null;
        IReadOnlyList<GeneratedText> samples = generator.Generate(
            new GenerationOptions
            {
                Prefix = prefix, Count = request.Count, Length = Length(request), Seed = request.Seed, Sampling = sampling, Stop = stops,
            },
            piece, request.Cancellation);
        if (request.Out is { } path)
        {
            AtomicFile.WriteAllText(path, string.Join(Model.Pieces.IsItems ? "\n" : "\n\n", samples.Select(s => s.Text)) + "\n");
            output.End(path);
            return;
        }

        foreach (GeneratedText sample in samples)
        {
            output.End(sample.Text, sample.LogProbability);
        }
    }

    /// <summary>A score in lines.</summary>
    internal static string Describe(LanguageScore score, PieceKind kind) => string.Create(CultureInfo.InvariantCulture,
        $"""
        loss        {score.Loss:F4} nats a {Piece(kind)}, over {score.Pieces:N0}
        bits        {score.Bits:F4} a {Piece(kind)}
        perplexity  {score.Perplexity:F2}
        accuracy    {100.0 * score.Correct / score.Pieces:F1}%
        """);

    private static string Piece(PieceKind kind) => kind switch
    {
        PieceKind.Characters => "character",
        PieceKind.Words => "word",
        PieceKind.Bytes => "byte",
        _ => "token",
    };

    private static SamplingOptions Sampling(SampleRequest request) => new()
    {
        Temperature = request.Temperature, Exponent = request.Exponent, TopK = request.TopK, TopP = request.TopP,
    };

    private int Length(SampleRequest request) => request.Length ?? (Model.Pieces.IsItems ? ItemLength : TextLength);

    private void CheckKnown(string text, string place)
    {
        if (Model.Pieces.Kind == PieceKind.Bytes)
            return;
        string? strange = Pieces.Split(Model.Pieces.Kind, text).FirstOrDefault(p => Model.Pieces.IdOf(p) == Model.Pieces.Unknown);
        if (strange is not null)
            throw new UnrollException($"the model has never seen `{strange}`, which stands in {place}; it knows {Model.Count - 1} {Kind}");
    }

    /// <summary>A person takes the place of chance.</summary>
    private void Choose(TextGenerator generator, SampleRequest request, SamplingOptions sampling, int[] stops, ISampleOutput output)
    {
        Pieces pieces = Model.Pieces;
        var sampler = new TokenSampler(pieces.Unknown < 0 ? sampling : sampling with { Banned = [pieces.Unknown] });
        var random = new RngSequence(request.Seed, RandomPurpose.Sampling);
        LanguageState state = generator.Read(request.Prefix);
        var ids = new List<int>(pieces.Encode(request.Prefix));
        double total = 0;
        for (int i = 0; i < Length(request); i++)
        {
            request.Cancellation.ThrowIfCancellationRequested();
            float[] p = sampler.Distribution(state.Logits()).ToArray();
            int[] best = [.. Enumerable.Range(0, p.Length).Where(id => p[id] > 0).OrderByDescending(id => p[id]).Take(request.Choices)];
            int? chosen = request.Choose!(pieces.Decode([.. ids]), [.. best.Select(id => new SampleChoice(pieces.Show(id), p[id]))]);
            if (chosen is null)
                break;
            int next = chosen >= 0 && chosen < best.Length ? best[chosen.Value] : sampler.Next(state.Logits(), random);
            total += TokenSampler.LogProbability(state.Logits(), next);
            if (next == pieces.End)
                break;
            ids.Add(next);
            if (stops.Contains(next))
                break;
            generator.Step(state, next);
        }

        output.End(pieces.Decode([.. ids]), total);
    }

    private (Corpus Corpus, RunData Data) OwnFile(string path)
    {
        Corpus corpus = Corpus.Read(path, Model.Pieces.IsItems, Model.Pieces.Kind);
        return (corpus, new RunData(Path.GetFileName(path), path, corpus.Count));
    }

    private static (Corpus Corpus, RunData Data) HeldOut(RunFolder run)
    {
        var plan = GenerationPlan.Read(run);
        Corpus valid = plan.Corpus.Divide(GenerationSources.Again(plan)).Valid;
        return (valid, new RunData(plan.Data.Name, $"{plan.Data.Source}, held-out part", valid.Count));
    }
}
