using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Unroll.Layers;
using Unroll.Numerics;

namespace Unroll.Optimizers;

/// <summary>
/// Keeps gradients from exploding (Pascanu, Mikolov and Bengio 2013). Frozen parameters take no part. Clipping by norm costs no pass of
/// its own: <c>double norm = Norm(p); ... optimizer.Step(rate, Scale(norm, maxNorm))</c>.
/// </summary>
public static class GradientClipping
{
    // Fixed, so that the order of the sum is that of the elements, whatever the threads.
    internal const int Chunk = 16384;
    private const int ChunksWorthAThread = 4;

    [ThreadStatic]
    private static double[]? t_sums;

    /// <summary>
    /// The Euclidean norm of all gradients together, summed in double in an order that does not depend on the threads. Squares of float32
    /// numbers cannot overflow there, so the norm is finite exactly when every gradient is.
    /// </summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="team">The threads large models are cut over; the shared team unless given.</param>
    public static double Norm(IReadOnlyList<NamedParameter> parameters, ThreadTeam? team = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        int chunks = 0;
        for (int i = 0; i < parameters.Count; i++)
        {
            chunks += NormJob.Chunks(parameters[i].Parameter);
        }

        if (t_sums is null || t_sums.Length < chunks)
        {
            t_sums = new double[chunks];
        }

        double[] sums = t_sums;
        var job = new NormJob(parameters, sums, chunks);
        if (chunks < 2 * ChunksWorthAThread)
        {
            job.Execute(0, 1);
        }
        else
        {
            team ??= ThreadTeam.Shared;
            team.Run(ref job, Math.Min(chunks / ChunksWorthAThread, team.Threads));
        }

        double sum = 0;
        foreach (double part in sums.AsSpan(0, chunks))
        {
            sum += part;
        }

        return Math.Sqrt(sum);
    }

    /// <summary>
    /// The factor that brings a gradient of this norm to at most <paramref name="maxNorm"/>, PyTorch's: min(1, maxNorm / (norm + 1e-6)).
    /// </summary>
    /// <param name="norm">What <see cref="Norm"/> gave.</param>
    /// <param name="maxNorm">The greatest norm, positive.</param>
    /// <returns>The factor; NaN if the norm is not finite, which <see cref="BoundOptimizer.Step"/> refuses.</returns>
    /// <exception cref="ArgumentException"><paramref name="maxNorm"/> is not positive.</exception>
    public static float Scale(double norm, double maxNorm)
    {
        Checks.Positive(maxNorm, nameof(maxNorm));
        return double.IsFinite(norm) ? (float)Math.Min(1, maxNorm / (norm + 1e-6)) : float.NaN;
    }

    /// <summary>Brings every element of every gradient into [-limit, limit]. NaN stays NaN.</summary>
    /// <exception cref="ArgumentException"><paramref name="limit"/> is not positive.</exception>
    public static void ClipValue(IReadOnlyList<NamedParameter> parameters, float limit)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Checks.Positive(limit, nameof(limit));
        Vector256<float> high = Vector256.Create(limit), low = -high;
        for (int i = 0; i < parameters.Count; i++)
        {
            if (!parameters[i].Parameter.Trainable)
            {
                continue;
            }

            Span<float> gradient = parameters[i].Parameter.Gradient.Span;
            Span<Vector256<float>> lanes = MemoryMarshal.Cast<float, Vector256<float>>(gradient);
            foreach (ref Vector256<float> x in lanes)
            {
                x = Vector256.Min(Vector256.Max(x, low), high);
            }

            foreach (ref float x in gradient[(lanes.Length * Vector256<float>.Count)..])
            {
                x = MathF.Min(MathF.Max(x, -limit), limit);
            }
        }
    }

    /// <summary>The name of the first parameter whose gradient has a NaN or an infinity; null where there is none.</summary>
    /// <remarks>Only needed once <see cref="Norm"/> is not finite, which says for nothing that there is one.</remarks>
    public static string? FindNonFinite(IReadOnlyList<NamedParameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        foreach ((string name, Parameter parameter) in parameters)
        {
            if (parameter.Trainable && !double.IsFinite(NormJob.SquareSum(parameter.Gradient.Span)))
            {
                return name;
            }
        }

        return null;
    }
}
