using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Data.Strokes;
using Unroll.Decoding;
using Unroll.Losses;
using Unroll.Models;
using Unroll.Numerics;
using Unroll.Optimizers;
using Unroll.Recurrent;
using Unroll.Tensors;
using Unroll.Tests.Autograd;
using Unroll.Training;

namespace Unroll.Tests.Models;

public sealed class SketchModelTests
{
    private static readonly SketchModelOptions Small = new() { EncoderUnits = 9, DecoderUnits = 14, Latent = 6, Mixtures = 3, CandidateDropout = 0 };

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(20)]
    public void TheMixtureIsItsEquationsAndItsGradientTheirs(int mixtures)
    {
        const int Rows = 5;
        Tensor outputs = GradientCheck.Noise(4, Rows, (6 * mixtures) + 3), targets = Targets(Rows);
        GradientCheck.Loss((t, x) => t.SketchMixture(x, targets, 7).Loss, x => Naive(x, targets.ToArray(), mixtures) / 7, outputs);
        var tape = new Tape();
        SketchLossResult result = tape.SketchMixture(outputs, targets, 7);
        Assert.Equal((result.Movements + result.Pen) / 7, result.Loss.Scalar, 1e-4);
    }

    [Fact]
    public void FarMovementsAndExtremeCorrelationsStayFinite()
    {
        var tape = new Tape { Recording = true };
        Tensor outputs = Tensor.From([0, 0, 0, 0, 1000, -1000, -8, -8, 12], 1, 9), targets = Tensor.From([-500, 3, 1, 0, 0], 1, 5);
        outputs.RequiresGradient = true;
        SketchLossResult result = tape.SketchMixture(outputs, targets, 1);
        tape.Backward(result.Loss);
        Assert.True(double.IsFinite(result.Movements));
    }

    [Fact]
    public void HostileArgumentsAreNamed()
    {
        var tape = new Tape { Recording = true };
        Messages.Throws("SketchMixture: expected `outputs` of 6 M + 3 columns, got shape [2, 10]", () => tape.SketchMixture(GradientCheck.Noise(1, 2, 10), Targets(2), 1));
        Messages.Throws("SketchMixture: expected `targets` of shape [2, 5], got [3, 5]", () => tape.SketchMixture(GradientCheck.Noise(1, 2, 9), Targets(3), 1));
        Messages.Throws("SketchMixture: expected a positive `divisor`, got 0", () => tape.SketchMixture(GradientCheck.Noise(1, 2, 9), Targets(2), 0));
    }

    [Theory]
    [InlineData(SketchDecoder.Lstm, true)]
    [InlineData(SketchDecoder.LayerNormLstm, true)]
    [InlineData(SketchDecoder.HyperLstm, true)]
    [InlineData(SketchDecoder.Lstm, false)]
    [InlineData(SketchDecoder.HyperLstm, false)]
    public void TheLossOfABatchIsTheMeanOfItsSketches(SketchDecoder decoder, bool conditional)
    {
        Sketch[] sketches = [.. Enumerable.Range(0, 5).Select(i => Drawing(i, 3 + (4 * i)))];
        var model = new SketchModel(Small with { Decoder = decoder, Conditional = conditional });
        (double all, double kl) = SketchTask.Evaluate(model, sketches, 30);

        // Latent vectors are drawn by the place of a sketch, here always the first: the divergence does not see them.
        double alone = sketches.Average(s => SketchTask.Evaluate(model, [s], 30).Divergence);
        Assert.Equal(alone, kl, 1e-5);
        if (!conditional)
        {
            Assert.Equal(sketches.Average(s => SketchTask.Evaluate(model, [s], 30).Reconstruction), all, 1e-5);
        }
    }

    [Theory]
    [InlineData(SketchDecoder.Lstm)]
    [InlineData(SketchDecoder.LayerNormLstm)]
    [InlineData(SketchDecoder.HyperLstm)]
    public void StepsWithCarriedStatesAreTheWhole(SketchDecoder decoder)
    {
        var model = new SketchModel(Small with { Decoder = decoder });
        var tape = new Tape();
        Tensor strokes = GradientCheck.Noise(5, 6, 5), latent = GradientCheck.Noise(6, 1, 6);
        float[] whole = model.Decode(tape, SequenceLayout.Dense(1, 6), strokes, latent, model.Start(tape, latent), out _).ToArray();
        RecurrentStates? states = model.Start(tape, latent)?.Detach();
        for (int t = 0; t < 6; t++)
        {
            Tensor output = model.Decode(tape, SequenceLayout.Dense(1, 1), Tensor.From(strokes.Span.Slice(t * 5, 5), 1, 5), latent, states, out RecurrentStates next);
            states = next.Detach();
            for (int i = 0; i < output.Count; i++)
            {
                Assert.Equal(whole[(t * output.Count) + i], output[i], 1e-5f);
            }
        }
    }

    [Theory]
    [InlineData(SketchDecoder.Lstm, true)]
    [InlineData(SketchDecoder.LayerNormLstm, false)]
    [InlineData(SketchDecoder.HyperLstm, true)]
    public void TrainingLowersTheLossAndSamplesAreSketches(SketchDecoder decoder, bool conditional)
    {
        Sketch[] sketches = [.. Enumerable.Range(0, 24).Select(i => Drawing(i, 6 + (i % 5)))];
        var model = new SketchModel(Small with { Decoder = decoder, Conditional = conditional, CandidateDropout = 0.1f });
        double before = SketchTask.Evaluate(model, sketches, 12).Reconstruction;
        new Trainer(
            new SketchTask(model, sketches, [], new SketchTaskOptions { LongestSketch = 12 }),
            new TrainerOptions { Epochs = 25, BatchSize = 8, Optimizer = new Adam(5e-3f), ClipValue = 1 }).Fit();
        Assert.True(SketchTask.Evaluate(model, sketches, 12).Reconstruction < before - 0.2);
        var sampler = new SketchSampler(model);
        var random = new RngSequence(3, RandomPurpose.Sampling);
        float[]? latent = conditional ? sampler.Encode(sketches[0]) : null;
        Sketch drawn = sampler.Sample(latent, 0.4, random, 50, new Sketch([.. sketches[0].Points.Take(3)]));
        Assert.InRange(drawn.Length, 3, 50);
        Assert.Equal(sketches[0].Points.Take(3), drawn.Points.Take(3));
        Assert.All(drawn.Points, p => Assert.True(float.IsFinite(p.Dx) && float.IsFinite(p.Dy)));
    }

    [Fact]
    public void BetweenTwoVectorsIsOnTheirSphere()
    {
        Assert.Equal([1, 0], SketchSampler.Between([1, 0], [0, 1], 0));
        float[] middle = SketchSampler.Between([1, 0], [0, 1], 0.5);
        Assert.Equal(Math.Sqrt(0.5), middle[0], 1e-6);
        Assert.Equal(1, middle.Sum(v => v * v), 1e-5f);
        Assert.Equal([2, 2], SketchSampler.Between([1, 1], [3, 3], 0.5));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void RecurrentDropoutWithoutLossOfMemoryIsItsEquations(bool training)
    {
        // One unit and one row at a time, by plain loops: the candidate is dropped or, at prediction, taken at its expectation.
        const int Units = 5, Steps = 4, Rows = 3, Inputs = 2;
        const float Rate = 0.4f;
        SequenceLayout layout = SequenceLayout.Dense(Rows, Steps);
        Tensor x = GradientCheck.Noise(1, layout.Total, Inputs), weight = GradientCheck.Noise(2, 4 * Units, Inputs);
        Tensor hidden = GradientCheck.Noise(3, 4 * Units, Units), bias = GradientCheck.Noise(4, 4 * Units);
        foreach (Tensor t in new[] { x, weight, hidden, bias })
        {
            t.RequiresGradient = true;
        }

        (double Loss, float[][] Gradients, float[] Output) Run()
        {
            var tape = new Tape { Recording = true, Training = training, Seed = 7, Step = 3 };
            Tensor y = Cell.Lstm.Run(tape, layout, new RecurrentArguments
            {
                Input = x, InputWeight = weight, HiddenWeight = hidden, Bias = bias, CandidateDropout = Rate,
            }).Output;
            Tensor loss = tape.Sum(tape.Square(y));
            float[] output = y.ToArray();
            double value = loss.Scalar;
            tape.Backward(loss);
            float[][] gradients = [.. new[] { x, weight, hidden, bias }.Select(t => t.Gradient!.ToArray())];
            foreach (Tensor t in new[] { x, weight, hidden, bias })
            {
                t.Gradient!.Span.Clear();
            }

            return (value, gradients, output);
        }

        (_, float[][] slopes, float[] outputs) = Run();
        double[][] mask = Masks(outputs, layout, x, weight, hidden, bias, Units, Inputs, training, Rate);
        Assert.Contains(mask.SelectMany(m => m), m => training ? m == 0 : m < 1);
        double[][] points = [.. new[] { x, weight, hidden, bias }.Select(t => Array.ConvertAll(t.ToArray(), v => (double)v))];
        Assert.Equal(outputs.Sum(v => (double)v * v), Reference(points, mask, Units, Inputs, Rows, Steps), 1e-5);
        for (int k = 0; k < points.Length; k++)
        {
            for (int i = 0; i < points[k].Length; i++)
            {
                double centre = points[k][i];
                points[k][i] = centre + 1e-5;
                double up = Reference(points, mask, Units, Inputs, Rows, Steps);
                points[k][i] = centre - 1e-5;
                double down = Reference(points, mask, Units, Inputs, Rows, Steps);
                points[k][i] = centre;
                Assert.Equal((up - down) / 2e-5, slopes[k][i], 2e-4 * Math.Max(1, Math.Abs(slopes[k][i])));
            }
        }
    }

    [Fact]
    public void ACellWithoutACandidateRefusesIt()
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => new RecurrentLayer(2, new RecurrentOptions(Cell.Gru, 3) { CandidateDropout = 0.1f }));
        Assert.Equal("expected a cell with a candidate, such as lstm, for `candidate-dropout`, got gru", e.Message);
    }

    /// <summary>Finds the masks that explain the outputs: at each step and unit, 0 or 1 while training, the expectation at prediction.</summary>
    private static double[][] Masks(
        float[] outputs, SequenceLayout layout, Tensor x, Tensor weight, Tensor hidden, Tensor bias, int units, int inputs, bool training, float rate)
    {
        int rows = layout.Rows, steps = layout.Steps;
        var masks = new double[layout.Total][];
        for (int r = 0; r < rows; r++)
        {
            double[] h = new double[units], c = new double[units];
            for (int t = 0; t < steps; t++)
            {
                int at = (t * rows) + r;
                masks[at] = new double[units];
                double[] gates = Gates(x.Span.Slice(at * inputs, inputs).ToArray().Select(v => (double)v).ToArray(), h, weight.ToArray().Select(v => (double)v).ToArray(),
                    hidden.ToArray().Select(v => (double)v).ToArray(), bias.ToArray().Select(v => (double)v).ToArray(), units, inputs);
                var next = new double[units];
                for (int u = 0; u < units; u++)
                {
                    double[] choices = training ? [0, 1] : [1 - rate];
                    double best = choices.MinBy(m => Math.Abs(H(gates, c[u], m, u, units).H - outputs[(at * units) + u]));
                    (next[u], c[u]) = H(gates, c[u], best, u, units);
                    Assert.Equal(next[u], outputs[(at * units) + u], 1e-4);
                    masks[at][u] = best;
                }

                h = next;
            }
        }

        return masks;
    }

    private static double Reference(double[][] p, double[][] mask, int units, int inputs, int rows, int steps)
    {
        double loss = 0;
        for (int r = 0; r < rows; r++)
        {
            double[] h = new double[units], c = new double[units];
            for (int t = 0; t < steps; t++)
            {
                int at = (t * rows) + r;
                double[] gates = Gates(p[0][(at * inputs)..((at + 1) * inputs)], h, p[1], p[2], p[3], units, inputs);
                var next = new double[units];
                for (int u = 0; u < units; u++)
                {
                    (next[u], c[u]) = H(gates, c[u], mask[at][u], u, units);
                    loss += next[u] * next[u];
                }

                h = next;
            }
        }

        return loss;
    }

    private static (double H, double C) H(double[] a, double c, double mask, int u, int units)
    {
        double next = (S(a[units + u]) * c) + (S(a[u]) * mask * Math.Tanh(a[(2 * units) + u]));
        return (S(a[(3 * units) + u]) * Math.Tanh(next), next);

        static double S(double v) => 1 / (1 + Math.Exp(-v));
    }

    private static double[] Gates(double[] x, double[] h, double[] weight, double[] hidden, double[] bias, int units, int inputs)
    {
        var a = new double[4 * units];
        for (int g = 0; g < a.Length; g++)
        {
            a[g] = bias[g];
            for (int i = 0; i < inputs; i++)
            {
                a[g] += weight[(g * inputs) + i] * x[i];
            }

            for (int i = 0; i < units; i++)
            {
                a[g] += hidden[(g * units) + i] * h[i];
            }
        }

        return a;
    }

    private static double Naive(double[] x, float[] targets, int m)
    {
        double loss = 0;
        int width = (6 * m) + 3;
        for (int r = 0; r * 5 < targets.Length; r++)
        {
            double[] row = x[(r * width)..((r + 1) * width)];
            double pens = row.Take(3).Sum(Math.Exp), mixture = row.Skip(3).Take(m).Sum(Math.Exp), likelihood = 0;
            for (int k = 0; k < 3; k++)
            {
                loss -= targets[(r * 5) + 2 + k] * Math.Log(Math.Exp(row[k]) / pens);
            }

            for (int j = 0; j < m; j++)
            {
                double pi = Math.Exp(row[3 + j]) / mixture, s1 = Math.Exp(row[3 + (3 * m) + j]), s2 = Math.Exp(row[3 + (4 * m) + j]), rho = Math.Tanh(row[3 + (5 * m) + j]);
                double u = (targets[r * 5] - row[3 + m + j]) / s1, v = (targets[(r * 5) + 1] - row[3 + (2 * m) + j]) / s2;
                double z = (u * u) + (v * v) - (2 * rho * u * v);
                likelihood += pi * Math.Exp(-z / (2 * (1 - (rho * rho)))) / (2 * Math.PI * s1 * s2 * Math.Sqrt(1 - (rho * rho)));
            }

            loss -= targets[(r * 5) + 4] == 1 ? 0 : Math.Log(likelihood);
        }

        return loss;
    }

    private static Tensor Targets(int rows)
    {
        Tensor targets = GradientCheck.Noise(8, rows, 5);
        for (int r = 0; r < rows; r++)
        {
            for (int k = 0; k < 3; k++)
            {
                targets[r, 2 + k] = k == r % 3 ? 1 : 0;
            }
        }

        return targets;
    }

    private static Sketch Drawing(int seed, int length)
    {
        var random = new RngSequence((ulong)seed, RandomPurpose.Data);
        return new Sketch([.. Enumerable.Range(0, length).Select(i => new StrokePoint(
            (i % 2 == 0 ? 1 : -0.5f) + (0.1f * (float)random.NextNormal()), (i % 3 == 0 ? 1 : -0.5f) + (0.1f * (float)random.NextNormal()), i % 4 == 3))]);
    }
}
