using Unroll.Models;

namespace Unroll.Recipes;

/// <summary>Scenes as the model reads them, drawn anew each time: a list of any length takes no memory.</summary>
internal sealed class ScenePictures(ulong seed, int count, bool novel = false) : ICaptionedPictures
{
    public int Count => count;

    public Scene Scene(int item) => Recipes.Scene.Make(seed, item, novel);

    public string Caption(int item) => Scene(item).Description.ToString();

    public void Read(int item, Span<float> values) => ScenePainter.Paint(Scene(item)).ToPlanes(Recipes.Scene.Side, values);
}
