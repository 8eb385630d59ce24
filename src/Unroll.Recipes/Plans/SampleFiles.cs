using System.Globalization;

namespace Unroll.Recipes;

/// <summary>Where samples that are files go.</summary>
internal static class SampleFiles
{
    /// <summary>The path of a sample: --out itself, or with a number before the ending where there are several; a folder gets named files.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="name">The name where --out gives none.</param>
    /// <param name="extension">The ending, with its dot.</param>
    /// <param name="index">Which sample, from 0.</param>
    public static string Path(SampleRequest request, string name, string extension, int index)
    {
        string path = request.Out is null ? name + extension
            : Directory.Exists(request.Out) ? System.IO.Path.Combine(request.Out, name + extension)
            : System.IO.Path.HasExtension(request.Out) ? request.Out : request.Out + extension;
        return request.Count == 1 ? path
            : string.Create(CultureInfo.InvariantCulture, $"{path[..^System.IO.Path.GetExtension(path).Length]}-{index + 1}{System.IO.Path.GetExtension(path)}");
    }
}
