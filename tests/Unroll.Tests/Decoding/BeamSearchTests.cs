using Unroll.Decoding;

namespace Unroll.Tests.Decoding;

public sealed class BeamSearchTests
{
    [Theory]
    [InlineData(LengthPenalty.None, 1, 0)]
    [InlineData(LengthPenalty.Average, 1, 0)]
    [InlineData(LengthPenalty.Average, 0.6, 0)]
    [InlineData(LengthPenalty.Google, 0.8, 0)]
    [InlineData(LengthPenalty.Google, 0.8, 0.3)]
    public void A_beam_that_prunes_nothing_is_an_exhaustive_search(LengthPenalty length, double alpha, double coverage)
    {
        for (int seed = 0; seed < 8; seed++)
        {
            var options = new BeamOptions
            {
                Width = 400, Best = 5, MaxLength = s => 2 + (s % 3), Length = length, Alpha = alpha,
                Coverage = coverage,
            };
            IReadOnlyList<Hypothesis>[] found = BeamSearch.Run(new TableDecoder(4, 5, seed), options);
            for (int s = 0; s < 4; s++)
            {
                var table = new TableDecoder(4, 5, seed);
                (int[] Tokens, double Log, double Score)[] all = [.. table.Everything(s, 2 + (s % 3))
                    .Select(h => (h.Tokens, h.LogProbability, Score(options, h.Tokens, h.LogProbability)))
                    .OrderByDescending(h => h.Item3).Take(5)];
                Assert.Equal(all.Length, found[s].Count);
                for (int i = 0; i < all.Length; i++)
                {
                    Assert.Equal(all[i].Tokens, found[s][i].Tokens);
                    Assert.Equal(all[i].Log, found[s][i].LogProbability, 6);
                    Assert.Equal(all[i].Score, found[s][i].Score, 6);
                }
            }
        }
    }

    [Fact]
    public void A_beam_of_one_is_greedy()
    {
        foreach (LengthPenalty penalty in Enum.GetValues<LengthPenalty>())
        {
            Hypothesis[] greedy = BatchSampler.Greedy(new TableDecoder(20, 6, 3), _ => 7);
            IReadOnlyList<Hypothesis>[] beam = BeamSearch.Run(new TableDecoder(20, 6, 3),
                new BeamOptions { Width = 1, MaxLength = _ => 7, Length = penalty });
            for (int s = 0; s < 20; s++)
            {
                Assert.Equal(greedy[s].Tokens, beam[s][0].Tokens);
                Assert.Equal(greedy[s].LogProbability, beam[s][0].LogProbability, 6);
                Assert.Equal(greedy[s].Ended, beam[s][0].Ended);
            }
        }
    }

    [Fact]
    public void A_batch_is_its_sources_alone()
    {
        var options = new BeamOptions { Width = 3, Best = 3, MaxLength = _ => 6 };
        IReadOnlyList<Hypothesis>[] together = BeamSearch.Run(new TableDecoder(6, 6, 9), options);
        for (int s = 0; s < 6; s++)
        {
            int source = s;
            var alone = new TableDecoder(1, 6, 9,
                (_, prefix) => [.. new TableDecoder(6, 6, 9).Next(source, prefix).Select(l => Math.Exp(l))]);
            Hypothesis[] one = [.. BeamSearch.Run(alone, options)[0]];
            Assert.Equal(together[s].Select(h => string.Join(' ', h.Tokens)), one.Select(h => string.Join(' ', h.Tokens)));
        }
    }

    /// <summary>Token 2 is likelier at first, but everything after it is unlikely: a wider beam does not fall for it.</summary>
    [Fact]
    public void A_wider_beam_finds_what_greedy_decoding_misses()
    {
        double[] Weights(int source, int[] prefix) => prefix switch
        {
            [] => [0, 0.01, 0.6, 0.39],
            [2] => [0, 0.25, 0.25, 0.5],
            [3] => [0, 0.98, 0.01, 0.01],
            _ => [0, 0.4, 0.3, 0.3],
        };
        var options = new BeamOptions { MaxLength = _ => 4, Length = LengthPenalty.None };
        Assert.Equal([2], BeamSearch.Run(new TableDecoder(1, 4, 0, Weights), options with { Width = 1 })[0][0].Tokens.Take(1));
        Assert.Equal([3], BeamSearch.Run(new TableDecoder(1, 4, 0, Weights), options with { Width = 2 })[0][0].Tokens);
    }

    /// <summary>All tokens are equally likely at all times: the search ends, and the answers are different ones.</summary>
    [Fact]
    public void Equal_scores_are_settled_in_a_fixed_order()
    {
        double[] Flat(int source, int[] prefix) => [0, 1, 1, 1];
        var options = new BeamOptions { Width = 4, Best = 4, MaxLength = _ => 3, Length = LengthPenalty.None };
        string[] first = [.. BeamSearch.Run(new TableDecoder(1, 4, 0, Flat), options)[0].Select(h => string.Join(' ', h.Tokens))];
        Assert.Equal(first, BeamSearch.Run(new TableDecoder(1, 4, 0, Flat), options)[0].Select(h => string.Join(' ', h.Tokens)));
        Assert.Equal(4, first.Distinct().Count());
        Assert.Equal("", first[0]);
    }

