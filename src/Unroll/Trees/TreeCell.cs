namespace Unroll.Trees;

/// <summary>How a node's vector comes from those of its children.</summary>
public enum TreeCell
{
    /// <summary>h = tanh(W [left; right] + b) (Socher et al. 2011); two children.</summary>
    Recursive,

    /// <summary>Tree-LSTM over the sum of the children's states, with a forget gate a child (Tai et al. 2015, equations 2 to 8); any number of children.</summary>
    ChildSum,

    /// <summary>Tree-LSTM with weights of their own for the left and the right child (Tai et al. 2015, equations 9 to 14 with N = 2).</summary>
    Binary,
}
