namespace Unroll.Autograd.Operations;

/// <summary>The lines of states that one row of CTC works on; each begins one block after its memory does, so that i - 1 may be read.</summary>
internal readonly unsafe struct CtcLines
{
    private const int Pad = 4;
    private readonly double* _memory;
    private readonly int _steps;

    public CtcLines(double* memory, nint line, int steps, int labels, double never)
    {
        _memory = memory;
        _steps = steps;
        Length = line;
        Count = labels;

        // Labels that do not exist are never emitted.
        new Span<double>(Emissions - Pad, (int)line).Fill(never);
        new Span<double>(Skips - Pad, (int)line).Fill(never);
    }

    /// <summary>Doubles of a line.</summary>
    public nint Length { get; }

    /// <summary>The number of labels L.</summary>
    public int Count { get; }

    /// <summary>ln p of each label at one step.</summary>
    public double* Emissions => Line((2 * _steps) + 5);

    /// <summary>0 where label i may follow label i - 1 without a blank.</summary>
    public double* Skips => Line((2 * _steps) + 6);

    /// <summary>1 where label i may follow label i - 1 without a blank, else 0.</summary>
    public double* Factors => Line((2 * _steps) + 7);

    /// <summary>ln of the sum of e^logit of each step.</summary>
    public double* Normalizers => _memory + (((3 * (nint)_steps) + 8) * Length);

    /// <summary>The probabilities of the labels at a step, the blank's at -1.</summary>
    public double* Probabilities(int t) => Line((2 * _steps) + 8 + t);

    /// <summary>The forward variables of the blanks at a step.</summary>
    public double* Blanks(int t) => Line(2 * t);

    /// <summary>The forward variables of the labels at a step.</summary>
    public double* Labels(int t) => Line((2 * t) + 1);

    /// <summary>A line of the backward pass, 0 to 4.</summary>
    public double* Scratch(int k) => Line((2 * _steps) + k);

    /// <summary>Says which labels may follow the one before without a blank.</summary>
    public void FillSkips(int* labels)
    {
        for (int i = 2; i <= Count; i++)
        {
            Skips[i] = labels[i - 1] != labels[i - 2] ? 0 : Skips[0];
        }
    }

    /// <summary>The same as numbers to multiply by.</summary>
    public void FillFactors(int* labels)
    {
        new Span<double>(Factors - Pad, (int)Length).Clear();
        for (int i = 2; i <= Count; i++)
        {
            Factors[i] = labels[i - 1] != labels[i - 2] ? 1 : 0;
        }
    }

    private double* Line(int index) => _memory + (index * Length) + Pad;
}
