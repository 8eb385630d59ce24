namespace Unroll.Data.Music;

/// <summary>A note.</summary>
/// <param name="Start">When it begins, in ticks.</param>
/// <param name="Length">How long it lasts, in ticks.</param>
/// <param name="Pitch">The pitch, 0 to 127; 60 is the middle C, 69 the A of 440 Hz.</param>
/// <param name="Velocity">How hard it is struck, 1 to 127.</param>
/// <param name="Channel">The channel, 0 to 15; 9 is the drums by convention.</param>
public readonly record struct MidiNote(long Start, long Length, int Pitch, int Velocity = 90, int Channel = 0)
{
    /// <summary>When it ends, in ticks.</summary>
    public long End => Start + Length;

    /// <summary>The pitch class, 0 (C) to 11 (B).</summary>
    public int PitchClass => Pitch % 12;

    internal void Check()
    {
        if (Start < 0 || Length < 0 || Pitch is < 0 or > 127 || Velocity is < 1 or > 127 || Channel is < 0 or > 15)
        {
            throw new ArgumentException($"not a note of MIDI: {this}");
        }
    }
}
