using System.Buffers;
using System.Text.Json;
using Unroll.Formats;

namespace Unroll.Training;

/// <summary>
/// <c>metrics.jsonl</c>: one JSON object a line, <c>{"step":100,"epoch":1,"loss":0.5}</c>, appended as training goes. NaN and
/// infinities are the strings <c>"NaN"</c>, <c>"Infinity"</c> and <c>"-Infinity"</c>.
/// Each record goes to the operating system in one write, so that a killed process loses at most the end of its last line;
/// that half line is ignored by readers and dropped when the log is opened again. Before a checkpoint is saved,
/// <see cref="FlushToDisk"/> makes sure that a power cut cannot lose records that the checkpoint counts as done. On resume,
/// <see cref="TruncateAfter"/> drops what was logged after the checkpoint: the resumed log equals an uninterrupted one.
/// </summary>
public sealed class MetricsLog : IDisposable
{
    internal const string StepKey = "step";
    private readonly FileStream stream;
    private readonly ArrayBufferWriter<byte> line = new();
    private readonly Utf8JsonWriter json;

    private MetricsLog(string path, FileStream stream)
    {
        Path = path;
        this.stream = stream;
        json = new Utf8JsonWriter(line);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Opens a log to append to; makes it if it is missing, and drops a half-written last line.</summary>
    /// <exception cref="UnrollException">It cannot be read or written, or a line that is not the last is malformed.</exception>
    public static MetricsLog Open(string path)
    {
        if (File.Exists(path))
            TruncateAfter(path, long.MaxValue);
        try
        {
            // No buffer: a record is one write. Readers may look on, and a later TruncateAfter may replace the file.
            const FileShare share = FileShare.ReadWrite | FileShare.Delete;
            return new MetricsLog(path, new FileStream(path, FileMode.Append, FileAccess.Write, share, bufferSize: 0));
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw FileErrors.CannotWrite(path, e);
        }
    }

    /// <summary>Appends one record.</summary>
    /// <param name="step">The training step; the first key of the line.</param>
    /// <param name="values">The other keys with their values, each key once.</param>
    /// <exception cref="ArgumentException">A key is <c>step</c> or stands twice.</exception>
    /// <exception cref="UnrollException">The record cannot be written.</exception>
    public void Append(long step, params ReadOnlySpan<(string Key, double Value)> values)
    {
        line.ResetWrittenCount();
        json.Reset();
        json.WriteStartObject();
        json.WriteNumber(StepKey, step);
        for (int i = 0; i < values.Length; i++)
        {
            (string key, double value) = values[i];
            CheckKey(key, values[..i]);
            if (double.IsFinite(value))
                json.WriteNumber(key, value);
            else
                json.WriteString(key, double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
        }
        json.WriteEndObject();
        json.Flush();
        line.Write("\n"u8);
        try
        {
            stream.Write(line.WrittenSpan);
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw FileErrors.CannotWrite(Path, e);
        }
    }

    /// <summary>Waits until all records are on disk; to be called before a checkpoint is saved.</summary>
    /// <exception cref="UnrollException">The disk refuses.</exception>
    public void FlushToDisk()
    {
        try
        {
            stream.Flush(flushToDisk: true);
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw FileErrors.CannotWrite(Path, e);
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        json.Dispose();
        stream.Dispose();
    }

    /// <summary>All whole records of a log, also of one that is being written; a half-written last line is left out.</summary>
    /// <exception cref="UnrollException">The file is missing, or a line that is not the last is malformed.</exception>
    public static IReadOnlyList<MetricsLogRecord> Read(string path)
    {
        var records = new List<MetricsLogRecord>();
        Scan(path, FileErrors.ReadAllBytes(path), (record, _) => records.Add(record));
        return records;
    }

    /// <summary>
    /// Drops, atomically, the records after <paramref name="step"/> and a half-written last line. The log must not be open
    /// for writing. A missing log stays missing.
    /// </summary>
    /// <exception cref="UnrollException">It cannot be read or replaced, or a line that is not the last is malformed.</exception>
    public static void TruncateAfter(string path, long step)
    {
        if (!File.Exists(path))
            return;
        byte[] old = FileErrors.ReadAllBytes(path);
        var kept = new ArrayBufferWriter<byte>(Math.Max(1, old.Length));
        Scan(path, old, (record, text) =>
        {
            if (record.Step > step)
                return;
            kept.Write(old.AsSpan(text));
            kept.Write("\n"u8);
        });
        if (!kept.WrittenSpan.SequenceEqual(old))
            AtomicFile.WriteAllBytes(path, kept.WrittenSpan.ToArray());
    }

    /// <summary>
    /// Visits each record with the place of its line (without the line feed). The last line may lack its line feed: a whole
    /// record still counts, since only the line feed was lost; anything else there was cut off by a kill.
    /// </summary>
    private static void Scan(string path, byte[] bytes, Action<MetricsLogRecord, Range> visit)
    {
        int start = 0;
        for (int number = 1; start < bytes.Length; number++)
        {
            int length = bytes.AsSpan(start).IndexOf((byte)'\n');
            bool whole = length >= 0;
            int end = whole ? start + length : bytes.Length;
            MetricsLogRecord? record = MetricsLogRecord.TryParse(bytes.AsSpan(start..end));
            if (record is not null)
                visit(record, start..end);
            else if (whole)
                throw new UnrollException($"{path}, line {number}: not a record with a step and numbers; remove the line or the file");
            start = end + 1;
        }
    }

    private static void CheckKey(string key, ReadOnlySpan<(string Key, double Value)> before)
    {
        ArgumentNullException.ThrowIfNull(key);
        bool repeated = key == StepKey;
        foreach ((string other, _) in before)
            repeated |= other == key;
        if (repeated)
            throw new ArgumentException($"expected each key once and none named step, got `{key}`", nameof(key));
    }
}
