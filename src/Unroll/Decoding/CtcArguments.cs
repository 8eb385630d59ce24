namespace Unroll.Decoding;

/// <summary>Checks what the decoders of CTC are given.</summary>
internal static class CtcArguments
{
    public static void Check(int numbers, int classes, int blank)
    {
        if (classes < 1 || numbers % classes != 0)
        {
            throw new ArgumentException($"expected whole steps of {classes} classes, got {numbers} numbers");
        }

        if ((uint)blank >= (uint)classes)
        {
            throw new ArgumentException($"expected a blank from 0 to {classes - 1}, got {blank}");
        }
    }
}
