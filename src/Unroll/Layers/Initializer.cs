using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>What a parameter starts from. Draws are keyed by the seed and the parameter's name, not by the order of construction.</summary>
public abstract class Initializer
{
    /// <summary>All zeros.</summary>
    public static Initializer Zero { get; } = new ConstantInitializer(0);

    /// <summary>All ones.</summary>
    public static Initializer One { get; } = new ConstantInitializer(1);

    /// <summary>The standard normal distribution, PyTorch's for embeddings.</summary>
    public static Initializer StandardNormal { get; } = new NormalInitializer(1);

    /// <summary>Fills a tensor.</summary>
    public abstract void Fill(Tensor tensor, RngSequence random);

    /// <summary>One value everywhere.</summary>
    public static Initializer Constant(float value) => new ConstantInitializer(value);

    /// <summary>Normal with the given standard deviation.</summary>
    public static Initializer Normal(float deviation) => new NormalInitializer(deviation);

    /// <summary>Uniform in [-bound, bound).</summary>
    public static Initializer Uniform(float bound) => new UniformInitializer(bound);

    /// <summary>Glorot and Bengio 2010, uniform, for each of <paramref name="blocks"/> matrices stacked along the first axis: bound sqrt(6 / (in + out)).</summary>
    public static Initializer GlorotUniform(int blocks = 1) => new GlorotInitializer(blocks);

    /// <summary>Orthogonal matrices (Saxe et al. 2014), <paramref name="blocks"/> of them stacked along the first axis.</summary>
    public static Initializer Orthogonal(int blocks = 1, float gain = 1) => new OrthogonalInitializer(blocks, gain);

    /// <summary>The identity times a gain, <paramref name="blocks"/> of them stacked along the first axis (for rectified recurrent units: Le et al. 2015).</summary>
    public static Initializer Identity(int blocks = 1, float gain = 1) => new IdentityInitializer(blocks, gain);

    /// <summary>One constant for each of the blocks of a vector, such as LSTM's forget bias.</summary>
    public static Initializer BlockConstants(params float[] values) => new BlockInitializer(values);

    private sealed class ConstantInitializer(float value) : Initializer
    {
        public override void Fill(Tensor tensor, RngSequence random) => tensor.Span.Fill(value);
    }

    private sealed class BlockInitializer(float[] values) : Initializer
    {
        public override void Fill(Tensor tensor, RngSequence random)
        {
            int block = tensor.Count / values.Length;
            for (int b = 0; b < values.Length; b++)
            {
                tensor.Span.Slice(b * block, block).Fill(values[b]);
            }
        }
    }

    private sealed class IdentityInitializer(int blocks, float gain) : Initializer
    {
        public override void Fill(Tensor tensor, RngSequence random)
        {
            int rows = tensor.Shape[0] / blocks, columns = tensor.Count / tensor.Shape[0];
            tensor.Span.Clear();
            for (int b = 0; b < blocks; b++)
            {
                for (int i = 0; i < Math.Min(rows, columns); i++)
                {
                    tensor.Span[(((b * rows) + i) * columns) + i] = gain;
                }
            }
        }
    }

    private sealed class NormalInitializer(float deviation) : Initializer
    {
        public override void Fill(Tensor tensor, RngSequence random)
        {
            foreach (ref float x in tensor.Span)
            {
                x = deviation * (float)random.NextNormal();
            }
        }
    }

    private sealed class UniformInitializer(float bound) : Initializer
    {
        public override void Fill(Tensor tensor, RngSequence random)
        {
            foreach (ref float x in tensor.Span)
            {
                x = bound * ((2 * random.NextFloat()) - 1);
            }
        }
    }

    private sealed class GlorotInitializer(int blocks) : Initializer
    {
        public override void Fill(Tensor tensor, RngSequence random)
        {
            int fanOut = tensor.Shape[0] / blocks;
            float bound = MathF.Sqrt(6f / (fanOut + (tensor.Count / tensor.Shape[0])));
            foreach (ref float x in tensor.Span)
            {
                x = bound * ((2 * random.NextFloat()) - 1);
            }
        }
    }

    /// <summary>Gram-Schmidt, twice for accuracy, on the shorter side of a normal matrix, in double.</summary>
    private sealed class OrthogonalInitializer(int blocks, float gain) : Initializer
    {
        public override void Fill(Tensor tensor, RngSequence random)
        {
            int rows = tensor.Shape[0] / blocks, columns = tensor.Count / tensor.Shape[0];
            bool tall = rows > columns;
            int vectors = Math.Min(rows, columns), length = Math.Max(rows, columns);
            double[][] basis = [.. Enumerable.Range(0, vectors).Select(_ => new double[length])];
            for (int b = 0; b < blocks; b++)
            {
                Fill(basis, length, random);
                Span<float> block = tensor.Span.Slice(b * rows * columns, rows * columns);
                for (int v = 0; v < vectors; v++)
                {
                    for (int i = 0; i < length; i++)
                    {
                        block[tall ? (i * columns) + v : (v * columns) + i] = gain * (float)basis[v][i];
                    }
                }
            }
        }

        private static void Fill(double[][] basis, int length, RngSequence random)
        {
            for (int v = 0; v < basis.Length; v++)
            {
                double[] vector = basis[v];
                for (int i = 0; i < length; i++)
                {
                    vector[i] = random.NextNormal();
                }

                for (int pass = 0; pass < 2; pass++)
                {
                    for (int w = 0; w < v; w++)
                    {
                        double along = 0;
                        for (int i = 0; i < length; i++)
                        {
                            along += vector[i] * basis[w][i];
                        }

                        for (int i = 0; i < length; i++)
                        {
                            vector[i] -= along * basis[w][i];
                        }
                    }
                }

                double norm = Math.Sqrt(vector.Sum(x => x * x));
                for (int i = 0; i < length; i++)
                {
                    vector[i] /= norm;
                }
            }
        }
    }
}
