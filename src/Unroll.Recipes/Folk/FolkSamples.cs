using System.Globalization;
using Unroll.Data.Music;
using Unroll.Decoding;
using Unroll.Formats;
using Unroll.Models;

namespace Unroll.Recipes;

/// <summary>Tunes drawn from a model: which are valid, and the files of those.</summary>
internal sealed class FolkSamples
{
    private readonly List<(string Text, AbcTune Tune)> _valid = [];

    public IReadOnlyList<(string Text, AbcTune Tune)> Valid => _valid;

    public required IReadOnlyList<GeneratedText> Drawn { get; init; }

    /// <summary>The first sample that is no valid ABC, with the reason.</summary>
    public string? FirstProblem { get; private set; }

    /// <summary>A sample counts as valid when the model ended it and our reader takes it.</summary>
    public static FolkSamples Draw(LanguageModel model, FolkPlan plan, CancellationToken cancellation)
    {
        var options = new GenerationOptions
        {
            Count = plan.Samples, Length = plan.Longest + 200, Seed = plan.Seed, Sampling = new SamplingOptions { Temperature = plan.Temperature },
        };
        var samples = new FolkSamples { Drawn = new TextGenerator(model).Generate(options, null, cancellation) };
        foreach ((int i, GeneratedText sample) in samples.Drawn.Index())
        {
            try
            {
                AbcTune tune = AbcReader.Parse(sample.Text, $"sample {i + 1}");
                if (sample.Ended)
                {
                    samples._valid.Add((sample.Text, tune));
                }
                else
                {
                    samples.FirstProblem ??= $"sample {i + 1}: no end after {sample.Ids.Count} characters";
                }
            }
            catch (UnrollException e)
            {
                samples.FirstProblem ??= e.Message;
            }
        }

        return samples;
    }

    /// <summary>Writes the valid tunes into one .abc file and the first few as MIDI files.</summary>
    public IReadOnlyList<string> Save(string folder, int midis)
    {
        string abc = Path.Combine(folder, "samples.abc");
        AtomicFile.WriteAllText(abc, string.Concat(_valid.Select((v, i) =>
            string.Create(CultureInfo.InvariantCulture, $"X:{i + 1}\nT:Sample {i + 1}\n{v.Text}\n\n"))));
        var paths = new List<string> { abc };
        foreach ((int i, (_, AbcTune tune)) in _valid.Take(midis).Index())
        {
            string path = Path.Combine(folder, $"tune-{i + 1}.mid");
            tune.ToMidi().Save(path);
            paths.Add(path);
        }

        return paths;
    }
}
