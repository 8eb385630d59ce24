namespace Unroll.Data;

/// <summary>Reads <see cref="TargetSequences"/> from a table with the columns id, time, features and target.</summary>
internal sealed class TargetTableReader(CsvReader csv, SequenceColumns columns, bool? perStep)
    : SequenceTableReader(csv, columns, "target")
{
    internal TargetSequences Read()
    {
        ReadRows();
        foreach (var sequence in Sequences)
            sequence.Sort(Csv);
        bool steps = perStep ?? Sequences.Any(Varies);
        if (!Sequences.SelectMany(s => s.Rows).Any(r => !float.IsNaN(r.Target)))
            throw new UnrollException($"{Csv.Name}: no row has a target; expected a number in the last column of some");
        return new TargetSequences(Sequences.Select(s => steps ? PerStep(s) : PerSequence(s)), FeatureNames, steps);
    }

    /// <inheritdoc/>
    protected override float ReadAnswer(Sequence sequence, CsvField field, bool isNew) => Number(field, "target", mayBeMissing: true);

    private static bool Varies(Sequence sequence) => Known(sequence).Select(r => r.Target).Distinct().Skip(1).Any();

    private static IEnumerable<Row> Known(Sequence sequence) => sequence.Rows.Where(r => !float.IsNaN(r.Target));

    private static TargetSequence PerStep(Sequence s)
    {
        bool[] censored = [.. s.Rows.Select(r => r.Censored)];
        return new TargetSequence(
            s.Id, s.Values(), s.Rows.Count, [.. s.Rows.Select(r => r.Target)], censored.Contains(true) ? censored : null);
    }

    private TargetSequence PerSequence(Sequence s)
    {
        Row[] known = [.. Known(s)];
        int other = Array.FindIndex(known, r => r.Target != known[0].Target);
        if (other >= 0)
        {
            throw new UnrollException($"{Csv.Name}:{known[other].Line}: the target {known[other].Target} of id {Quote.Text(s.Id)} contradicts "
                + $"{known[0].Target} on line {known[0].Line}; this is about one target a sequence");
        }
        bool censored = known.Any(r => r.Censored);
        return new TargetSequence(
            s.Id, s.Values(), s.Rows.Count, [known.Length == 0 ? float.NaN : known[0].Target], censored ? [true] : null);
    }
}
