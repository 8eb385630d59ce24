using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>What surrounds a run: its folder (locked by the caller), where it reports to, and how it is interrupted.</summary>
/// <param name="Run">The run folder.</param>
/// <param name="Output">Where progress and results go.</param>
/// <param name="Cancellation">Cancelled by Ctrl-C: save a checkpoint and throw <see cref="OperationCanceledException"/>.</param>
public sealed record RunContext(RunFolder Run, IRunOutput Output, CancellationToken Cancellation);
