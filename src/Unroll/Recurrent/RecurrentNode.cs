using Unroll.Autograd;

namespace Unroll.Recurrent;

/// <summary>The way back through one direction of a recurrent operation.</summary>
internal sealed class RecurrentNode<TCell>(RecurrentDirection<TCell> direction) : Node
    where TCell : struct, ICell
{
    public override void Backward(Tape tape)
    {
        if (direction.Reached)
        {
            direction.AskForGradients(tape);
            direction.Backward(tape);
        }
    }
}
