using System.Globalization;
using Unroll.Benchmarks.Peers;
using Unroll.Numerics;

namespace Unroll.Benchmarks.Phases;

/// <summary>The `phases` verb: where the time of training goes, for the dense rows of one layer in one direction.</summary>
internal static class PhaseProfile
{
    public static int Run(BenchmarkOptions options)
    {
        ThreadTeam team = options.Team();
        BenchmarkRow[] rows =
        [
            .. Grid.Rows().Where(r => r is { Mode: "train", Peer: "libtorch", Dx: false, Ragged: false, Layers: 1, Bidirectional: false })
                .Where(options.Wants),
        ];
        Console.WriteLine("milliseconds, median (least); products: the same matrix products by themselves, on as many threads");
        Console.WriteLine(
            $"{"row",-36} {"whole",17} {"pack",15} {"forward",17} {"of it products, sigmoids",25} {"loss",15} {"through time",17} "
            + $"{"products",9} {"weights",17} {"products",9} {"bias",15}");
        foreach (BenchmarkRow row in rows)
        {
            double gigaflops = row.GemmOperations() / 1e9;
            int rounds = Math.Clamp((int)((options.Quick ? 60 : 240) / gigaflops / 3), options.Quick ? 5 : 20, 400);
            IReadOnlyDictionary<Phase, (double Median, double Least)> t = new PhaseTimer(row, team).Measure(rounds);
            (double forward, double activations, double back, double weights) = new StepParts(row, team).Measure(rounds);
            string Cell(Phase phase) => string.Create(CultureInfo.InvariantCulture, $"{t[phase].Median:f3} ({t[phase].Least:f3})");
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Name,-36} {Cell(Phase.Whole),17} {Cell(Phase.Pack),15} {Cell(Phase.Forward),17} "
                + $"{forward,13:f3} {activations,11:f3} {Cell(Phase.Loss),15} {Cell(Phase.ThroughTime),17} "
                + $"{back,9:f3} {Cell(Phase.Weights),17} {weights,9:f3} {Cell(Phase.Bias),15}"));
        }

        return 0;
    }
}
