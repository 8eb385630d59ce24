using Unroll.Data;
using Unroll.Numerics;

namespace Unroll.Recipes;

/// <summary>Makes what the networks hear: single takes, and strings of takes of one speaker with silence between them.</summary>
internal sealed class SpeechStrings
{
    /// <summary>Frames that are put side by side: one step of the network is 20 milliseconds.</summary>
    public const int Stack = 2;

    /// <summary>The shortest and the longest string, in digits.</summary>
    public const int Shortest = 1, Longest = 7;

    private readonly LogMelFeatures _mel = new();
    private readonly ILookup<string, SpokenDigit> _bySpeaker;
    private readonly string[] _speakers;

    public SpeechStrings(IEnumerable<SpokenDigit> takes)
    {
        _bySpeaker = takes.ToLookup(t => t.Speaker);
        _speakers = [.. _bySpeaker.Select(g => g.Key).Order(StringComparer.Ordinal)];
    }

    /// <summary>Features of a step.</summary>
    public int Features => _mel.Options.Filters * Stack;

    /// <summary>A string: its sound and its digits.</summary>
    public (float[] Sound, int[] Digits) Draw(RngSequence random)
    {
        SpokenDigit[] takes = [.. _bySpeaker[_speakers[random.NextInt(_speakers.Length)]]];
        SpokenDigit[] chosen = [.. Enumerable.Range(0, Shortest + random.NextInt(Longest - Shortest + 1)).Select(_ => takes[random.NextInt(takes.Length)])];
        var sound = new List<float>();
        Silence(sound, random);
        foreach (SpokenDigit take in chosen)
        {
            sound.AddRange(take.Samples);
            Silence(sound, random);
        }

        return ([.. sound], [.. chosen.Select(t => t.Digit)]);
    }

    /// <summary>
    /// The features of a sound, [steps, features]: log-mel energies, each filter less its mean over the sound and divided by its deviation,
    /// two frames a step. In training a band of filters and a stretch of time are blanked (Park et al. 2019).
    /// </summary>
    /// <param name="sound">The samples.</param>
    /// <param name="noise">Where the blanks come from; null for none.</param>
    public float[] Hear(ReadOnlySpan<float> sound, RngSequence? noise)
    {
        int filters = _mel.Options.Filters;
        float[] mel = _mel.Compute(sound);
        int frames = mel.Length / filters;
        for (int m = 0; m < filters; m++)
        {
            double sum = 0, squares = 0;
            for (int f = 0; f < frames; f++)
            {
                sum += mel[(f * filters) + m];
                squares += (double)mel[(f * filters) + m] * mel[(f * filters) + m];
            }

            double mean = sum / frames, scale = 1 / Math.Sqrt(Math.Max(0, (squares / frames) - (mean * mean)) + 0.01);
            for (int f = 0; f < frames; f++)
            {
                mel[(f * filters) + m] = (float)((mel[(f * filters) + m] - mean) * scale);
            }
        }

        if (noise is not null)
        {
            Blank(mel, frames, filters, noise);
        }

        // A last frame without a partner is put beside itself.
        int steps = (frames + Stack - 1) / Stack;
        var features = new float[steps * Features];
        for (int f = 0; f < steps * Stack; f++)
        {
            mel.AsSpan(Math.Min(f, frames - 1) * filters, filters).CopyTo(features.AsSpan(f * filters));
        }

        return features;
    }

    /// <summary>The sound a little slower or faster, by linear interpolation: another voice and another pace.</summary>
    public static float[] Stretch(float[] sound, double speed)
    {
        var stretched = new float[Math.Max(1, (int)(sound.Length / speed))];
        for (int i = 0; i < stretched.Length; i++)
        {
            double at = i * speed;
            int left = Math.Min((int)at, sound.Length - 1), right = Math.Min(left + 1, sound.Length - 1);
            stretched[i] = (float)(sound[left] + ((at - left) * (sound[right] - sound[left])));
        }

        return stretched;
    }

    private static void Silence(List<float> sound, RngSequence random)
    {
        int length = random.NextInt(SpeechData.Rate * 3 / 10);
        double hiss = 0.0005 + (0.002 * random.NextDouble());
        for (int i = 0; i < length; i++)
        {
            sound.Add((float)(hiss * random.NextNormal()));
        }
    }

    private static void Blank(float[] mel, int frames, int filters, RngSequence noise)
    {
        int band = noise.NextInt(9), low = noise.NextInt(filters - band), stretch = noise.NextInt((frames / 12) + 1), start = noise.NextInt(frames - stretch);
        for (int f = 0; f < frames; f++)
        {
            bool all = f >= start && f < start + stretch;
            mel.AsSpan((f * filters) + (all ? 0 : low), all ? filters : band).Clear();
        }
    }
}
