namespace Unroll.Data;

/// <summary>Reads sequences to be answered: a table with the columns id, time and the features of a model; others are left out.</summary>
internal sealed class FeatureTableReader(CsvReader csv, SequenceColumns columns)
    : SequenceTableReader(csv, columns, null)
{
    internal IReadOnlyList<FeatureSequence> Read()
    {
        ReadRows();
        foreach (var sequence in Sequences)
            sequence.Sort(Csv);
        return [.. Sequences.Select(s => new FeatureSequence(s.Id, s.Values(), s.Rows.Count))];
    }
}
