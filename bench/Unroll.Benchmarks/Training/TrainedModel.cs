using Unroll.Layers;
using Unroll.Recurrent;

namespace Unroll.Benchmarks.Training;

/// <summary>The parts of a program's model under the names that both sides know.</summary>
internal sealed class TrainedModel : Module
{
    public TrainedModel(TrainingProgram program)
    {
        Embedding = AddModule("embedding", new Embedding(program.Vocabulary, program.Embedding));
        Recurrent = AddModule("rnn", new RecurrentLayer(program.Embedding, new RecurrentOptions(Cell.Lstm, program.Units)
        {
            Layers = program.Layers,
            Bidirectional = program.Bidirectional,
        }));
        Output = AddModule("output", new Linear(program.Units * program.Directions, program.Classes));
        Initialize(42);
    }

    public Embedding Embedding { get; }

    public RecurrentLayer Recurrent { get; }

    public Linear Output { get; }
}
