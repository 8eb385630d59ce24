using Unroll.Numerics;

namespace Unroll.Recipes;

/// <summary>
/// The built-in data: each digit is three chords of two tones gliding into each other, like the formants of two vowels and what lies between.
/// Speakers have voices of their own (pitch of all tones, speed, breath); each take differs in length, loudness and noise.
/// </summary>
internal static class ToneDigits
{
    private const int SpeakerCount = 4, TakeCount = 15;

    /// <summary>The two tones of the three chords of each digit, in hertz.</summary>
    private static readonly int[][] Chords =
    [
        [300, 1900, 500, 1500, 450, 900], [600, 900, 750, 1100, 350, 1700], [320, 1800, 400, 1100, 330, 850], [350, 2200, 600, 2000, 300, 2300],
        [450, 800, 420, 700, 500, 1250], [650, 1100, 500, 1700, 350, 2100], [400, 2000, 300, 2600, 380, 1900], [550, 1800, 600, 1500, 350, 1200],
        [500, 2100, 330, 2300, 700, 1300], [700, 1250, 400, 2100, 320, 1600],
    ];

    /// <summary>All takes, the same on every machine.</summary>
    public static SpokenDigit[] Make()
    {
        var takes = new List<SpokenDigit>();
        for (int speaker = 0; speaker < SpeakerCount; speaker++)
        {
            var voice = new RngSequence(2024, RandomPurpose.Data, (ulong)speaker);
            double pitch = 0.85 + (0.1 * speaker) + (0.03 * voice.NextDouble()), speed = 0.9 + (0.25 * voice.NextDouble()), breath = 0.01 + (0.02 * voice.NextDouble());
            for (int digit = 0; digit < 10; digit++)
            {
                for (int take = 0; take < TakeCount; take++)
                {
                    var random = new RngSequence(2025, RandomPurpose.Data, (ulong)((speaker * 1000) + (digit * 100) + take));
                    takes.Add(new SpokenDigit(digit, $"voice{speaker + 1}", take, Sing(Chords[digit], pitch, speed, breath, random)));
                }
            }
        }

        return [.. takes];
    }

    private static float[] Sing(int[] chords, double pitch, double speed, double breath, RngSequence random)
    {
        int length = (int)(SpeechData.Rate * 0.36 / speed * (0.85 + (0.3 * random.NextDouble())));
        double off = pitch * (0.97 + (0.06 * random.NextDouble())), loud = 0.15 + (0.25 * random.NextDouble());
        double low = 0, high = 0;
        var samples = new float[length];
        for (int i = 0; i < length; i++)
        {
            // Where between the chords: 0 to 2, standing still on each for a while.
            double at = 2.0 * i / length, part = at - Math.Floor(at);
            int from = Math.Min(1, (int)at) * 2;
            double glide = Math.Clamp((part - 0.3) / 0.4, 0, 1);
            low += Tone(chords, from, glide, 0) * off / SpeechData.Rate;
            high += Tone(chords, from, glide, 1) * off / SpeechData.Rate;
            double fade = Math.Min(1, Math.Min(i, length - i) / 200.0);
            samples[i] = (float)(loud * fade * ((0.6 * Math.Sin(2 * Math.PI * low)) + (0.4 * Math.Sin(2 * Math.PI * high))) + (breath * random.NextNormal() * 0.3));
        }

        return samples;
    }

    private static double Tone(int[] chords, int from, double glide, int which) =>
        (chords[from + which] * (1 - glide)) + (chords[from + 2 + which] * glide);
}
