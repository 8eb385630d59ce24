using Unroll.Data;
using Unroll.Models;
using Unroll.Numerics;

namespace Unroll.Decoding;

/// <summary>
/// Draws texts from a language model, several side by side. Sample i follows from the seed and i alone: neither the number of samples
/// nor that of the threads changes it.
/// </summary>
public sealed class TextGenerator
{
    /// <summary>Texts that are stepped together.</summary>
    private const int Rows = 64;

    private readonly LanguageModel _model;
    private readonly LanguageStepper _stepper;

    /// <summary>Creates a generator; the model's weights must not change while it draws.</summary>
    /// <param name="model">The model.</param>
    /// <param name="team">The threads; the shared team unless given.</param>
    public TextGenerator(LanguageModel model, ThreadTeam? team = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _stepper = new LanguageStepper(model, team);
    }

    /// <summary>Draws the samples.</summary>
    /// <param name="options">What to draw.</param>
    /// <param name="onPiece">Told the number of the sample and the text of each piece as it is drawn; the prefix comes first.</param>
    /// <param name="cancellation">Stops between two pieces.</param>
    public IReadOnlyList<GeneratedText> Generate(
        GenerationOptions options, Action<int, string>? onPiece = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Count, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Length, 1, nameof(options));
        var results = new GeneratedText[options.Count];
        LanguageState start = Read(options.Prefix);
        var sampler = new TokenSampler(Without(options.Sampling, _model.Pieces.Unknown));
        for (int first = 0; first < options.Count; first += Rows)
        {
            var samples = new List<Sample>();
            for (int i = first; i < Math.Min(options.Count, first + Rows); i++)
            {
                samples.Add(new Sample(i, options, _model.Pieces));
                onPiece?.Invoke(i, options.Prefix);
            }

            Draw(samples, start, sampler, options, results, onPiece, cancellation);
        }

        return results;
    }

    /// <summary>
    /// The state after a prefix, ready to draw what follows. The start of an item is read before it; before the prefix of a long text a line
    /// end, where the model knows one: in training there was always something before, and a state of zeros means little to it.
    /// </summary>
    public LanguageState Read(string prefix)
    {
        Pieces pieces = _model.Pieces;
        LanguageState state = _stepper.Start();
        int[] ids = pieces.Encode(prefix);
        int first = First(pieces);
        if (pieces.IsItems || ids.Length == 0 || (first != pieces.Unknown && ids[0] != first))
        {
            _stepper.Step(state, first);
        }

        foreach (int id in ids)
        {
            _stepper.Step(state, id);
        }

        return state;
    }

    /// <summary>Reads one more piece.</summary>
    public ReadOnlySpan<float> Step(LanguageState state, int token) => _stepper.Step(state, token);

    /// <summary>What a text without a prefix starts after: a line end where the model knows one.</summary>
    private static int First(Pieces pieces) => pieces.IsItems ? pieces.End
        : pieces.Kind == PieceKind.Bytes ? '\n' : pieces.IdOf("\n");

    private void Draw(
        List<Sample> samples, LanguageState start, TokenSampler sampler, GenerationOptions options, GeneratedText[] results,
        Action<int, string>? onPiece, CancellationToken cancellation)
    {
        LanguageState state = start.Select(new int[samples.Count]);
        var tokens = new List<int>();
        var alive = new List<int>();
        while (samples.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            tokens.Clear();
            alive.Clear();
            for (int r = 0; r < samples.Count; r++)
            {
                ReadOnlySpan<float> logits = state.Logits(r);
                int id = sampler.Next(logits, samples[r].Random);
                string text = samples[r].Take(id, TokenSampler.LogProbability(logits, id));
                if (text.Length > 0)
                {
                    onPiece?.Invoke(samples[r].Index, text);
                }

                if (samples[r].IsDone)
                {
                    results[samples[r].Index] = samples[r].Result();
                    continue;
                }

                alive.Add(r);
                tokens.Add(id);
            }

            if (alive.Count == 0)
            {
                return;
            }

            if (alive.Count < samples.Count)
            {
                state = state.Select([.. alive]);
                samples = alive.ConvertAll(r => samples[r]);
            }

            _stepper.Step(state, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(tokens));
        }
    }

    private static SamplingOptions Without(SamplingOptions sampling, int unknown) =>
        unknown < 0 || sampling.Banned.Contains(unknown) ? sampling : sampling with { Banned = [.. sampling.Banned, unknown] };

    private sealed class Sample(int index, GenerationOptions options, Pieces pieces)
    {
        private readonly PieceWriter _writer = Started(pieces, options.Prefix);
        private readonly List<int> _ids = [];
        private readonly System.Text.StringBuilder _text = new(options.Prefix);
        private double _logProbability;
        private bool _ended;

        public int Index => index;

        public RngSequence Random { get; } = new(options.Seed, RandomPurpose.Sampling, (ulong)index);

        public bool IsDone => _ended || _ids.Count >= options.Length;

        public string Take(int id, double logProbability)
        {
            _logProbability += logProbability;
            _ended = id == pieces.End || options.Stop.Contains(id);
            if (id == pieces.End)
            {
                return "";
            }

            _ids.Add(id);
            string text = _writer.Append(id);
            _text.Append(text);
            return text;
        }

        public GeneratedText Result() => new(_text.Append(_writer.Finish()).ToString(), _ids, _logProbability, _ended);

        /// <summary>A writer that knows whether a space has to follow the prefix.</summary>
        private static PieceWriter Started(Pieces pieces, string prefix)
        {
            var writer = new PieceWriter(pieces);
            foreach (int id in pieces.Kind == PieceKind.Bytes ? [] : pieces.Encode(prefix))
            {
                writer.Append(id);
            }

            return writer;
        }
    }
}
