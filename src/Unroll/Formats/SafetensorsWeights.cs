using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Unroll.Formats;

/// <summary>
/// The weights of a file, read straight to where they are wanted. One thread may read them while another one checks the data: what comes
/// of them must not leave the library before <see cref="Check"/> has returned.
/// </summary>
internal sealed class SafetensorsWeights : IDisposable
{
    /// <summary>Bytes hashed at a time: they stay in the second cache.</summary>
    private const int Chunk = 1 << 18;

    private readonly FileStream file;

    // Asked for once: the stream moves its position whenever it is asked, which two threads must not do at the same time.
    private readonly SafeFileHandle handle;
    private readonly SafetensorsContents contents;
    private readonly long start;

    private SafetensorsWeights(FileStream file, string source, SafetensorsContents contents)
    {
        this.file = file;
        this.contents = contents;
        start = file.Position;
        handle = file.SafeFileHandle;
        Source = source;
    }

    /// <summary>The file's name, for messages.</summary>
    public string Source { get; }

    /// <summary>The tensors in the order of their data.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries => contents.Entries;

    /// <summary>Opens a file and checks its header.</summary>
    /// <exception cref="UnrollException">It is missing, malformed, damaged, or holds a dtype that is not a float.</exception>
    public static SafetensorsWeights Open(string path)
    {
        FileStream file = FileErrors.OpenRead(path);
        try
        {
            return new SafetensorsWeights(file, path, SafetensorsReader.ReadContents(file, path, Safetensors.IsFloat));
        }
        catch (Exception e)
        {
            file.Dispose();
            if (e is EndOfStreamException)
                throw SafetensorsReader.BecameShorter(path, e);
            if (FileErrors.IsFileError(e))
                throw FileErrors.CannotRead(path, e);
            throw;
        }
    }

    /// <summary>Reads a tensor as float32.</summary>
    /// <exception cref="UnrollException">The file cannot be read.</exception>
    public void Read(SafetensorsEntry entry, Span<float> values)
    {
        if (entry.Dtype == "F32" && BitConverter.IsLittleEndian)
        {
            Read(MemoryMarshal.AsBytes(values), entry.Begin);
            return;
        }
        byte[] bytes = new byte[entry.End - entry.Begin];
        Read(bytes, entry.Begin);
        Safetensors.ToSingles(RawArray.Read(new MemoryStream(bytes), entry, null).Data).CopyTo(values);
    }

    /// <summary>Compares the data with its hash, which takes several times as long as reading it.</summary>
    /// <exception cref="UnrollException">The data is damaged, or cannot be read.</exception>
    public void Check()
    {
        if (contents.DataHash is null)
            return;
        long length = contents.Entries.Count == 0 ? 0 : contents.Entries[^1].End;
        byte[] buffer = new byte[Math.Min(Chunk, length)];
        var hash = new Sha256();
        for (long offset = 0; offset < length; offset += buffer.Length)
        {
            Span<byte> bytes = buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - offset));
            Read(bytes, offset);
            hash.Append(bytes);
        }
        if (hash.Finish() != contents.DataHash)
            throw SafetensorsReader.Damaged(Source);
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private void Read(Span<byte> bytes, long offset)
    {
        try
        {
            for (int done = 0; done < bytes.Length;)
            {
                int read = RandomAccess.Read(handle, bytes[done..], start + offset + done);
                done += read > 0 ? read : throw new EndOfStreamException();
            }
        }
        catch (EndOfStreamException e)
        {
            throw SafetensorsReader.BecameShorter(Source, e);
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw FileErrors.CannotRead(Source, e);
        }
    }
}
