namespace Unroll.Formats;

/// <summary>The tensors of a file whose data nobody has compared with its hash yet.</summary>
/// <param name="Tensors">The tensors in the order of their data in the file.</param>
/// <param name="Check">Compares the data with its hash; throws an <see cref="UnrollException"/> where it is damaged.</param>
internal sealed record UncheckedTensors(IReadOnlyList<NamedArray> Tensors, Action Check);
