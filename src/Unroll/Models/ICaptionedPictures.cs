namespace Unroll.Models;

/// <summary>Pictures with a caption each; a picture is asked for when it is needed, so that it may be drawn or decoded only then.</summary>
public interface ICaptionedPictures
{
    /// <summary>The number of pictures.</summary>
    int Count { get; }

    /// <summary>The caption of a picture.</summary>
    string Caption(int item);

    /// <summary>Writes a picture as the model reads it: [3, side, side] from -1 to 1, or [positions, features].</summary>
    void Read(int item, Span<float> values);
}
