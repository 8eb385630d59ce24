namespace Unroll.Formats;

/// <summary>What the header of a safetensors file says of its data.</summary>
/// <param name="Entries">The tensors in the order of their data.</param>
/// <param name="Metadata">The metadata without the hashes.</param>
/// <param name="DataHash">The hash that the data should have, or null if the file carries none.</param>
/// <param name="HeaderChecked">Whether the file carried a hash of its header (verified).</param>
internal sealed record SafetensorsContents(
    List<SafetensorsEntry> Entries, Dictionary<string, string> Metadata, string? DataHash, bool HeaderChecked);
