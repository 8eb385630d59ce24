using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unroll.Optimizers.Rules;

/// <summary>The lanes of <see cref="Adadelta"/>.</summary>
internal readonly struct AdadeltaRule(float rate, double rho, double epsilon, double decay) : IUpdateRule
{
    private readonly Vector256<float> _rate = Vector256.Create(rate);
    private readonly Vector256<float> _decay = Vector256.Create((float)decay);
    private readonly Vector256<float> _kept = Vector256.Create((float)rho);
    private readonly Vector256<float> _entering = Vector256.Create((float)(1 - rho));
    private readonly Vector256<float> _epsilon = Vector256.Create((float)epsilon);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply(ref Vector256<float> value, Vector256<float> gradient, Span<Vector256<float>> state)
    {
        Vector256<float> w = value, g = gradient + (_decay * w), deltas = state[1];
        Vector256<float> squares = (_kept * state[0]) + (_entering * g * g);
        Vector256<float> delta = Vector256.Sqrt(deltas + _epsilon) / Vector256.Sqrt(squares + _epsilon) * g;
        state[0] = squares;
        state[1] = (_kept * deltas) + (_entering * delta * delta);
        value = w - (_rate * delta);
    }
}
