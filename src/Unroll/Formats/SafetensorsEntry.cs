namespace Unroll.Formats;

/// <summary>One tensor as the header of a safetensors file describes it; offsets count from the start of the data section.</summary>
internal sealed record SafetensorsEntry(string Name, string Dtype, int[] Shape, long Count, long Begin, long End);
