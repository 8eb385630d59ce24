namespace Unroll.Tests.Numerics;

/// <summary>Tests that measure the whole process (allocations, memory): they run one after another, when all others are done.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeasuredAlone
{
    /// <summary>The name of the collection.</summary>
    public const string Name = "measured alone";
}
