namespace Unroll.Autograd;

/// <summary>One recorded operation. <see cref="Backward"/> adds to the gradients of its inputs, given those of its outputs.</summary>
public abstract class Node
{
    /// <summary>Adds this operation's contribution to the gradients of its inputs.</summary>
    public abstract void Backward(Tape tape);
}
