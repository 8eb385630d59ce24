namespace Unroll.Numerics;

/// <summary>Work that comes in parts, for <see cref="ThreadTeam.Run{TJob}"/>.</summary>
/// <remarks>
/// A job is a struct. All parts of a run share one copy of it, at the same time and from several threads, so a part writes only what
/// no other part reads or writes. What is computed must not depend on which thread runs a part.
/// </remarks>
public interface IJob
{
    /// <summary>Does one part.</summary>
    /// <param name="part">Which part, from 0 to <paramref name="parts"/> - 1.</param>
    /// <param name="parts">The number of parts of this run.</param>
    void Execute(int part, int parts);
}
