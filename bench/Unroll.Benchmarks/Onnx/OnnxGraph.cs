using System.Runtime.InteropServices;

namespace Unroll.Benchmarks.Onnx;

/// <summary>Builds an ONNX model node by node; the numbers are those of the fields in onnx.proto.</summary>
internal sealed class OnnxGraph
{
    public const int Float = 1, Int32 = 6;

    /// <summary>The last operator set in which Squeeze has its axes as an attribute.</summary>
    private const int OperatorSet = 12, FileVersion = 7, IntAttribute = 2, TextAttribute = 3, IntsAttribute = 7;

    private readonly ProtoMessage _graph = new ProtoMessage().Add(2, "recurrent");

    public void Input(string name, int type, params int[] shape) => _graph.Add(11, Value(name, type, shape));

    public void Output(string name, int type, params int[] shape) => _graph.Add(12, Value(name, type, shape));

    public void Constant(string name, float[] values, params int[] shape)
    {
        var tensor = new ProtoMessage();
        foreach (int extent in shape)
        {
            tensor.Add(1, extent);
        }

        _graph.Add(5, tensor.Add(2, Float).Add(8, name).Add(9, MemoryMarshal.AsBytes(values.AsSpan())));
    }

    public void Node(string operation, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes)
    {
        var node = new ProtoMessage();
        foreach (string input in inputs)
        {
            node.Add(1, input);
        }

        foreach (string output in outputs)
        {
            node.Add(2, output);
        }

        node.Add(4, operation);
        foreach ((string name, object value) in attributes)
        {
            var attribute = new ProtoMessage().Add(1, name);
            node.Add(5, value switch
            {
                int number => attribute.Add(3, number).Add(20, IntAttribute),
                int[] numbers => attribute.Add(8, numbers.Single()).Add(20, IntsAttribute),
                _ => attribute.Add(4, (string)value).Add(20, TextAttribute),
            });
        }

        _graph.Add(1, node);
    }

    public byte[] ToModel() => new ProtoMessage()
        .Add(1, FileVersion).Add(2, "unroll").Add(7, _graph).Add(8, new ProtoMessage().Add(1, "").Add(2, OperatorSet)).ToArray();

    private static ProtoMessage Value(string name, int type, int[] shape)
    {
        var extents = new ProtoMessage();
        foreach (int extent in shape)
        {
            extents.Add(1, new ProtoMessage().Add(1, extent));
        }

        var tensor = new ProtoMessage().Add(1, type).Add(2, extents);
        return new ProtoMessage().Add(1, name).Add(2, new ProtoMessage().Add(1, tensor));
    }
}
