namespace Unroll.Reports.Charts;

/// <summary>Shapes that tell categories apart where colours repeat.</summary>
internal enum MarkerShape
{
    Circle,
    Triangle,
    Diamond,
    Square,
    Plus,
}
