using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Recipes;

/// <summary>
/// Explicit memory: eight pairs of a letter and a digit, then a letter; answer its digit. With a memory each pair is a cell that is found by
/// its content, softly (as memory networks and neural Turing machines read: Weston et al. 2014, Graves et al. 2014); beside it a GRU that must
/// hold all pairs in its state.
/// </summary>
internal sealed class MemoryToy : ChapterToy
{
    private const int Pairs = 8, Letters = 20, Width = 16, Units = 64;
    private readonly Embedding _letters, _digits;
    private readonly Linear _output;
    private readonly RecurrentLayer? _recurrent;

    public MemoryToy(bool memory, ulong seed)
    {
        _letters = AddModule("letters", new Embedding(Letters, Width));
        _digits = AddModule("digits", new Embedding(11, Width));
        _recurrent = memory ? null : AddModule("rnn", new RecurrentLayer(2 * Width, new RecurrentOptions(Cell.Gru, Units)));
        _output = AddModule("output", new Linear(memory ? Width : Units, 10));
        Initialize(seed);
    }

    public override string Section => "10.12";

    public override string Name => _recurrent is null ? "memory found by content" : "the same with a GRU, no memory";

    public override string Task => $"{Pairs} pairs of letter and digit, then a letter: its digit";

    public override string Metric => "accuracy";

    public override double Baseline => 0.1;

    public override string Tweaks => _recurrent is null ? "writing is given (a cell a pair), reading is learned; one read" : $"{Units} units";

    public override IReadOnlyList<DataFlow> DataFlow => _recurrent is null
        ?
        [
            new("letter asked", "letters", FlowTime.Once), new("letters", "address", FlowTime.Once),
            new("letter of each cell", "address", FlowTime.AllSteps, $"[N, {Width}]"),
            new("address", "read", FlowTime.Once, $"[N, {Pairs}]"), new("digit of each cell", "read", FlowTime.AllSteps, $"[N, {Width}]"),
            new("read", "output", FlowTime.Once), new("output", "digit", FlowTime.Once),
        ]
        :
        [
            new("letter", "letters"), new("digit", "digits"), new("letters", "rnn"), new("digits", "rnn"),
            new("rnn", "output", FlowTime.LastStep), new("output", "digit out", FlowTime.Once),
        ];

    public override Tensor Loss(Tape tape, RngSequence random, int rows)
    {
        Problem problem = Problem.Draw(random, rows);
        return tape.CrossEntropy(Logits(tape, problem), problem.Answers).Loss;
    }

    public override double Measure(RngSequence random)
    {
        Problem problem = Problem.Draw(random, 1000);
        return Choose(Logits(new Tape(), problem)).Zip(problem.Answers, (a, b) => a == b ? 1.0 : 0).Average();
    }

    private Tensor Logits(Tape tape, Problem problem)
    {
        int rows = problem.Asked.Length;
        if (_recurrent is not null)
        {
            // Step by step; the last step asks, with the digit 10 for "which?".
            int[] letters = [.. Enumerable.Range(0, Pairs).SelectMany(t => problem.Letters.Select(l => l[t])), .. problem.Asked];
            int[] digits = [.. Enumerable.Range(0, Pairs).SelectMany(t => problem.Digits.Select(d => d[t])), .. Enumerable.Repeat(10, rows)];
            Tensor input = tape.Concatenate([_letters.Forward(tape, letters), _digits.Forward(tape, digits)]);
            return _output.Forward(tape, _recurrent.Forward(tape, SequenceLayout.Dense(rows, Pairs + 1), input).Final[0][0]);
        }

        Tensor keys = tape.Reshape(_letters.Forward(tape, [.. problem.Letters.SelectMany(l => l)]), rows, Pairs, Width);
        Tensor values = tape.Reshape(_digits.Forward(tape, [.. problem.Digits.SelectMany(d => d)]), rows, Pairs, Width);
        Tensor query = tape.Reshape(_letters.Forward(tape, problem.Asked), rows, 1, Width);
        Tensor address = tape.Softmax(tape.BatchedMatMul(query, keys, transposeB: true));
        return _output.Forward(tape, tape.Reshape(tape.BatchedMatMul(address, values), rows, Width));
    }

    /// <summary>Letters [rows][pairs] without repetition, their digits, and the letters asked for.</summary>
    private sealed record Problem(int[][] Letters, int[][] Digits, int[] Asked, int[] Answers)
    {
        public static Problem Draw(RngSequence random, int rows)
        {
            int[][] letters = new int[rows][], digits = new int[rows][];
            int[] asked = new int[rows], answers = new int[rows];
            for (int r = 0; r < rows; r++)
            {
                int[] all = [.. Enumerable.Range(0, MemoryToy.Letters)];
                random.Shuffle<int>(all);
                letters[r] = all[..Pairs];
                digits[r] = [.. Enumerable.Range(0, Pairs).Select(_ => random.NextInt(10))];
                int place = random.NextInt(Pairs);
                (asked[r], answers[r]) = (letters[r][place], digits[r][place]);
            }

            return new Problem(letters, digits, asked, answers);
        }
    }
}
