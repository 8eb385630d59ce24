using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unroll.Optimizers.Rules;

/// <summary>The lanes of <see cref="Adagrad"/>.</summary>
internal readonly struct AdagradRule(double rate, double epsilon, double decay) : IUpdateRule
{
    private readonly Vector256<float> _rate = Vector256.Create((float)rate);
    private readonly Vector256<float> _decay = Vector256.Create((float)decay);
    private readonly Vector256<float> _epsilon = Vector256.Create((float)epsilon);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply(ref Vector256<float> value, Vector256<float> gradient, Span<Vector256<float>> state)
    {
        Vector256<float> w = value, g = gradient + (_decay * w), sum = state[0] + (g * g);
        state[0] = sum;
        value = w - (_rate * g / (Vector256.Sqrt(sum) + _epsilon));
    }
}
