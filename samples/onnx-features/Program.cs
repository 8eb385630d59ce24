using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Unroll;
using Unroll.Data;
using Unroll.Formats;
using Unroll.Reports.Pictures;

// What a vision model makes of pictures, for `unroll run captions --data CAPTIONS.tsv --features OUT.npz`. Any ONNX model that reads
// [1, 3, side, side] will do: give the name of the output before its classifier, a grid [1, channels, h, w] or a vector [1, features].
if (args.Length is < 3 or > 4)
{
    Console.Error.WriteLine("usage: onnx-features MODEL.onnx CAPTIONS.tsv OUT.npz [OUTPUT]");
    return 2;
}

try
{
    using var session = new InferenceSession(args[0]);
    (string input, NodeMetadata read) = session.InputMetadata.First();
    if (read.Dimensions is not [_, 3 or -1, var height, var width] || height != width)
    {
        throw new UnrollException($"{args[0]}: `{input}` is [{string.Join(", ", read.Dimensions)}], expected [1, 3, side, side]");
    }

    string output = args.Length > 3 ? args[3] : session.OutputMetadata.Keys.First();
    if (!session.OutputMetadata.ContainsKey(output))
    {
        throw new UnrollException($"{args[0]}: no output `{output}`; it has {string.Join(", ", session.OutputMetadata.Keys)}");
    }

    int side = height > 0 ? height : 224;
    string folder = Path.GetDirectoryName(Path.GetFullPath(args[1]))!;
    string[] names = [.. TextPairs.Read(args[1]).Sources.Distinct()];
    var features = new List<float>();
    int[] shape = [];
    foreach (string name in names)
    {
        // The mean and the spread of ImageNet's colours, as most models want them.
        var pixels = new float[3 * side * side];
        RgbPicture.Read(Path.Combine(folder, name)).ToPlanes(side, pixels);
        ReadOnlySpan<float> mean = [0.485f, 0.456f, 0.406f], spread = [0.229f, 0.224f, 0.225f];
        for (int i = 0; i < pixels.Length; i++)
        {
            int color = i / (side * side);
            pixels[i] = (((pixels[i] + 1) / 2) - mean[color]) / spread[color];
        }

        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> answers = session.Run(
            [NamedOnnxValue.CreateFromTensor(input, new DenseTensor<float>(pixels, [1, 3, side, side]))], [output]);
        Tensor<float> answer = answers[0].AsTensor<float>();
        shape = [names.Length, .. answer.Dimensions[1..]];
        features.AddRange(answer);
    }

    Npz.Write(args[2], [KeyValuePair.Create("features", new NpyArray(shape, features.ToArray()))]);
    Console.WriteLine($"{args[2]}: [{string.Join(", ", shape)}], row i belongs to the i-th different picture of {args[1]}");
    return 0;
}
catch (Exception e) when (e is UnrollException or OnnxRuntimeException)
{
    Console.Error.WriteLine(e.Message.ReplaceLineEndings(" "));
    return 1;
}