    [Fact]
    public void No_sequence_of_blocked_length_repeats()
    {
        double[] Loop(int source, int[] prefix) => [0, 0.001, prefix is [.., 2] ? 0.1 : 1, prefix is [.., 2] ? 1 : 0.1, 0.05];
        var options = new BeamOptions { Width = 3, MaxLength = _ => 12, Length = LengthPenalty.None, MinLength = 12 };
        int[] free = BeamSearch.Run(new TableDecoder(1, 5, 0, Loop), options)[0][0].Tokens;
        Assert.True(Pairs(free).Distinct().Count() < free.Length - 1);
        int[] blocked = BeamSearch.Run(new TableDecoder(1, 5, 0, Loop), options with { BlockRepeats = 2, MinLength = 6 })[0][0].Tokens;
        Assert.Equal(blocked.Length - 1, Pairs(blocked).Distinct().Count());
    }

    [Fact]
    public void Lengths_keep_to_their_bounds()
    {
        double[] Short(int source, int[] prefix) => [0, 0.9, 0.1];
        double[] Long(int source, int[] prefix) => [0, 0.0001, 0.9999];
        Assert.Equal(3, BeamSearch.Run(new TableDecoder(1, 3, 0, Short),
            new BeamOptions { MinLength = 3, MaxLength = _ => 9 })[0][0].Tokens.Length);
        Hypothesis cut = BeamSearch.Run(new TableDecoder(1, 3, 0, Long), new BeamOptions { MaxLength = _ => 5 })[0][0];
        Assert.Equal(5, cut.Tokens.Length);
        Assert.False(cut.Ended);
        Assert.Empty(BeamSearch.Run(new TableDecoder(1, 3, 0, Long), new BeamOptions { MaxLength = _ => 0 })[0][0].Tokens);
    }

    [Fact]
    public void Attention_is_kept_for_every_step_and_the_end()
    {
        Hypothesis h = BeamSearch.Run(new TableDecoder(2, 5, 4), new BeamOptions { KeepAttention = true, MaxLength = _ => 4 })[1][0];
        Assert.Equal(h.Tokens.Length + 1, h.Attention.Count);
        Assert.All(h.Attention, a => Assert.Equal(1, a.Sum()));
    }

    [Fact]
    public void Bad_options_are_named()
    {
        Assert.Contains("width",
            Assert.Throws<ArgumentException>(() => BeamSearch.Run(new TableDecoder(1, 3, 0), new BeamOptions { Width = 0 })).Message,
                StringComparison.Ordinal);
        Assert.Contains("best",
            Assert.Throws<ArgumentException>(() => BeamSearch.Run(new TableDecoder(1, 3, 0), new BeamOptions { Best = 0 })).Message,
                StringComparison.Ordinal);
    }

    /// <summary>Draws have the model's frequencies, and the same key draws the same.</summary>
    [Fact]
    public void Samples_have_the_models_frequencies()
    {
        double[] Weights(int source, int[] prefix) => prefix.Length == 0 ? [0, 0.2, 0.5, 0.3] : [0, 1, 0, 0];
        Hypothesis[] drawn = BatchSampler.Run(new TableDecoder(4000, 4, 0, Weights), new BatchSamplingOptions { Seed = 5 });
        Assert.Equal(0.5, drawn.Count(h => h.Tokens is [2]) / 4000.0, 0.03);
        Assert.Equal(0.2, drawn.Count(h => h.Tokens.Length == 0) / 4000.0, 0.03);
        Assert.Equal(drawn.Select(h => h.Tokens.Length),
            BatchSampler.Run(new TableDecoder(4000, 4, 0, Weights), new BatchSamplingOptions { Seed = 5 }).Select(h => h.Tokens.Length));
        Assert.All(BatchSampler.Run(new TableDecoder(200, 4, 0, Weights), new BatchSamplingOptions { TopK = 1 }),
            h => Assert.Equal([2], h.Tokens));
        Assert.All(BatchSampler.Run(new TableDecoder(200, 4, 0, Weights), new BatchSamplingOptions { TopP = 0.6 }),
            h => Assert.NotEmpty(h.Tokens));
        double sharp = BatchSampler.Run(new TableDecoder(2000, 4, 0, Weights), new BatchSamplingOptions { Temperature = 0.5 })
            .Count(h => h.Tokens is [2]) / 2000.0;
        Assert.Equal(0.25 / (0.04 + 0.25 + 0.09), sharp, 0.04);
    }

    private static IEnumerable<(int, int)> Pairs(int[] tokens) => tokens.Zip(tokens.Skip(1));

    private static double Score(BeamOptions options, int[] tokens, double log)
    {
        double divisor = options.Length switch
        {
            LengthPenalty.None => 1,
            LengthPenalty.Average => Math.Pow(tokens.Length + 1, options.Alpha),
            _ => Math.Pow((6.0 + tokens.Length) / 6, options.Alpha),
        };

        // What TableDecoder looks at: one position a step, the first once a 2 has been written.
        var covered = new double[3];
        for (int t = 0; t <= tokens.Length; t++)
        {
            covered[tokens.Take(t).Contains(2) ? 0 : Math.Min(t, 2)]++;
        }

        return (log / divisor) + (options.Coverage * covered.Sum(c => Math.Log(Math.Clamp(c, 1e-10, 1))));
    }
}
