namespace Unroll.Autograd.Operations;

/// <summary>A ragged batch as the threads of CTC see it.</summary>
internal unsafe struct CtcBatch
{
    /// <summary>[total, classes], packed.</summary>
    public float* Logits;

    /// <summary>The gradient of the loss with respect to the logits, to be written; null where it is not wanted.</summary>
    public float* Slopes;

    public int Classes, Blank;

    /// <summary>The packed row at which each step starts, and the lengths of the sorted rows.</summary>
    public int* Offsets, Lengths;

    /// <summary>The labels of the sorted rows one after the other, and where each row's begin.</summary>
    public int* Labels, Starts;

    /// <summary>What each sorted row's loss counts in the whole.</summary>
    public float* Weights;
}
