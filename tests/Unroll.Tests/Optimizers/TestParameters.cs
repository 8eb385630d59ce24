using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Tests.Optimizers;

/// <summary>Parameters outside any model, and the objective of tests/golden/optimizers.py.</summary>
internal static class TestParameters
{
    /// <summary>Shapes whose sizes are below, at and beside multiples of the eight lanes.</summary>
    public static NamedParameter[] Small() => Make(("matrix", [3, 7]), ("bias", [5]), ("gain", [1]), ("table", [2, 8]));

    public static NamedParameter[] Make(params (string Name, int[] Shape)[] shapes)
    {
        var parameters = new NamedParameter[shapes.Length];
        for (int k = 0; k < shapes.Length; k++)
        {
            var parameter = new Parameter(shapes[k].Name, new Shape(shapes[k].Shape), Initializer.Zero);
            for (int i = 0; i < parameter.Value.Count; i++)
            {
                parameter.Value[i] = (float)(1.5 * Math.Sin((1.7 * i) + k + 0.3));
            }

            parameters[k] = new NamedParameter(shapes[k].Name, parameter);
        }

        return parameters;
    }

    /// <summary>Sets every gradient to that of the Rosenbrock chain, computed in double and rounded once.</summary>
    public static void SetGradients(NamedParameter[] parameters)
    {
        foreach ((_, Parameter parameter) in parameters)
        {
            Span<float> x = parameter.Value.Span, g = parameter.Gradient.Span;
            for (int i = 0; i < x.Length; i++)
            {
                double sum = (0.5 + (0.1 * i)) * (x[i] - 0.4);
                if (i > 0)
                {
                    sum += x[i] - ((double)x[i - 1] * x[i - 1]);
                }

                if (i + 1 < x.Length)
                {
                    sum -= 2.0 * x[i] * (x[i + 1] - ((double)x[i] * x[i]));
                }

                g[i] = (float)sum;
            }
        }
    }

    public static float[] Values(NamedParameter[] parameters) => [.. parameters.SelectMany(p => p.Parameter.Value.ToArray())];

    public static uint[] Bits(NamedParameter[] parameters) => [.. Values(parameters).Select(BitConverter.SingleToUInt32Bits)];

    /// <summary>Gradients without pattern, of both signs and several magnitudes.</summary>
    public static void SetNoise(NamedParameter[] parameters, int seed)
    {
        var random = new Random(seed);
        foreach ((_, Parameter parameter) in parameters)
        {
            foreach (ref float g in parameter.Gradient.Span)
            {
                g = (float)(Math.Pow(10, -3 * random.NextDouble()) * (random.NextDouble() - 0.5));
            }
        }
    }
}
