using Unroll;
using Unroll.Benchmarks;
using Unroll.Benchmarks.Native;
using Unroll.Benchmarks.Peers;

const string Usage = """
    usage: Unroll.Benchmarks <verb> [options]
      peers    every row of the grid against libtorch and ONNX Runtime: [--quick] [--json] [--only TEXT] [--threads N]
    """;

try
{
    if (args.Length == 0)
    {
        Console.Error.WriteLine(Usage);
        return 2;
    }

    BenchmarkOptions options = BenchmarkOptions.Parse(args.AsSpan(1));
    LibTorchLoader.Prepare();
    if (options.Threads is { } threads)
    {
        TorchSharp.torch.set_num_threads(threads);
    }

    return args[0] switch
    {
        "peers" => new PeerComparison(options).Run(),
        _ => throw new UnrollException($"unknown verb `{args[0]}`\n{Usage}"),
    };
}
catch (UnrollException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
