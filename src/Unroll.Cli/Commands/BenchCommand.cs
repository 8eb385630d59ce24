using System.CommandLine;
using System.Diagnostics;
using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Cli.Options;
using Unroll.Cli.Output;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll bench</c>: forward and backward of some recurrent layers on this machine.</summary>
internal static class BenchCommand
{
    private const double SecondsEach = 0.4;

    private static readonly (Cell Cell, int Units, int Batch, int Steps)[] Shapes =
    [
        (Cell.Elman, 64, 128, 20), (Cell.Gru, 64, 128, 20), (Cell.Lstm, 64, 128, 20),
        (Cell.Gru, 256, 64, 50), (Cell.Lstm, 256, 64, 50), (Cell.Lstm, 512, 32, 50),
    ];

    public static Command Create()
    {
        var command = new CommandWithExamples(
            "bench", "Unroll's speed here: one forward and backward pass of some recurrent layers.",
            "unroll bench", "unroll bench --threads 1 --json");
        var common = new CommonOptions(command, threads: true);
        command.SetAction(parsed =>
        {
            common.ApplyThreads(parsed);
            ConsoleOutput output = common.Output(parsed);
            output.Log($"{ThreadTeam.Shared.Threads} threads, vectors of {SimdWidth.Bits} bits; a few seconds");
            var results = new List<(Cell Cell, int Units, int Batch, int Steps, double Milliseconds, double Gigaflops)>();
            foreach ((Cell cell, int units, int batch, int steps) in Shapes)
            {
                (double milliseconds, double gigaflops) = Measure(cell, units, batch, steps);
                results.Add((cell, units, batch, steps, milliseconds, gigaflops));
            }

            if (common.Json(parsed))
            {
                JsonDocumentWriter.Write(json =>
                {
                    json.WriteNumber("threads", ThreadTeam.Shared.Threads);
                    json.WriteNumber("simd_bits", SimdWidth.Bits);
                    json.WriteStartArray("layers");
                    foreach (var r in results)
                    {
                        json.WriteStartObject();
                        json.WriteString("cell", r.Cell.Name);
                        json.WriteNumber("units", r.Units);
                        json.WriteNumber("batch", r.Batch);
                        json.WriteNumber("length", r.Steps);
                        json.WriteNumber("ms", Math.Round(r.Milliseconds, 4));
                        json.WriteNumber("gflops", Math.Round(r.Gigaflops, 2));
                        json.WriteEndObject();
                    }

                    json.WriteEndArray();
                });
                return;
            }

            var table = new TextTable("cell", "units", "batch", "length", "ms/step", "GFLOP/s") { Right = new HashSet<int> { 1, 2, 3, 4, 5 } };
            foreach (var r in results)
            {
                table.Add(r.Cell.Name, $"{r.Units}", $"{r.Batch}", $"{r.Steps}", r.Milliseconds.ToString("0.00"),
                    r.Gigaflops.ToString("0.0"));
            }

            Standard.Out.WriteLine(table.ToString().TrimEnd('\n'));
        });
        return command;
    }

    /// <summary>The median of as many training steps as fit into the time, after a warm-up.</summary>
    private static (double Milliseconds, double Gigaflops) Measure(Cell cell, int units, int batch, int steps)
    {
        var layer = new RecurrentLayer(units, new RecurrentOptions(cell, units));
        layer.Initialize(42);
        SequenceLayout layout = SequenceLayout.Dense(batch, steps);
        var tape = new Tape { Recording = true, Training = true };
        Tensor input = Tensor.Zeros(layout.Total, units);
        for (int i = 0; i < input.Count; i++)
        {
            input[i] = MathF.Sin(i);
        }

        void Step()
        {
            tape.Backward(tape.Mean(layer.Forward(tape, layout, input).Output));
            tape.Reset();
        }

        var clock = Stopwatch.StartNew();
        while (clock.Elapsed.TotalSeconds < SecondsEach / 2)
        {
            Step();
        }

        var times = new List<double>();
        clock.Restart();
        while (clock.Elapsed.TotalSeconds < SecondsEach || times.Count < 3)
        {
            long start = Stopwatch.GetTimestamp();
            Step();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        double median = times[times.Count / 2];

        // Two operations a weight, element and step: once forward, once for the gradient of the state, once for that of the weight.
        long matrices = layer.Parameters().Where(p => p.Parameter.Value.Shape.Rank == 2).Sum(p => (long)p.Parameter.Value.Count);
        return (median, 6.0 * matrices * layout.Total / (median * 1e6));
    }
}
