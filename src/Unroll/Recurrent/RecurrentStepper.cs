using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Recurrent;

/// <summary>
/// Runs a recurrent stack one step at a time for generating and streaming: it holds the states and the packed weights, records nothing and
/// allocates nothing. A step gives the same bits as <see cref="RecurrentLayer.Forward"/> over the whole sequence does.
/// </summary>
/// <remarks>
/// The weights are those of the moment it was made: make a new one after training on. Noise is off, as at prediction. One thread at a time
/// steps a stepper; several steppers of one layer may run at once and share its packed weights. Where the weights are large, the units are
/// shared between the threads of the team.
/// </remarks>
public sealed unsafe class RecurrentStepper
{
    private readonly RecurrentLayer _layer;
    private readonly LayerStepper[] _layers;
    private readonly ThreadTeam _team;
    private readonly Arena _memory = new();
    private readonly float* _input;
    private readonly int* _meetings;
    private readonly float[] _output;
    private readonly int _parts, _vocabulary;

    /// <summary>A stepper whose input is features.</summary>
    /// <param name="layer">The stack; not bidirectional.</param>
    /// <param name="rows">How many sequences go forward together.</param>
    /// <param name="team">The threads; the shared team unless given.</param>
    /// <exception cref="ArgumentException">The layer is bidirectional, or <paramref name="rows"/> is not positive.</exception>
    public RecurrentStepper(RecurrentLayer layer, int rows = 1, ThreadTeam? team = null)
        : this(layer, null, rows, team)
    {
    }

    /// <summary>A stepper whose input is ids: the table is multiplied by the first layer's input weights once, here.</summary>
    /// <param name="layer">The stack; not bidirectional.</param>
    /// <param name="table">The embedding table [vocabulary, I].</param>
    /// <param name="rows">How many sequences go forward together.</param>
    /// <param name="team">The threads; the shared team unless given.</param>
    /// <exception cref="ArgumentException">
    /// The layer is bidirectional, the table is not [vocabulary, I], or <paramref name="rows"/> is not positive.
    /// </exception>
    public RecurrentStepper(RecurrentLayer layer, Tensor? table, int rows = 1, ThreadTeam? team = null)
    {
        if (layer.Options.Bidirectional)
        {
            throw new ArgumentException("a bidirectional layer sees the end of a sequence first: it cannot go step by step", nameof(layer));
        }

        if (rows <= 0)
        {
            throw new ArgumentException($"expected a positive integer for `rows`, got {rows}");
        }

        if (table is not null && (table.Shape.Rank != 2 || table.Shape[1] != layer.Inputs))
        {
            throw new ArgumentException($"expected a table of shape [vocabulary, {layer.Inputs}], got {table.Shape}");
        }

        _layer = layer;
        _team = team ?? ThreadTeam.Shared;
        Rows = rows;
        _vocabulary = table?.Shape[0] ?? 0;
        _layers = new LayerStepper[layer.Options.Layers];
        for (int i = 0; i < _layers.Length; i++)
        {
            Tensor? projected = i == 0 && table is not null ? Project(table, layer.WeightsOf(0).InputWeight!) : null;
            _layers[i] = layer.Options.Cell.NewStepper(layer, i, rows, projected);
        }

        _input = _memory.AllocateFloats((nint)rows * layer.Inputs);
        _layers[0].Frame.X = table is null ? _input : null;
        for (int i = 1; i < _layers.Length; i++)
        {
            _layers[i].Frame.InputStride = _layers[i - 1].Frame.UnitStride;
        }

        _output = GC.AllocateArray<float>(rows * layer.Options.Units, pinned: true);
        _parts = Parts();
        int integers = SpinBarrier.Integers(_parts);
        _meetings = _memory.AllocateInts(integers);
        new Span<int>(_meetings, integers).Clear();
        Reset();
    }

    /// <summary>How many sequences go forward together.</summary>
    public int Rows { get; }

    /// <summary>The hidden states of the last layer after the last step, [rows, H]; valid until the next step.</summary>
    public ReadOnlySpan<float> Output => _output;

