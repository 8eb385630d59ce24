using Unroll.Numerics;

namespace Unroll.Recurrent;

/// <summary>
/// Everything the loop over the steps needs, as plain addresses into the arena of the tape: one direction of one layer.
/// N rows, T steps, P packed rows in all, I inputs, H units, U = H rounded up to whole vectors, C gate columns, K kept values a unit.
/// </summary>
internal unsafe struct DriverFrame
{
    public CellShape Cell;
    public int Rows, Steps, Total, Inputs, Units, UnitStride;

    /// <summary>Floats from one row of the input to the next: I, or more where a stepper reads another layer's states.</summary>
    public int InputStride;

    /// <summary>The units that a part works on, [FirstUnit, EndUnit): all of them unless the parts share the units. Each part has a frame of its own.</summary>
    public int FirstUnit, EndUnit;

    /// <summary>
    /// Where the frame is a segment of longer sequences: its first step and its first packed row among theirs. Addresses and offsets are
    /// the segment's own; only what counts steps or reaches into the caller's tensors needs these.
    /// </summary>
    public int FirstStep, FirstRow;

    /// <summary>How many steps' inputs are multiplied at once, ahead of the steps; 0 where each step multiplies its own.</summary>
    public int ProjectedSteps;

    /// <summary>The packed row that stands first in the gate buffer: 0 for training, else that of the step or of the projected steps under way.</summary>
    public int GateStart;

    /// <summary>Rows from where the states after a step would be to where they are: not 0 only for every other step of a stepper.</summary>
    public int NextShift;

    /// <summary>Whether the values that the backward pass needs are kept, and whether zoneout draws rather than averages.</summary>
    public bool Training, Noisy;

    /// <summary>Whether a probe asks for gates and states.</summary>
    public bool Probed;

    /// <summary>Rows alive at each step [T], the packed row at which each starts [T + 1], items of the rows [N].</summary>
    public int* Alive, Offsets, Items;

    /// <summary>The state buffer's row of each packed row's previous state [P]; only for training.</summary>
    public int* PreviousRows;

    /// <summary>The input [P, I]; null where ids choose rows of a projected table.</summary>
    public float* X;

    /// <summary>Ids [P] and the table [V, Inputs * U] of inputs already multiplied by the input weights.</summary>
    public int* Ids;
    public float* Table;

    /// <summary>Gates and extras: [P, K * U] for training; otherwise [N, K * U] of the current step, or all rows of the projected steps.</summary>
    public float* Gates;

    /// <summary>States: S buffers of [N + P, U], first the initial states.</summary>
    public float* States;

    /// <summary>The hidden states that the hidden weights see: state 0, or its masked copy under recurrent dropout.</summary>
    public float* HiddenInput;

    /// <summary>Inner values, laid out as the gates are [P or N, U].</summary>
    public float* InnerValues;

    /// <summary>Packed weights for the forward pass.</summary>
    public float* PackedBoth, PackedInput, PackedHidden, PackedInner;

    /// <summary>Packed weights for the backward pass: hidden and inner blocks, transposed.</summary>
    public float* PackedHiddenBack, PackedInnerBack;

    /// <summary>Bias [C * U], unit parameters [p * U], gain of the layer norm [C * U] or null.</summary>
    public float* Bias, Unit, Gain;

    /// <summary>Layer norm: normalised pre-activations [P or N, C * U], reciprocal deviations [P or N, C].</summary>
    public float* Normalized, Deviations;

    /// <summary>Recurrent dropout: masks of the rows [N, U] or null.</summary>
    public float* HiddenMask;

    public StateNoise Noise;

    /// <summary>Dropout on the candidate.</summary>
    public CandidateNoise Candidate;

    /// <summary>Whether a state was given: where not, the first step skips the hidden product.</summary>
    public bool HasInitial;

    /// <summary>
    /// The caller's output, from the first column of this direction on: where the loop copies the hidden states to, or null where nothing is
    /// to be copied. Its gradient or null. Rows of both are <see cref="OutputStride"/> floats apart and stand as <see cref="CallerRow"/> says.
    /// </summary>
    public float* Output, OutputGradient;
    public int OutputStride;

    /// <summary>The packed row of each packed row's mirror image [P of all segments] where the direction is reversed, else null.</summary>
    public int* Reverse;

    /// <summary>Backward: gradients of the states [S][N, U].</summary>
    public float* StateGradients;

    /// <summary>Backward: gradients of the unit parameters and of gain and bias under layer norm, a row each: [N, p * U], [N, 2 C * U].</summary>
    public float* UnitGradients, NormGradients;

    /// <summary>Backward: gradients of the hidden state by step [P, U] where a probe asks for them.</summary>
    public float* ProbeStates;

    public readonly bool AllUnits => FirstUnit == 0 && EndUnit == UnitStride;

    public readonly nint GateStride => (nint)Cell.Kept * UnitStride;

    public readonly nint StateStride => (nint)(Rows + Total) * UnitStride;

    public readonly nint StateGradientStride => (nint)Rows * UnitStride;

    /// <summary>The row of the gate buffer for a packed position.</summary>
    public readonly nint GateRow(int step, int row) => Offsets[step] - GateStart + row;

    /// <summary>The row of the state buffers that holds the states before a step.</summary>
    public readonly nint PreviousRow(int step, int row) => step == 0 ? row : Rows + Offsets[step - 1] + row;

    /// <summary>The row of the state buffers that holds the states after a step.</summary>
    public readonly nint NextRow(int step, int row) => Rows + Offsets[step] + row + NextShift;

    /// <summary>
    /// The caller's packed row for a packed position of the frame. Turning back is its own inverse: the row that a position came from is the
    /// row that it goes to.
    /// </summary>
    public readonly nint CallerRow(nint position) => Reverse == null ? FirstRow + position : Reverse[FirstRow + position];

    /// <summary>Units are shared out in whole panels and in whole lanes of eight.</summary>
    public static int UnitGrain => Math.Max(8, Panels.Columns);

    /// <summary>Leaves a part its share of the units.</summary>
    public void ShareUnits(int part, int parts)
    {
        int grains = UnitStride / UnitGrain;
        FirstUnit = grains * part / parts * UnitGrain;
        EndUnit = grains * (part + 1) / parts * UnitGrain;
    }

    /// <summary>
    /// The product of a step's rows with blocks of U columns, for the units of this part: the panels start at the first block, as do
    /// Init and C.
    /// </summary>
    public readonly void Multiply(int rows, in TileOperands o, int blocks)
    {
        if (AllUnits)
        {
            Panels.Multiply(rows, o, blocks * UnitStride);
            return;
        }

        nint panelRows = o.PanelRows != 0 ? o.PanelRows : o.Length0 + o.Length1;
        for (int b = 0; b < blocks; b++)
        {
            TileOperands p = o;
            nint at = ((nint)b * UnitStride) + FirstUnit;
            p.PanelRows = panelRows;
            p.Panel += at * panelRows;
            p.C += at;
            p.Init = o.Init == null ? null : o.Init + at;
            Panels.Multiply(rows, p, EndUnit - FirstUnit);
        }
    }
}
