namespace Unroll.Recipes;

/// <summary>
/// The network of deeplearning.ai's course 5, week 1, as its assignment writes it, in double: a' = tanh(Wax x + Waa a + b),
/// y = softmax(Wya a' + by), with the loss of a name summed over its letters, gradients cut to ±5 and plain gradient descent.
/// </summary>
/// <param name="units">Units n_a of the hidden state.</param>
/// <param name="letters">Letters of the alphabet, the line end being the first.</param>
internal sealed class CourseNetwork(int units, int letters)
{
    /// <summary>Weights [units, letters], [units, units], [letters, units], [units], [letters], row by row.</summary>
    public double[] Wax { get; } = new double[units * letters];

    /// <inheritdoc cref="Wax"/>
    public double[] Waa { get; } = new double[units * units];

    /// <inheritdoc cref="Wax"/>
    public double[] Wya { get; } = new double[letters * units];

    /// <inheritdoc cref="Wax"/>
    public double[] B { get; } = new double[units];

    /// <inheritdoc cref="Wax"/>
    public double[] By { get; } = new double[letters];

    /// <summary>The gradients of the last name, laid out as the weights.</summary>
    public double[] GradientWax { get; } = new double[units * letters];

    /// <inheritdoc cref="GradientWax"/>
    public double[] GradientWaa { get; } = new double[units * units];

    /// <inheritdoc cref="GradientWax"/>
    public double[] GradientWya { get; } = new double[letters * units];

    /// <inheritdoc cref="GradientWax"/>
    public double[] GradientB { get; } = new double[units];

    /// <inheritdoc cref="GradientWax"/>
    public double[] GradientBy { get; } = new double[letters];

    /// <summary>One step of gradient descent on one name.</summary>
    /// <param name="x">What is read, letter by letter; -1 for nothing, the zero vector before the first letter.</param>
    /// <param name="y">What is to come after each.</param>
    /// <param name="state">The hidden state [units] before the name; afterwards that after its last letter.</param>
    /// <param name="rate">The learning rate.</param>
    /// <returns>The loss in nats, summed over the letters.</returns>
    public double Learn(ReadOnlySpan<int> x, ReadOnlySpan<int> y, double[] state, double rate)
    {
        // Forward, keeping the states: a[0] is what came before.
        var a = new double[x.Length + 1][];
        var p = new double[x.Length][];
        a[0] = [.. state];
        double loss = 0;
        for (int t = 0; t < x.Length; t++)
        {
            a[t + 1] = Next(x[t], a[t]);
            p[t] = Probabilities(a[t + 1]);
            loss -= Math.Log(p[t][y[t]]);
        }

        Backward(x, y, a, p);
        Span<double[]> gradients = [GradientWax, GradientWaa, GradientWya, GradientB, GradientBy], weights = [Wax, Waa, Wya, B, By];
        for (int w = 0; w < weights.Length; w++)
        {
            for (int i = 0; i < weights[w].Length; i++)
            {
                weights[w][i] -= rate * Math.Clamp(gradients[w][i], -5, 5);
            }
        }

        a[^1].CopyTo(state, 0);
        return loss;
    }

    /// <summary>Back-propagation through the letters of one name; the state before it gets no gradient.</summary>
    private void Backward(ReadOnlySpan<int> x, ReadOnlySpan<int> y, double[][] a, double[][] p)
    {
        foreach (double[] gradient in (Span<double[]>)[GradientWax, GradientWaa, GradientWya, GradientB, GradientBy])
        {
            Array.Clear(gradient);
        }

        var later = new double[units];
        for (int t = x.Length - 1; t >= 0; t--)
        {
            double[] here = a[t + 1], before = a[t], da = [.. later];
            for (int k = 0; k < letters; k++)
            {
                double dy = p[t][k] - (k == y[t] ? 1 : 0);
                GradientBy[k] += dy;
                for (int j = 0; j < units; j++)
                {
                    GradientWya[(k * units) + j] += dy * here[j];
                    da[j] += dy * Wya[(k * units) + j];
                }
            }

            Array.Clear(later);
            for (int i = 0; i < units; i++)
            {
                double raw = (1 - (here[i] * here[i])) * da[i];
                GradientB[i] += raw;
                if (x[t] >= 0)
                    GradientWax[(i * letters) + x[t]] += raw;
                for (int j = 0; j < units; j++)
                {
                    GradientWaa[(i * units) + j] += raw * before[j];
                    later[j] += raw * Waa[(i * units) + j];
                }
            }
        }
    }

    /// <summary>The hidden state after one more letter.</summary>
    public double[] Next(int letter, double[] before)
    {
        var next = new double[units];
        for (int i = 0; i < units; i++)
        {
            double sum = B[i] + (letter >= 0 ? Wax[(i * letters) + letter] : 0);
            for (int j = 0; j < units; j++)
            {
                sum += Waa[(i * units) + j] * before[j];
            }

            next[i] = Math.Tanh(sum);
        }

        return next;
    }

    /// <summary>The probabilities of the next letter.</summary>
    public double[] Probabilities(double[] state)
    {
        var p = new double[letters];
        for (int k = 0; k < letters; k++)
        {
            p[k] = By[k];
            for (int j = 0; j < units; j++)
            {
                p[k] += Wya[(k * units) + j] * state[j];
            }
        }

        double max = p.Max(), total = 0;
        for (int k = 0; k < letters; k++)
        {
            p[k] = Math.Exp(p[k] - max);
            total += p[k];
        }

        for (int k = 0; k < letters; k++)
        {
            p[k] /= total;
        }

        return p;
    }

    /// <summary>The assignment's sampler: it seeds numpy anew for each letter, so that samples of one round share their beginnings.</summary>
    /// <returns>Letters, the line end at the end included.</returns>
    public IReadOnlyList<int> Sample(uint seed)
    {
        const int Longest = 50, LineEnd = 0;
        var name = new List<int>();
        var state = new double[units];
        int letter = -1;
        for (uint counter = 0; letter != LineEnd && counter < Longest; counter++)
        {
            state = Next(letter, state);
            letter = NumpyDraws.Choice(new NumpyRandom(seed + (2 * counter)), Probabilities(state));
            name.Add(letter);
        }

        if (letter != LineEnd)
            name.Add(LineEnd);
        return name;
    }
}