    /// <summary>The states of every layer, each [rows, H]: a copy, for <see cref="Load"/> or for <see cref="RecurrentLayer.Forward"/>.</summary>
    public RecurrentStates Save()
    {
        var states = new Tensor[_layers.Length][];
        for (int i = 0; i < states.Length; i++)
        {
            states[i] = new Tensor[_layers[i].Frame.Cell.States];
            for (int k = 0; k < states[i].Length; k++)
            {
                states[i][k] = Tensor.Zeros(Rows, _layer.Options.Units);
                for (int r = 0; r < Rows; r++)
                {
                    _layers[i].State(k, r).CopyTo(states[i][k].Span[(r * _layer.Options.Units)..]);
                }
            }
        }

        return new RecurrentStates(states);
    }

    /// <summary>Goes on from the given states, such as those that <see cref="RecurrentLayer.Forward"/> ended with over a prefix.</summary>
    /// <param name="states">By layer, then by state, each [rows, H]; or [1, H], from which every row then starts.</param>
    /// <exception cref="ArgumentException">The states are not those of this stack and number of rows.</exception>
    public void Load(RecurrentStates states)
    {
        Expect("layers", _layers.Length, states.Count);
        int units = _layer.Options.Units;
        for (int i = 0; i < _layers.Length; i++)
        {
            Tensor[] of = states[i];
            Expect("states", _layers[i].Frame.Cell.States, of.Length);
            foreach (Tensor state in of)
            {
                if (state.Shape.Rank != 2 || state.Shape[1] != units || (state.Shape[0] != Rows && state.Shape[0] != 1))
                {
                    throw new ArgumentException($"expected states of shape [{Rows}, {units}], got {state.Shape}");
                }
            }

            for (int k = 0; k < of.Length; k++)
            {
                for (int r = 0; r < Rows; r++)
                {
                    of[k].Span.Slice(of[k].Shape[0] == 1 ? 0 : r * units, units).CopyTo(_layers[i].State(k, r));
                }
            }
        }
    }

    /// <summary>Back to the first states: zeros, or the learned ones.</summary>
    public void Reset()
    {
        for (int i = 0; i < _layers.Length; i++)
        {
            IReadOnlyList<Tensor> first = _layer.FirstStatesOf(i);
            for (int k = 0; k < _layers[i].Frame.Cell.States; k++)
            {
                for (int r = 0; r < Rows; r++)
                {
                    Span<float> state = _layers[i].State(k, r);
                    if (k < first.Count)
                    {
                        first[k].Span.CopyTo(state);
                    }
                    else
                    {
                        state.Clear();
                    }
                }
            }
        }
    }

    /// <summary>Row r goes on from the states that row <paramref name="rows"/>[r] has now: the survivors of a beam.</summary>
    /// <param name="rows">A row for each row; one may stand several times.</param>
    /// <exception cref="ArgumentException">There are not as many as rows, or one is out of range.</exception>
    public void Select(ReadOnlySpan<int> rows)
    {
        Expect("rows", Rows, rows.Length);
        foreach (int row in rows)
        {
            if ((uint)row >= (uint)Rows)
            {
                throw new ArgumentException($"row {row} is not in [0, {Rows})");
            }
        }

        // The rows after the step serve as the second copy: they are written anew by the next one.
        foreach (LayerStepper layer in _layers)
        {
            DriverFrame f = layer.Frame;
            for (int k = 0; k < f.Cell.States; k++)
            {
                float* states = f.States + (k * f.StateStride), after = layer.After(k);
                for (int r = 0; r < Rows; r++)
                {
                    new ReadOnlySpan<float>(states + (rows[r] * (nint)f.UnitStride), f.UnitStride)
                        .CopyTo(new Span<float>(after + (r * (nint)f.UnitStride), f.UnitStride));
                }
            }

            layer.Advance();
        }
    }

