namespace Unroll.Data.Strokes;

/// <summary>Sketches with a split into parts.</summary>
/// <param name="Train">To train on.</param>
/// <param name="Valid">What chooses among models.</param>
/// <param name="Test">What nothing is chosen by.</param>
public sealed record Sketches(IReadOnlyList<Sketch> Train, IReadOnlyList<Sketch> Valid, IReadOnlyList<Sketch> Test)
{
    /// <summary>The standard deviation of all movements: what they are divided by before training (Ha and Eck 2017).</summary>
    public static float Deviation(IReadOnlyList<Sketch> sketches)
    {
        ArgumentNullException.ThrowIfNull(sketches);
        double sum = 0, squares = 0;
        long count = 0;
        foreach (StrokePoint p in sketches.SelectMany(s => s.Points))
        {
            sum += p.Dx + (double)p.Dy;
            squares += ((double)p.Dx * p.Dx) + ((double)p.Dy * p.Dy);
            count += 2;
        }

        double mean = sum / Math.Max(1, count);
        return (float)Math.Sqrt(Math.Max((squares / Math.Max(1, count)) - (mean * mean), 1e-12));
    }

    /// <summary>The same sketches with every movement multiplied and, beyond a bound, cut to it.</summary>
    /// <param name="factor">The factor.</param>
    /// <param name="limit">The bound of a movement before it is multiplied.</param>
    public Sketches Scale(float factor, float limit = 1000)
    {
        return new Sketches(All(Train), All(Valid), All(Test));

        IReadOnlyList<Sketch> All(IReadOnlyList<Sketch> part) =>
        [
            .. part.Select(s => new Sketch([.. s.Points.Select(p => new StrokePoint(
                Math.Clamp(p.Dx, -limit, limit) * factor, Math.Clamp(p.Dy, -limit, limit) * factor, p.Lift))])),
        ];
    }
}
