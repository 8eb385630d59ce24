using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Recipes;

/// <summary>
/// A recursive network (Pollack 1990): the same layer joins two children at every node of a tree. Task: formulas of `and`, `or` and `xor` over
/// true and false.
/// </summary>
internal sealed class RecursiveToy : ChapterToy
{
    private const int Width = 16, Depth = 3, TestDepth = 5;
    private readonly Embedding _symbols;
    private readonly Linear _join, _output;

    public RecursiveToy(ulong seed)
    {
        _symbols = AddModule("symbols", new Embedding(5, Width));
        _join = AddModule("join", new Linear(3 * Width, 2 * Width));
        _output = AddModule("output", new Linear(Width, 2));
        Down = AddModule("down", new Linear(2 * Width, Width));
        Initialize(seed);
    }

    private Linear Down { get; }

    public override string Section => "10.6";

    public override string Name => "recursive network";

    public override string Task => $"value of a formula; trained on trees of depth {Depth}, tested on depth {TestDepth}";

    public override string Metric => "accuracy";

    public override double Baseline => 0.5;

    public override int Steps => 1500;

    public override string Tweaks => "a hidden layer inside each node; the operator is an input of the node; every inner node is asked for its value";

    public override IReadOnlyList<DataFlow> DataFlow =>
    [
        new("left child", "join", FlowTime.Once, $"[N, {Width}]"), new("right child", "join", FlowTime.Once, $"[N, {Width}]"),
        new("operator", "symbols", FlowTime.Once), new("symbols", "join", FlowTime.Once), new("join", "down", FlowTime.Once),
        new("down", "node", FlowTime.Once), new("node", "output", FlowTime.Once), new("output", "value", FlowTime.Once),
    ];

    public override Tensor Loss(Tape tape, RngSequence random, int rows)
    {
        var logits = new List<Tensor>();
        var right = new List<int>();
        Evaluate(tape, random, rows, Depth, (node, values) =>
        {
            logits.Add(_output.Forward(tape, node));
            right.AddRange(values);
        });
        return tape.CrossEntropy(tape.Concatenate([.. logits], 0), [.. right]).Loss;
    }

    public override double Measure(RngSequence random)
    {
        const int rows = 1000;
        var tape = new Tape();
        (Tensor root, int[] values) = Evaluate(tape, random, rows, TestDepth, static (_, _) => { });
        return Choose(_output.Forward(tape, root)).Zip(values, (a, b) => a == b ? 1.0 : 0).Average();
    }

    /// <summary>Full trees, one a row: all rows have the same form, so that a node of all of them is one product.</summary>
    private (Tensor Node, int[] Values) Evaluate(Tape tape, RngSequence random, int rows, int depth, Action<Tensor, int[]> visit)
    {
        if (depth == 0)
        {
            int[] leaves = [.. Enumerable.Range(0, rows).Select(_ => random.NextInt(2))];
            return (_symbols.Forward(tape, leaves), leaves);
        }

        (Tensor left, int[] a) = Evaluate(tape, random, rows, depth - 1, visit);
        (Tensor right, int[] b) = Evaluate(tape, random, rows, depth - 1, visit);
        int[] operators = [.. Enumerable.Range(0, rows).Select(_ => random.NextInt(3))];
        int[] values = [.. operators.Select((o, r) => o == 0 ? a[r] & b[r] : o == 1 ? a[r] | b[r] : a[r] ^ b[r])];
        Tensor joined = tape.Concatenate([left, right, _symbols.Forward(tape, Array.ConvertAll(operators, o => o + 2))]);
        Tensor node = tape.Tanh(Down.Forward(tape, tape.Tanh(_join.Forward(tape, joined))));
        visit(node, values);
        return (node, values);
    }
}
