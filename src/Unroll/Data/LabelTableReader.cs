namespace Unroll.Data;

/// <summary>Reads <see cref="LabeledSequences"/> from a table with the columns id, time, features and label.</summary>
internal sealed class LabelTableReader(CsvReader csv, SequenceColumns columns, LabelSet? known)
    : SequenceTableReader(csv, columns, "label")
{
    internal LabeledSequences Read()
    {
        ReadRows();
        var labels = known ?? LabelSet.From(Sequences.Select(s => s.Answer));
        if (labels.Count < 2)
            throw new UnrollException($"{Csv.Name}: every row has the label {Quote.Text(labels[0])}; expected at least two classes");
        foreach (var sequence in Sequences)
            sequence.Sort(Csv);
        return new LabeledSequences(
            Sequences.Select(s => new LabeledSequence(s.Id, s.Values(), s.Rows.Count, labels.IndexOf(s.Answer))), FeatureNames, labels);
    }

    /// <inheritdoc/>
    protected override float ReadAnswer(Sequence sequence, CsvField field, bool isNew)
    {
        string label = Nfc.Normalize(field.Text.Trim());
        if (label.Length == 0)
            throw Csv.Error(field, "empty label; expected the class of the sequence");
        if (known is not null && known.IndexOf(label) < 0)
            throw Csv.Error(field, LabeledTextReader.Unseen(label, known));
        if (isNew)
            sequence.Answer = label;
        else if (sequence.Answer != label)
        {
            throw Csv.Error(field, $"the label {Quote.Text(label)} of id {Quote.Text(sequence.Id)} contradicts "
                + $"{Quote.Text(sequence.Answer)} on line {sequence.FirstLine}; a sequence has one label");
        }
        return 0;
    }
}
