using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unroll.Optimizers.Rules;

/// <summary>
/// The lanes of <see cref="Sgd"/>. The momentum starts from zero, which with no dampening in the first step is PyTorch's first buffer.
/// </summary>
internal readonly struct SgdRule(float rate, double momentum, double dampening, bool nesterov, double decay) : IUpdateRule
{
    private readonly Vector256<float> _rate = Vector256.Create(rate);
    private readonly Vector256<float> _decay = Vector256.Create((float)decay);
    private readonly Vector256<float> _momentum = Vector256.Create((float)momentum);
    private readonly Vector256<float> _entering = Vector256.Create((float)(1 - dampening));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply(ref Vector256<float> value, Vector256<float> gradient, Span<Vector256<float>> state)
    {
        Vector256<float> w = value, step = gradient + (_decay * w);
        if (state.Length > 0)
        {
            Vector256<float> buffer = (_momentum * state[0]) + (_entering * step);
            state[0] = buffer;
            step = nesterov ? step + (_momentum * buffer) : buffer;
        }

        value = w - (_rate * step);
    }
}
