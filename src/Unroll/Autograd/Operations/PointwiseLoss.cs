using System.Runtime.Intrinsics;
using Unroll.Tensors;

namespace Unroll.Autograd.Operations;

/// <summary>The sum or the mean of a loss over all elements, accumulated in double in a fixed order.</summary>
internal sealed unsafe class PointwiseLoss<TFunction> : Node
    where TFunction : struct, ILossFunction
{
    private readonly Tensor _x;
    private readonly Tensor _target;
    private readonly Tensor _loss;
    private readonly TFunction _function;
    private readonly float _scale;

    private PointwiseLoss(Tensor x, Tensor target, Tensor loss, TFunction function, float scale) =>
        (_x, _target, _loss, _function, _scale) = (x, target, loss, function, scale);

    public static Tensor Apply(Tape tape, string operation, Tensor x, Tensor target, TFunction function, bool mean)
    {
        if (x.Shape != target.Shape)
        {
            Expect.Fail($"{operation}: expected `targets` of shape {x.Shape}, got {target.Shape}", "targets");
        }

        if (tape.Recording && target.RequiresGradient)
        {
            Expect.Fail($"{operation}: expected constant `targets`, got ones that require a gradient", "targets");
        }

        Tensor loss = tape.Output(new Shape(), x, target);
        double sum = Sum(x.Pointer, target.Pointer, x.Count, function);
        double divisor = mean ? Math.Max(1, x.Count) : 1;
        loss.Span[0] = (float)(sum / divisor);
        if (loss.RequiresGradient)
        {
            tape.Record(new PointwiseLoss<TFunction>(x, target, loss, function, (float)(1 / divisor)));
        }

        return loss;
    }

    public override void Backward(Tape tape)
    {
        if (_loss.Gradient is null)
        {
            return;
        }

        float scale = _loss.Gradient.Scalar * _scale;
        float* x = _x.Pointer, target = _target.Pointer, dx = tape.GradientOf(_x).Pointer;
        for (int i = 0; i < _x.Count; i += Lanes.Width)
        {
            int left = _x.Count - i;
            Vector256<float> d = _function.Derivative(Lanes.Load(x + i, left), Lanes.Load(target + i, left)) * scale;
            Lanes.Store(Lanes.Load(dx + i, left) + d, dx + i, left);
        }
    }

    private static double Sum(float* x, float* target, int count, TFunction function)
    {
        Vector256<double> low = default, high = default;
        for (int i = 0; i < count; i += Lanes.Width)
        {
            int left = count - i;
            Vector256<float> v = function.Value(Lanes.Load(x + i, left), Lanes.Load(target + i, left));
            if (left < Lanes.Width)
            {
                // The padding is not part of the sum.
                v = Lanes.First(v, left);
            }

            low += Vector256.WidenLower(v);
            high += Vector256.WidenUpper(v);
        }

        return Vector256.Sum(low + high);
    }
}
