namespace Unroll.Recipes;

/// <summary>
/// The numbers that numpy's <c>np.random.seed(s)</c> and <c>np.random.randn</c> give: MT19937 (Matsumoto and Nishimura 1998) seeded by its
/// init_genrand, doubles of 53 bits, and Marsaglia's polar method, which hands out the second number of a pair first and keeps the other.
/// Only for reproducing published numbers; everything else here draws from <see cref="Numerics.RngSequence"/>.
/// </summary>
internal sealed class NumpyRandom
{
    private const int Size = 624, Shift = 397;
    private readonly uint[] _state = new uint[Size];
    private int _next = Size;
    private double? _kept;

    /// <summary>Seeds the generator as <c>np.random.seed(seed)</c> does.</summary>
    public NumpyRandom(uint seed)
    {
        _state[0] = seed;
        for (uint i = 1; i < Size; i++)
        {
            _state[i] = (1812433253u * (_state[i - 1] ^ (_state[i - 1] >> 30))) + i;
        }
    }

    /// <summary>The next 32 bits.</summary>
    public uint NextBits()
    {
        if (_next == Size)
            Refill();
        uint y = _state[_next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >> 18);
    }

    /// <summary>A double in [0, 1): <c>np.random.rand()</c>.</summary>
    public double NextDouble()
    {
        uint high = NextBits() >> 5, low = NextBits() >> 6;
        return ((high * 67108864.0) + low) / 9007199254740992.0;
    }

    /// <summary>A standard normal number: <c>np.random.randn()</c>.</summary>
    public double NextNormal()
    {
        if (_kept is { } kept)
        {
            _kept = null;
            return kept;
        }

        double x, y, square;
        do
        {
            x = (2 * NextDouble()) - 1;
            y = (2 * NextDouble()) - 1;
            square = (x * x) + (y * y);
        }
        while (square is >= 1 or 0);
        double factor = Math.Sqrt(-2 * Math.Log(square) / square);
        _kept = factor * x;
        return factor * y;
    }

    /// <summary>A matrix of normal numbers: <c>np.random.randn(rows, columns)</c>, filled row by row.</summary>
    public Matrix Normal(int rows, int columns)
    {
        var matrix = new Matrix(rows, columns);
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
            {
                matrix[r, c] = NextNormal();
            }
        }

        return matrix;
    }

    /// <summary><c>np.random.randn(rows, columns, steps)</c>: one matrix a step; the steps lie innermost.</summary>
    public Matrix[] Normal(int rows, int columns, int steps)
    {
        Matrix[] all = [.. Enumerable.Range(0, steps).Select(_ => new Matrix(rows, columns))];
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
            {
                foreach (Matrix step in all)
                {
                    step[r, c] = NextNormal();
                }
            }
        }

        return all;
    }

    private void Refill()
    {
        for (int i = 0; i < Size; i++)
        {
            uint y = (_state[i] & 0x80000000) | (_state[(i + 1) % Size] & 0x7fffffff);
            _state[i] = _state[(i + Shift) % Size] ^ (y >> 1) ^ ((y & 1) * 0x9908b0df);
        }

        _next = 0;
    }
}
