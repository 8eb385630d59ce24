using Unroll.Models;

namespace Unroll.Recipes;

/// <summary>Pictures, or features of pictures, that a user gave, with a caption for each item; a picture may have several.</summary>
/// <param name="items">The number of a picture and a caption.</param>
/// <param name="read">Writes the picture of a number.</param>
internal sealed class GivenPictures(IReadOnlyList<(int Picture, string Caption)> items, GivenPictures.Reader read) : ICaptionedPictures
{
    /// <summary>Writes a picture as the model reads it.</summary>
    internal delegate void Reader(int picture, Span<float> values);

    public int Count => items.Count;

    public string Caption(int item) => items[item].Caption;

    public void Read(int item, Span<float> values) => read(items[item].Picture, values);
}
