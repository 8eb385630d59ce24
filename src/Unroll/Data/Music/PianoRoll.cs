using Unroll.Tensors;

namespace Unroll.Data.Music;

/// <summary>Which keys are down at each step of a grid: polyphonic music as a sequence of sets of pitches.</summary>
public sealed class PianoRoll
{
    /// <summary>The keys of a piano.</summary>
    public const int Keys = 88;

    /// <summary>The pitch of the lowest key (A0).</summary>
    public const int Lowest = 21;

    /// <summary>A roll of the given steps.</summary>
    /// <param name="frames">The pitches that sound at each step, 21 to 108.</param>
    /// <exception cref="ArgumentException">A pitch is not on the piano.</exception>
    public PianoRoll(IEnumerable<IEnumerable<int>> frames)
    {
        ArgumentNullException.ThrowIfNull(frames);
        Frames = [.. frames.Select(f => (int[])[.. f.Distinct().Order()])];
        foreach (int[] frame in Frames)
        {
            foreach (int pitch in frame)
            {
                if (pitch is < Lowest or >= Lowest + Keys)
                {
                    throw new ArgumentException($"the pitch {pitch} is not on the piano: {Lowest} to {Lowest + Keys - 1}");
                }
            }
        }
    }

    /// <summary>The pitches of each step, rising.</summary>
    public IReadOnlyList<int[]> Frames { get; }

    /// <summary>The number of steps.</summary>
    public int Steps => Frames.Count;

    /// <summary>The steps as rows of zeros and ones, [steps, 88] row-major: what a network reads.</summary>
    public float[] ToMatrix()
    {
        var matrix = new float[Steps * Keys];
        for (int t = 0; t < Steps; t++)
        {
            foreach (int pitch in Frames[t])
            {
                matrix[(t * Keys) + pitch - Lowest] = 1;
            }
        }

        return matrix;
    }

    /// <summary>The same music a number of semitones higher; null where a note would leave the piano.</summary>
    public PianoRoll? Transpose(int semitones) =>
        Frames.All(f => f.Length == 0 || (f[0] + semitones >= Lowest && f[^1] + semitones < Lowest + Keys))
            ? new PianoRoll(Frames.Select(f => f.Select(p => p + semitones)))
            : null;

    /// <summary>What sounds at each step of some notes: a key counts where its note covers the middle of the step.</summary>
    /// <param name="notes">The notes; those outside of the piano are left out.</param>
    /// <param name="ticksPerStep">Ticks of a step.</param>
    public static PianoRoll FromNotes(IReadOnlyList<MidiNote> notes, long ticksPerStep)
    {
        ArgumentNullException.ThrowIfNull(notes);
        ArgumentOutOfRangeException.ThrowIfLessThan(ticksPerStep, 1);
        long end = notes.Count == 0 ? 0 : notes.Max(n => n.End);
        var frames = new SortedSet<int>[checked((int)((end + ticksPerStep - 1) / ticksPerStep))];
        for (int t = 0; t < frames.Length; t++)
        {
            frames[t] = [];
        }

        foreach (MidiNote note in notes.Where(n => n.Pitch is >= Lowest and < Lowest + Keys))
        {
            long first = (note.Start + (ticksPerStep / 2)) / ticksPerStep;
            long last = Math.Max(first + 1, (note.End + (ticksPerStep / 2)) / ticksPerStep);
            for (long t = first; t < Math.Min(last, frames.Length); t++)
            {
                frames[t].Add(note.Pitch);
            }
        }

        return new PianoRoll(frames);
    }

    /// <summary>The music as notes: a key that stays down is one note.</summary>
    /// <param name="ticksPerStep">Ticks of a step.</param>
    /// <param name="velocity">How hard the notes are struck.</param>
    public IReadOnlyList<MidiNote> ToNotes(long ticksPerStep, int velocity = 80)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ticksPerStep, 1);
        var notes = new List<MidiNote>();
        var since = new Dictionary<int, int>();
        for (int t = 0; t <= Steps; t++)
        {
            int[] now = t < Steps ? Frames[t] : [];
            foreach (int pitch in since.Keys.Where(p => !now.Contains(p)).ToArray())
            {
                notes.Add(new MidiNote(since[pitch] * ticksPerStep, (t - since[pitch]) * ticksPerStep, pitch, velocity));
                since.Remove(pitch);
            }

            foreach (int pitch in now)
            {
                since.TryAdd(pitch, t);
            }
        }

        return [.. notes.OrderBy(n => n.Start).ThenBy(n => n.Pitch)];
    }

    /// <summary>The matrix as a tensor [steps, 88].</summary>
    public Tensor ToTensor() => Tensor.From(ToMatrix(), Steps, Keys);
}
