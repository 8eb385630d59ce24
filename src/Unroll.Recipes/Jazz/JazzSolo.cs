using Unroll.Data.Music;
using Unroll.Decoding;
using Unroll.Models;
using Unroll.Numerics;

namespace Unroll.Recipes;

/// <summary>A solo of a trained model over sets of chords, as notes and as a file.</summary>
internal sealed class JazzSolo
{
    /// <summary>Sets of chords that the tune's are cut into.</summary>
    public const int Sets = 5;

    private const int TicksPerQuarter = 96;

    private JazzSolo(IReadOnlyList<string> symbols, IReadOnlyList<MidiNote> melody, IReadOnlyList<MidiNote> comping, IReadOnlyList<MidiNote> bass)
    {
        Symbols = symbols;
        Melody = melody;
        Comping = comping;
        Bass = bass;
    }

    /// <summary>The symbols that were drawn, over all sets.</summary>
    public IReadOnlyList<string> Symbols { get; }

    public IReadOnlyList<MidiNote> Melody { get; }

    public IReadOnlyList<MidiNote> Comping { get; }

    public IReadOnlyList<MidiNote> Bass { get; }

    /// <summary>Plays over the tune's chords, cut into five sets that come one after another; each is repeated while its solo lasts.</summary>
    public static JazzSolo Play(SymbolModel model, JazzPlan plan, double temperature, ulong seed)
    {
        List<string> symbols = [];
        List<MidiNote> melody = [], comping = [], bass = [];
        double offset = 0;
        Chord[] all = [.. plan.Chords.Select(c => c.ToChord())];
        var sampler = new TokenSampler(new SamplingOptions { Temperature = temperature });
        for (int i = 0; i < Sets; i++)
        {
            Chord[] set = all[(i * all.Length / Sets)..Math.Max((i * all.Length / Sets) + 1, (i + 1) * all.Length / Sets)];
            var random = new RngSequence(seed, RandomPurpose.Sampling, (ulong)i);
            string[] drawn = [.. model.Generate(plan.Notes, logits => sampler.Next(logits, random)).Select(id => plan.Symbols[id])];
            (IReadOnlyList<MidiNote> notes, double quarters) = MelodyGrammar.Decode(drawn, ChordAt, TicksPerQuarter, random);
            symbols.AddRange(drawn);
            melody.AddRange(notes.Select(n => n with { Start = n.Start + Tick(offset) }));
            int spans = (int)Math.Ceiling(quarters / plan.SpanQuarters);
            for (int s = 0; s < spans; s++)
            {
                long start = Tick(offset + (s * plan.SpanQuarters)), length = Tick(plan.SpanQuarters) - 6;
                Chord chord = set[s % set.Length];
                comping.AddRange(Voicing(chord).Select(p => new MidiNote(start, length, p, 62, 1)));
                bass.Add(new MidiNote(start, length, 36 + chord.Root, 78, 2));
            }

            // Each set begins with a bar.
            offset += Math.Ceiling(spans * plan.SpanQuarters / 4.0) * 4;
            Chord ChordAt(double quarter) => set[(int)(quarter / plan.SpanQuarters) % set.Length];
        }

        return new JazzSolo(symbols, melody, comping, bass);
    }

    /// <summary>The solo as a file of three voices.</summary>
    public MidiFile ToMidi(double tempo) => new(TicksPerQuarter,
    [
        new MidiTrack([MidiEvent.Tempo(0, tempo), MidiEvent.TimeSignature(0, 4, 4)]),
        MidiTrack.OfNotes("Solo", Melody, 26), MidiTrack.OfNotes("Chords", Comping, 0), MidiTrack.OfNotes("Bass", Bass, 32),
    ]);

    private static long Tick(double quarters) => (long)Math.Round(quarters * TicksPerQuarter);

    private static IEnumerable<int> Voicing(Chord chord) =>
        chord.PitchClasses.Where(c => c != chord.Root || chord.PitchClasses.Count < 4).Take(5).Select(c => c < 4 ? 60 + c : 48 + c);
}
