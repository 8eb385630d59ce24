using System.Buffers.Binary;
using System.Text;

namespace Unroll.Benchmarks.Native;

/// <summary>
/// Drops an ELF library's demand for a version of another library where a single marker symbol that nothing calls asks for it:
/// the version's entry in .gnu.version_r becomes weak, the symbol weak and without a version. 64 bits, little endian.
/// </summary>
internal static class VersionWeakener
{
    private const uint DynamicSymbols = 11, VersionNeeds = 0x6ffffffe, SymbolVersions = 0x6fffffff;
    private const int SymbolSize = 24;
    private const ushort WeakVersion = 2;
    private const byte WeakBinding = 2;
    private const ushort GlobalVersion = 1;

    /// <summary>Edits the image in place; false where it has no such version or symbol.</summary>
    public static bool Weaken(Span<byte> image, string version, string symbol)
    {
        if (image.Length < 64 || !image[..6].SequenceEqual((ReadOnlySpan<byte>)[0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1]))
        {
            return false;
        }

        return WeakenNeed(image, version) && WeakenSymbol(image, symbol);
    }

    private static bool WeakenNeed(Span<byte> image, string version)
    {
        Section needs = Find(image, VersionNeeds);
        Section names = At(image, needs.Link);
        bool found = false;
        for (int need = needs.Offset, next = 1; next != 0 && needs.Size > 0; need += next)
        {
            next = Int(image, need + 12);
            int entry = need + Int(image, need + 8);
            for (int i = 0; i < Short(image, need + 2); i++)
            {
                if (Name(image, names.Offset + Int(image, entry + 8)) == version)
                {
                    Write(image, entry + 4, (ushort)(Short(image, entry + 4) | WeakVersion));
                    found = true;
                }

                entry += Int(image, entry + 12);
            }
        }

        return found;
    }

    private static bool WeakenSymbol(Span<byte> image, string symbol)
    {
        Section symbols = Find(image, DynamicSymbols);
        Section versions = Find(image, SymbolVersions);
        Section names = At(image, symbols.Link);
        bool found = false;
        for (int i = 0; i < symbols.Size / SymbolSize; i++)
        {
            int entry = symbols.Offset + (i * SymbolSize);
            if (Name(image, names.Offset + Int(image, entry)) == symbol)
            {
                image[entry + 4] = (byte)((WeakBinding << 4) | (image[entry + 4] & 0xf));
                Write(image, versions.Offset + (2 * i), GlobalVersion);
                found = true;
            }
        }

        return found;
    }

    private static Section Find(ReadOnlySpan<byte> image, uint type)
    {
        for (int i = 0; i < Short(image, 60); i++)
        {
            Section section = At(image, i);
            if (section.Type == type)
            {
                return section;
            }
        }

        return default;
    }

    private static Section At(ReadOnlySpan<byte> image, int index)
    {
        int header = (int)Long(image, 40) + (index * Short(image, 58));
        return new Section(
            (uint)Int(image, header + 4), (int)Long(image, header + 24), (int)Long(image, header + 32), Int(image, header + 40));
    }

    private static string Name(ReadOnlySpan<byte> image, int offset)
    {
        ReadOnlySpan<byte> rest = image[offset..];
        return Encoding.ASCII.GetString(rest[..rest.IndexOf((byte)0)]);
    }

    private static ushort Short(ReadOnlySpan<byte> image, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(image[offset..]);

    private static int Int(ReadOnlySpan<byte> image, int offset) => BinaryPrimitives.ReadInt32LittleEndian(image[offset..]);

    private static long Long(ReadOnlySpan<byte> image, int offset) => BinaryPrimitives.ReadInt64LittleEndian(image[offset..]);

    private static void Write(Span<byte> image, int offset, ushort value) =>
        BinaryPrimitives.WriteUInt16LittleEndian(image[offset..], value);

    private readonly record struct Section(uint Type, int Offset, int Size, int Link);
}
