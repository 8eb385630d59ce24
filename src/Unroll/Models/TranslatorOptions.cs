using Unroll.Recurrent;
using Unroll.Recurrent.Decoding;

namespace Unroll.Models;

/// <summary>What stands between the decoder's state and the output layer.</summary>
public enum Readout
{
    /// <summary>Nothing (Sutskever et al. 2014, Luong et al. 2015).</summary>
    Linear,

    /// <summary>tanh of a linear layer of state, context and last token.</summary>
    Tanh,

    /// <summary>
    /// The larger of two linear layers of state, context and last token, unit by unit (Cho et al. 2014, Bahdanau et al. 2015).
    /// </summary>
    Maxout,
}

/// <summary>The shape of a <see cref="Translator"/>.</summary>
public sealed record TranslatorOptions
{
    /// <summary>Features of the embeddings.</summary>
    public int Embedding { get; init; } = 64;

    /// <summary>The encoder.</summary>
    public RecurrentOptions Encoder { get; init; } = new(Cell.Gru, 128) { Bidirectional = true };

    /// <summary>Whether the encoder reads the source from its end (Sutskever et al. 2014).</summary>
    public bool ReverseSource { get; init; }

    /// <summary>The cell of the decoder.</summary>
    public Cell Decoder { get; init; } = Cell.Gru;

    /// <summary>Units of each layer of the decoder.</summary>
    public int DecoderUnits { get; init; } = 128;

    /// <summary>Layers of the decoder; with attention the first one looks at the source (Wu et al. 2016).</summary>
    public int DecoderLayers { get; init; } = 1;

    /// <summary>The attention; null for a decoder that sees the encoder's last state only.</summary>
    public AttentionOptions? Attention { get; init; } = new();

    /// <summary>
    /// Without attention: whether the encoder's last state is an input of every step rather than of the first (Cho et al. 2014).
    /// </summary>
    public bool ContextEveryStep { get; init; }

    /// <summary>
    /// Whether the decoder starts from tanh of a linear layer of the encoder's last states rather than from copies of them.
    /// </summary>
    public bool Bridge { get; init; } = true;

    /// <summary>What stands before the output layer.</summary>
    public Readout Readout { get; init; } = Readout.Tanh;

    /// <summary>Units of the readout; the embedding's where the output is tied.</summary>
    public int ReadoutUnits { get; init; } = 128;

    /// <summary>Whether the output layer's weights are the target's embeddings (Press and Wolf 2017).</summary>
    public bool TieOutput { get; init; }

    /// <summary>Whether source and target share one table of embeddings; their tokens must be the same.</summary>
    public bool ShareEmbeddings { get; init; }

    /// <summary>Dropout on the embeddings.</summary>
    public float EmbeddingDropout { get; init; }

    /// <summary>Dropout on the encoder's outputs.</summary>
    public float ContextDropout { get; init; }

    /// <summary>Dropout before the output layer.</summary>
    public float OutputDropout { get; init; }

    /// <summary>Label smoothing of the loss.</summary>
    public float LabelSmoothing { get; init; }

    /// <summary>
    /// The probability that an input of the decoder in training is its own guess rather than the truth (Bengio et al. 2015).
    /// </summary>
    public float ScheduledSampling { get; init; }

    /// <summary>Training steps over which that probability rises from 0.</summary>
    public int SamplingRamp { get; init; } = 5000;

    /// <summary>The seed of the initial weights.</summary>
    public ulong Seed { get; init; } = 42;

    /// <exception cref="ArgumentException">An option is out of range or does not fit the others.</exception>
    internal void Check()
    {
        Size(Embedding, "embedding");
        Size(ReadoutUnits, "readout");
        Encoder.Check();
        new RecurrentOptions(Decoder, DecoderUnits) { Layers = DecoderLayers }.Check();
        Attention?.Check();
        Rate(EmbeddingDropout, "embedding-dropout");
        Rate(ContextDropout, "context-dropout");
        Rate(OutputDropout, "output-dropout");
        Rate(LabelSmoothing, "label-smoothing");
        Rate(ScheduledSampling, "scheduled-sampling");
        if (SamplingRamp <= 0)
        {
            throw new ArgumentException($"expected a positive integer for `sampling-ramp`, got {SamplingRamp}");
        }

        if (Attention is not null && ContextEveryStep)
        {
            throw new ArgumentException("expected `context-every-step` without attention: attention gives a context at every step already");
        }

        if (!Bridge
            && (Encoder.Bidirectional || Encoder.Cell != Decoder || Encoder.Units != DecoderUnits || Encoder.Layers != DecoderLayers))
        {
            throw new ArgumentException(
                "expected an encoder of one direction with the decoder's cell, units and layers where there is no `bridge`");
        }

        if (TieOutput && FeatureUnits != Embedding)
        {
            throw new ArgumentException($"expected {Embedding} units, the embedding's, before a tied output, got {FeatureUnits}");
        }
    }

    /// <summary>Columns of what the output layer sees.</summary>
    internal int FeatureUnits => Readout == Readout.Linear ? DecoderUnits : ReadoutUnits;

    private static void Size(int value, string name)
    {
        if (value is <= 0 or > 16384)
        {
            throw new ArgumentException($"expected from 1 to 16384 for `{name}`, got {value}");
        }
    }

    private static void Rate(float value, string name)
    {
        if (!(value >= 0 && value < 1))
        {
            throw new ArgumentException($"expected a probability in [0, 1) for `{name}`, got {value}");
        }
    }
}
