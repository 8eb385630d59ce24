namespace Unroll.Data.Ink;

/// <summary>A place of the pen; x grows to the right, y downwards.</summary>
/// <param name="X">From the left, in whatever unit the device has.</param>
/// <param name="Y">From the top.</param>
public readonly record struct InkPoint(float X, float Y);
