using Unroll.Recurrent;
using Unroll.Recurrent.Decoding;

namespace Unroll.Models;

/// <summary>The shape of an <see cref="InkRecognizer"/>.</summary>
public sealed record InkRecognizerOptions
{
    /// <summary>Units of each direction of each layer of the encoder.</summary>
    public int EncoderUnits { get; init; } = 128;

    /// <summary>Layers of the encoder.</summary>
    public int EncoderLayers { get; init; } = 3;

    /// <summary>Layers, from the first, after each of which every second frame is dropped.</summary>
    public int Pooled { get; init; } = 2;

    /// <summary>Units of the decoder.</summary>
    public int DecoderUnits { get; init; } = 256;

    /// <summary>Features of a token's embedding.</summary>
    public int Embedding { get; init; } = 64;

    /// <summary>Units of the attention's score.</summary>
    public int AttentionUnits { get; init; } = 128;

    /// <summary>The width of the coverage's convolution in pooled frames, odd.</summary>
    public int Kernel { get; init; } = 15;

    /// <summary>Dropout between the layers of the encoder, on its output and before the output layer.</summary>
    public float Dropout { get; init; } = 0.2f;

    /// <summary>The seed of the initial weights.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>The attention: additive, with coverage, after the cell and fed back to it.</summary>
    internal AttentionOptions Attention => new()
    {
        Score = AttentionScore.Additive, Order = AttentionOrder.After, History = AttentionHistory.Coverage, Units = AttentionUnits,
        Kernel = Kernel, InputFeeding = true,
    };

    /// <summary>One layer of the encoder.</summary>
    internal RecurrentOptions Layer => new(Cell.Gru, EncoderUnits) { Bidirectional = true };

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    internal void Check()
    {
        (Layer with { Layers = EncoderLayers, Dropout = Dropout }).Check();
        new RecurrentOptions(Cell.Gru, DecoderUnits).Check();
        Attention.Check();
        if (Embedding is <= 0 or > 16384)
        {
            throw new ArgumentException($"expected from 1 to 16384 for `embedding`, got {Embedding}");
        }

        if (Pooled < 0 || Pooled > EncoderLayers)
        {
            throw new ArgumentException($"expected from 0 to the {EncoderLayers} layers for `pooled`, got {Pooled}");
        }
    }
}
