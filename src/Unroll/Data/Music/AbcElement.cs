namespace Unroll.Data.Music;

/// <summary>What an element of a written tune is.</summary>
internal enum AbcElementKind
{
    Sound,
    ChordSymbol,
    Bar,
    RepeatStart,
    RepeatEnd,
    Ending,
}

/// <summary>An element of a tune as it is written.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Length">Of a sound: ticks.</param>
/// <param name="Pitches">Of a sound: its pitches; empty for a rest.</param>
/// <param name="Tied">Of a sound: whether it is held into the next.</param>
/// <param name="Chord">Of a chord symbol: the chord.</param>
/// <param name="Endings">Of an ending: the passes it is for, as bits.</param>
internal sealed record AbcElement(
    AbcElementKind Kind, long Length = 0, int[]? Pitches = null, bool Tied = false, Chord Chord = default, int Endings = 0);
