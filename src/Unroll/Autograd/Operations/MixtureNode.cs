using Unroll.Losses;
using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Autograd.Operations;

/// <summary>The mixture of bivariate normal distributions and the state of the pen, with the gradient of both in the same pass.</summary>
internal sealed unsafe class MixtureNode : Node
{
    private readonly Tensor _outputs, _loss;
    private readonly float* _slopes;
    private readonly double _divisor;

    private MixtureNode(Tensor outputs, Tensor loss, float* slopes, double divisor)
    {
        _outputs = outputs;
        _loss = loss;
        _slopes = slopes;
        _divisor = divisor;
    }

    public static SketchLossResult Apply(Tape tape, Tensor outputs, Tensor targets, double divisor)
    {
        int rows = outputs.Shape[0], width = outputs.Shape[1];
        Tensor loss = tape.Output(new Shape(), outputs);
        float* slopes = loss.RequiresGradient ? tape.Arena.AllocateFloats(outputs.Count) : null;
        double movements = 0, pen = 0;
        using (tape.Arena.Push())
        {
            double* losses = (double*)tape.Arena.AllocateFloats(4 * (nint)rows);
            var job = new Job
            {
                Rows = rows, Width = width, Mixtures = (width - 3) / 6, Outputs = outputs.Pointer, Targets = targets.Pointer, Slopes = slopes,
                Losses = losses,
            };
            Parts.Run(tape, ref job, 20L * rows * width);
            for (int r = 0; r < rows; r++)
            {
                movements += losses[2 * r];
                pen += losses[(2 * r) + 1];
            }
        }

        loss.Span[0] = (float)((movements + pen) / divisor);
        if (loss.RequiresGradient)
        {
            tape.Record(new MixtureNode(outputs, loss, slopes, divisor));
        }

        return new SketchLossResult(loss, movements, pen);
    }

    public override void Backward(Tape tape)
    {
        if (_loss.Gradient is not null)
        {
            Lanes.AddScaled((float)(_loss.Gradient.Scalar / _divisor), _slopes, tape.GradientOf(_outputs).Pointer, _outputs.Count);
        }
    }

    private struct Job : IJob
    {
        public int Rows, Width, Mixtures;
        public float* Outputs, Targets, Slopes;
        public double* Losses;

        public readonly void Execute(int part, int parts)
        {
            (int from, int to) = Parts.Range(Rows, 1, part, parts);
            int m = Mixtures;
            double* scratch = stackalloc double[Math.Min(m, 256) * 6];
            for (int r = from; r < to; r++)
            {
                float* x = Outputs + ((nint)r * Width);
                float* target = Targets + ((nint)r * 5);
                float* slope = Slopes == null ? null : Slopes + ((nint)r * Width);
                Losses[(2 * r) + 1] = Pen(x, target + 2, slope);
                if (target[4] > 0.5f)
                {
                    Losses[2 * r] = 0;
                    if (slope != null)
                    {
                        new Span<float>(slope + 3, 6 * m).Clear();
                    }
                }
                else if (m <= 256)
                {
                    Losses[2 * r] = Movement(x + 3, target[0], target[1], slope == null ? null : slope + 3, scratch);
                }
                else
                {
                    fixed (double* large = new double[m * 6])
                    {
                        Losses[2 * r] = Movement(x + 3, target[0], target[1], slope == null ? null : slope + 3, large);
                    }
                }
            }
        }

        private static double Pen(float* x, float* target, float* slope)
        {
            double max = Math.Max(x[0], Math.Max(x[1], x[2]));
            double e0 = Math.Exp(x[0] - max), e1 = Math.Exp(x[1] - max), e2 = Math.Exp(x[2] - max), sum = e0 + e1 + e2;
            double loss = Math.Log(sum) - ((target[0] * (x[0] - max)) + (target[1] * (x[1] - max)) + (target[2] * (x[2] - max)));
            if (slope != null)
            {
                slope[0] = (float)((e0 / sum) - target[0]);
                slope[1] = (float)((e1 / sum) - target[1]);
                slope[2] = (float)((e2 / sum) - target[2]);
            }

            return loss;
        }

        /// <summary>-ln sum_j pi_j N_j, through the logarithm of each term, so that a far movement costs much but not infinitely much.</summary>
        private readonly double Movement(float* x, double dx, double dy, float* slope, double* kept)
        {
            int m = Mixtures;
            double maxLogit = double.NegativeInfinity, maxTerm = double.NegativeInfinity;
            for (int j = 0; j < m; j++)
            {
                maxLogit = Math.Max(maxLogit, x[j]);
            }

            double weights = 0;
            for (int j = 0; j < m; j++)
            {
                weights += Math.Exp(x[j] - maxLogit);
            }

            double logWeights = maxLogit + Math.Log(weights);
            for (int j = 0; j < m; j++)
            {
                // 1 - rho^2 = 1 / cosh^2: exact where rho itself rounds to 1.
                double s1 = x[(3 * m) + j], s2 = x[(4 * m) + j], rho = Math.Tanh(x[(5 * m) + j]);
                double logCosh = LogCosh(x[(5 * m) + j]);
                double u = (dx - x[m + j]) * Math.Exp(-s1), v = (dy - x[(2 * m) + j]) * Math.Exp(-s2);
                double c = Math.Exp(2 * logCosh), z = (u * u) + (v * v) - (2 * rho * u * v);
                double term = x[j] - logWeights - Math.Log(2 * Math.PI) - s1 - s2 + logCosh - (0.5 * c * z);
                kept[j] = term;
                kept[m + j] = u;
                kept[(2 * m) + j] = v;
                kept[(3 * m) + j] = rho;
                kept[(4 * m) + j] = c;
                kept[(5 * m) + j] = z;
                maxTerm = Math.Max(maxTerm, term);
            }

            double sum = 0;
            for (int j = 0; j < m; j++)
            {
                sum += Math.Exp(kept[j] - maxTerm);
            }

            double log = maxTerm + Math.Log(sum);
            for (int j = 0; j < m && slope != null; j++)
            {
                double share = Math.Exp(kept[j] - log), u = kept[m + j], v = kept[(2 * m) + j], rho = kept[(3 * m) + j];
                double c = kept[(4 * m) + j], z = kept[(5 * m) + j];
                slope[j] = (float)(Math.Exp(x[j] - logWeights) - share);
                slope[m + j] = (float)(-share * c * (u - (rho * v)) * Math.Exp(-x[(3 * m) + j]));
                slope[(2 * m) + j] = (float)(-share * c * (v - (rho * u)) * Math.Exp(-x[(4 * m) + j]));
                slope[(3 * m) + j] = (float)(-share * ((c * u * (u - (rho * v))) - 1));
                slope[(4 * m) + j] = (float)(-share * ((c * v * (v - (rho * u))) - 1));
                slope[(5 * m) + j] = (float)(-share * ((u * v) + (rho * (1 - (c * z)))));
            }

            return -log;
        }

        private static double LogCosh(double x) => Math.Abs(x) + Math.Log((1 + Math.Exp(-2 * Math.Abs(x))) / 2);
    }
}
