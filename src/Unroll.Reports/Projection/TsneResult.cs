namespace Unroll.Reports.Projection;

/// <summary>A map of points in the plane.</summary>
/// <param name="X">First coordinate of each point, in the order of the input.</param>
/// <param name="Y">Second coordinate of each point.</param>
/// <param name="KlDivergence">Kullback-Leibler divergence of the map from the data, in nats; lower is more faithful.</param>
/// <param name="Perplexity">The perplexity used, after lowering for few points.</param>
public sealed record TsneResult(double[] X, double[] Y, double KlDivergence, double Perplexity);