    /// <summary>One step.</summary>
    /// <param name="input">Features [rows, I].</param>
    /// <returns>The hidden states of the last layer, [rows, H]; valid until the next step.</returns>
    /// <exception cref="ArgumentException">The number of features is wrong, or the stepper takes ids.</exception>
    public ReadOnlySpan<float> Step(scoped ReadOnlySpan<float> input)
    {
        if (_vocabulary > 0)
        {
            throw new ArgumentException("this stepper was made with a table: it takes ids");
        }

        Expect("features", Rows * _layer.Inputs, input.Length);
        input.CopyTo(new Span<float>(_input, input.Length));
        return Run();
    }

    /// <summary>One step.</summary>
    /// <param name="ids">An id for each row.</param>
    /// <returns>The hidden states of the last layer, [rows, H]; valid until the next step.</returns>
    /// <exception cref="ArgumentException">There are not as many ids as rows, one is not in the vocabulary, or the stepper takes features.</exception>
    public ReadOnlySpan<float> Step(scoped ReadOnlySpan<int> ids)
    {
        if (_vocabulary == 0)
        {
            throw new ArgumentException("this stepper was made without a table: it takes features");
        }

        Expect("ids", Rows, ids.Length);
        int* to = _layers[0].Frame.Ids;
        for (int r = 0; r < ids.Length; r++)
        {
            if ((uint)ids[r] >= (uint)_vocabulary)
            {
                throw new ArgumentException($"id {ids[r]} is not in [0, {_vocabulary})");
            }

            to[r] = ids[r];
        }

        return Run();
    }

    /// <summary>One step of a single sequence.</summary>
    /// <param name="id">The id.</param>
    /// <returns>The hidden state of the last layer, [H]; valid until the next step.</returns>
    /// <exception cref="ArgumentException">As for several ids.</exception>
    public ReadOnlySpan<float> Step(int id) => Step([id]);

    private static Tensor Project(Tensor table, Tensor weights)
    {
        var tape = new Tape();
        Tensor projected = tape.Linear(table, weights).Clone();
        return projected;
    }

    private static void Expect(string what, int expected, int got)
    {
        if (expected != got)
        {
            throw new ArgumentException($"expected {expected} {what}, got {got}");
        }
    }

    private ReadOnlySpan<float> Run()
    {
        for (int i = 1; i < _layers.Length; i++)
        {
            _layers[i].Frame.X = _layers[i - 1].After(0);
        }

        var job = new StepJob { Layers = _layers };
        if (_parts > 1)
        {
            job.Barrier = new SpinBarrier(_meetings, _parts);
        }

        if (_parts == 1 || !_team.TryRunTogether(ref job, _parts))
        {
            job.Execute(0, 1);
        }

        foreach (LayerStepper layer in _layers)
        {
            layer.Advance();
        }

        LayerStepper top = _layers[^1];
        int units = _layer.Options.Units;
        for (int r = 0; r < Rows; r++)
        {
            top.State(0, r).CopyTo(_output.AsSpan(r * units, units));
        }

        return _output;
    }

    /// <summary>One part, unless reading the weights costs more than calling the threads and meeting between the layers.</summary>
    private int Parts()
    {
        nint weights = 0;
        foreach (LayerStepper layer in _layers)
        {
            DriverFrame f = layer.Frame;
            if (f.Gain != null || f.Noise.Active || f.Candidate.Rate > 0)
            {
                return 1;
            }

            weights += (nint)f.Cell.Columns * f.UnitStride * (f.Inputs + f.Units);
        }

        return Math.Max(1, StepPlan.UnitParts(_team, _team.Threads, in _layers[0].Frame, weights, meetings: 2 + _layers.Length));
    }

    private struct StepJob : IJob
    {
        public LayerStepper[] Layers;
        public SpinBarrier Barrier;

        public readonly void Execute(int part, int parts)
        {
            for (int i = 0; i < Layers.Length; i++)
            {
                // A layer reads what all the parts of the one below have written.
                if (i > 0 && parts > 1)
                {
                    Barrier.SignalAndWait(part);
                }

                Layers[i].Step(part, parts, Barrier);
            }
        }
    }
}
