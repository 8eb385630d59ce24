namespace Unroll.Numerics;

/// <summary>Work that can be cut into independent parts.</summary>
public interface IJob
{
    /// <summary>Does one part of the work.</summary>
    void Execute(int part, int parts);
}
