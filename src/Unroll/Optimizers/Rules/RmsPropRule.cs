using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unroll.Optimizers.Rules;

/// <summary>The lanes of <see cref="RmsProp"/>: states square, mean if centered, momentum if there is one.</summary>
internal readonly struct RmsPropRule(float rate, double alpha, double epsilon, double momentum, bool centered, double decay) : IUpdateRule
{
    private readonly Vector256<float> _rate = Vector256.Create(rate);
    private readonly Vector256<float> _decay = Vector256.Create((float)decay);
    private readonly Vector256<float> _kept = Vector256.Create((float)alpha);
    private readonly Vector256<float> _entering = Vector256.Create((float)(1 - alpha));
    private readonly Vector256<float> _epsilon = Vector256.Create((float)epsilon);
    private readonly Vector256<float> _momentum = Vector256.Create((float)momentum);
    private readonly bool _hasMomentum = momentum > 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply(ref Vector256<float> value, Vector256<float> gradient, Span<Vector256<float>> state)
    {
        Vector256<float> w = value, g = gradient + (_decay * w);
        Vector256<float> spread = (_kept * state[0]) + (_entering * g * g);
        state[0] = spread;
        if (centered)
        {
            Vector256<float> mean = (_kept * state[1]) + (_entering * g);
            state[1] = mean;
            spread = Vector256.Max(spread - (mean * mean), Vector256<float>.Zero);
        }

        Vector256<float> root = Vector256.Sqrt(spread) + _epsilon;
        if (_hasMomentum)
        {
            Vector256<float> buffer = (_momentum * state[^1]) + (g / root);
            state[^1] = buffer;
            value = w - (_rate * buffer);
        }
        else
        {
            value = w - (_rate * g / root);
        }
    }
}
