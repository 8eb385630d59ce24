// Lesson 10: a model of characters, and sampling from it.
// Learn to predict the next character, then feed the network its own predictions: it writes (Karpathy's char-rnn, 2015). You prepare the
// data and draw from the probabilities; a GRU of the engine learns.
//
//     dotnet run lessons/10-character-model.cs
#:project kit/Unroll.Lessons.csproj
using Unroll.Autograd;
using Unroll.Layers;
using Unroll.Lessons;
using Unroll.Losses;
using Unroll.Numerics;
using Unroll.Optimizers;
using Unroll.Recurrent;
using Unroll.Reports.Charts;
using Unroll.Tensors;

var lesson = new Lesson("10", "a model of characters, and sampling from it");
lesson.Check("10a", "what is read and what is to be predicted, for `ab` (1, 2)", () => Pairs([1, 2]), new int[][] { [0, 1, 2], [1, 2, 0] });
double[] logits = [2, 1, 0];
lesson.Check("10b", "probabilities at temperature 1", () => Probabilities(logits, 1), new[] { 0.665241, 0.244728, 0.090031 });
lesson.Check("10b", "at temperature 0.5 they are sharper", () => Probabilities(logits, 0.5), new[] { 0.866814, 0.117310, 0.015876 });
lesson.Check("10c", "a draw at 0.5 of a table of 0.2, 0.5, 0.3", () => Draw([0.2, 0.5, 0.3], 0.5), 1);
lesson.Check("10c", "at 0.19, 0.2 and 0.99", () => new[] { Draw([0.2, 0.5, 0.3], 0.19), Draw([0.2, 0.5, 0.3], 0.2), Draw([0.2, 0.5, 0.3], 0.99) }, new[] { 0, 1, 2 });

if (lesson.AllRight)
{
    // Moons, real ones; id 0 begins and ends a name.
    string[] moons = "io europa ganymede callisto amalthea himalia elara pasiphae sinope lysithea carme ananke leda thebe metis titan rhea iapetus dione tethys enceladus mimas hyperion phoebe janus epimetheus helene telesto calypso atlas prometheus pandora pan daphnis titania oberon umbriel ariel miranda cordelia ophelia bianca cressida desdemona juliet portia rosalind belinda puck caliban sycorax prospero setebos stephano trinculo triton nereid naiad thalassa despina galatea larissa proteus charon nix hydra kerberos styx phobos deimos".Split(' ');
    string alphabet = "." + string.Concat(string.Concat(moons).Distinct().OrderBy(c => c));
    var model = new Writer(alphabet.Length, 48);
    var losses = Train(model, moons.Select(m => m.Select(c => alphabet.IndexOf(c)).ToArray()).ToArray());
    var random = new RngSequence(7, RandomPurpose.Sampling);
    foreach (double temperature in new[] { 0.3, 0.7, 1.0 })
    {
        string line = string.Join(", ", Enumerable.Range(0, 8).Select(_ => Write(model, alphabet, temperature, random)));
        Console.WriteLine($"  temperature {temperature:0.0}: {line}");
        lesson.Text($"temperature {temperature:0.0}: {line}");
    }

    lesson.Picture(
        new LineChart([new("loss", Enumerable.Range(1, losses.Count).Select(s => (double)s).ToArray(), losses)]) { XTitle = "step", YTitle = "cross-entropy", Width = 800 },
        $"Training on {moons.Length} moons; a model that knows nothing has ln {alphabet.Length} = {Math.Log(alphabet.Length):0.00}.");
}

return lesson.Finish();

static List<double> Train(Writer model, int[][] names)
{
    BoundOptimizer optimizer = new Adam(1e-2f).Bind(model.Parameters());
    var tape = new Tape { Recording = true, Training = true };
    var losses = new List<double>();
    int[][][] pairs = names.Select(Pairs).ToArray();
    var layout = new SequenceLayout(pairs.Select(p => p[0].Length).ToArray());
    int[] read = new int[layout.Total], next = new int[layout.Total];
    layout.PackIds(pairs.Select(p => p[0]).ToArray(), read);
    layout.PackIds(pairs.Select(p => p[1]).ToArray(), next);
    for (int step = 0; step < 150; step++)
    {
        tape.Reset();
        Tensor loss = tape.CrossEntropy(model.Forward(tape, layout, read, null).Logits, next).Loss;
        tape.Backward(loss);
        optimizer.Step(1e-2f, GradientClipping.Scale(GradientClipping.Norm(model.Parameters()), 1));
        optimizer.ZeroGradients();
        losses.Add(loss.Scalar);
    }

    return losses;
}

static string Write(Writer model, string alphabet, double temperature, RngSequence random)
{
    var tape = new Tape();
    var layout = SequenceLayout.Dense(1, 1);
    RecurrentStates? states = null;
    string name = "";
    for (int id = 0; name.Length < 20;)
    {
        (Tensor logits, RecurrentStates next) = model.Forward(tape, layout, [id], states);
        id = Draw(Probabilities(Array.ConvertAll(logits.ToArray(), l => (double)l), temperature), random.NextDouble());
        states = next;
        if (id == 0)
            break;
        name += alphabet[id];
    }

    return name;
}

// What the network reads and what it should predict after each character; 0 stands for the beginning and for the end.
static int[][] Pairs(int[] name)
{
    // GAP 10a: two rows: 0 and the characters of the name; the characters of the name and 0.
    throw new Gap("10a");
    // END 10a
}

// Probabilities at a temperature: below 1 the likely becomes likelier, above 1 all become more alike.
static double[] Probabilities(double[] logits, double temperature)
{
    // GAP 10b: softmax of logits / temperature.
    throw new Gap("10b");
    // END 10b
}

// Draws a place of a table of probabilities, given a uniform number from 0 to 1.
static int Draw(double[] probabilities, double uniform)
{
    // GAP 10c: the first place at which the sum of the probabilities up to and with it is above the uniform number.
    throw new Gap("10c");
    // END 10c
}

sealed class Writer : Module
{
    private readonly Embedding _embedding;
    private readonly RecurrentLayer _recurrent;
    private readonly Linear _output;

    public Writer(int symbols, int units)
    {
        _embedding = AddModule("embedding", new Embedding(symbols, 16));
        _recurrent = AddModule("rnn", new RecurrentLayer(16, new RecurrentOptions(Cell.Gru, units)));
        _output = AddModule("output", new Linear(units, symbols));
        Initialize(1);
    }

    public (Tensor Logits, RecurrentStates States) Forward(Tape tape, SequenceLayout layout, int[] ids, RecurrentStates? states)
    {
        RecurrentResult result = _recurrent.Forward(tape, layout, _embedding.Forward(tape, ids), states);
        return (_output.Forward(tape, result.Output), result.Final);
    }
}
