using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unroll.Optimizers.Rules;

/// <summary>
/// The lanes of <see cref="Adam"/> and <see cref="AdamW"/>: states mean, mean square, and with Amsgrad the greatest mean square.
/// With c = sqrt(1 - beta2^step), the step a * m / (sqrt(v) / c + epsilon) is computed as (a * c) * m / (sqrt(v) + c * epsilon), which
/// is the same number with one division less (Kingma and Ba 2015, end of section 2).
/// </summary>
internal readonly struct AdamRule : IUpdateRule
{
    private static readonly string[] s_plain = ["exp_avg", "exp_avg_sq"];
    private static readonly string[] s_amsgrad = [.. s_plain, "max_exp_avg_sq"];

    private readonly Vector256<float> _rate, _l2, _shrink, _kept1, _entering1, _kept2, _entering2, _epsilon;
    private readonly bool _amsgrad;

    public AdamRule(float rate, double beta1, double beta2, double epsilon, bool amsgrad, long step, double l2, double shrink)
    {
        double correction = Math.Sqrt(1 - Math.Pow(beta2, step));
        _rate = Vector256.Create((float)(rate / (1 - Math.Pow(beta1, step)) * correction));
        _epsilon = Vector256.Create((float)(epsilon * correction));
        _l2 = Vector256.Create((float)l2);
        _shrink = Vector256.Create((float)shrink);
        _kept1 = Vector256.Create((float)beta1);
        _entering1 = Vector256.Create((float)(1 - beta1));
        _kept2 = Vector256.Create((float)beta2);
        _entering2 = Vector256.Create((float)(1 - beta2));
        _amsgrad = amsgrad;
    }

    public static IReadOnlyList<string> StateNames(bool amsgrad) => amsgrad ? s_amsgrad : s_plain;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply(ref Vector256<float> value, Vector256<float> gradient, Span<Vector256<float>> state)
    {
        Vector256<float> w = value, g = gradient + (_l2 * w);
        Vector256<float> mean = (_kept1 * state[0]) + (_entering1 * g);
        Vector256<float> square = (_kept2 * state[1]) + (_entering2 * g * g);
        state[0] = mean;
        state[1] = square;
        if (_amsgrad)
        {
            square = Vector256.Max(state[2], square);
            state[2] = square;
        }

        value = (_shrink * w) - (_rate * mean / (Vector256.Sqrt(square) + _epsilon));
    }
}
