using Unroll;
using Unroll.Benchmarks;
using Unroll.Benchmarks.Ctc;
using Unroll.Benchmarks.Kernels;
using Unroll.Benchmarks.Memory;
using Unroll.Benchmarks.Native;
using Unroll.Benchmarks.Peers;
using Unroll.Benchmarks.Phases;
using Unroll.Benchmarks.Sampling;
using Unroll.Benchmarks.Scale;
using Unroll.Benchmarks.Surnames;
using Unroll.Benchmarks.Training;
using Unroll.Benchmarks.Translation;

const string Usage = """
    usage: Unroll.Benchmarks <verb> [options]
      peers    every row of the grid against libtorch and ONNX Runtime: [--quick] [--json] [--only TEXT] [--threads N]
               --save-baseline FILE merges the rows into a file (with --quieter, of two measures of a row the one whose peer was faster),
               --compare [FILE] names the rows that fell by over 10% of their ratio in it (exit 1), --show FILE prints it, --seconds N begins no row after N seconds; with --save-baseline oldest rows first
      train    whole training steps (embedding, recurrent stack, loss, clip, Adam) against TorchSharp: the same options
      sample   one stream of characters drawn from a language model against TorchSharp: [--quick] [--threads N]
      ctc      CTC with softmax and gradient against libtorch's: the same options
      translate  a translator's training step and beam search against TorchSharp: [--quick] [--only TEXT] [--threads N]
      memory   peak memory of training against libtorch, and of recomputation through time: [--quick] [--only TEXT] [--threads N]
      surnames  ten epochs of surnames (from UNROLL_DATA) against the same program in TorchSharp: [--seeds N] [--json] [--threads N]
               --save FILE collects the runs, --seconds N begins no seed after N seconds; the next call goes on
      scale    how the time of training grows with steps, rows, units and threads, against libtorch: [--quick] [--only TEXT]
               [--threads N] [--out FOLDER] for the pictures, scale-*.svg
      phases   where the time of training goes: [--quick] [--only TEXT] [--threads N]
      kernels  single kernels under BenchmarkDotNet: [--quick] [--only TEXT]
    """;

try
{
    if (args.Length == 0)
    {
        Console.Error.WriteLine(Usage);
        return 2;
    }

    BenchmarkOptions options = BenchmarkOptions.Parse(args.AsSpan(1));
    if (args[0] is "peers" or "train" or "sample" or "ctc" or "translate" or "scale" or "surnames")
    {
        LibTorchLoader.Prepare();
        if (options.Threads is { } threads)
        {
            TorchSharp.torch.set_num_threads(threads);
        }
    }

    return args[0] switch
    {
        "peers" => new PeerComparison(options).Run(),
        "train" => TrainingComparison.Run(options),
        "sample" => SamplingComparison.Run(options),
        "ctc" => CtcComparison.Run(options),
        "translate" => TranslationComparison.Run(options),
        "memory" => MemoryComparison.Run(options),
        "scale" => ScaleComparison.Run(options),
        "surnames" => SurnamesComparison.Run(options),
        "phases" => PhaseProfile.Run(options),
        "kernels" => KernelRunner.Run(options),
        _ => throw new UnrollException($"unknown verb `{args[0]}`\n{Usage}"),
    };
}
catch (UnrollException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
