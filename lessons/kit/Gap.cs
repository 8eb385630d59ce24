namespace Unroll.Lessons;

/// <summary>Stands where something is to be written: <c>throw new Gap("3a");</c>.</summary>
/// <param name="id">The gap, as its comment names it.</param>
public sealed class Gap(string id) : Exception($"gap {id} is not filled yet")
{
    /// <summary>The gap.</summary>
    public string Id => id;
}
