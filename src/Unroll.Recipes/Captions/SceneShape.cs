namespace Unroll.Recipes;

/// <summary>A shape as a caption names it, each attribute as an index into <see cref="SceneWords"/>.</summary>
internal readonly record struct SceneShape(int Size, int Color, int Kind)
{
    /// <summary>As in "a small red circle".</summary>
    public override string ToString() => $"a {SceneWords.Sizes[Size]} {SceneWords.Colors[Color]} {SceneWords.Kinds[Kind]}";
}
