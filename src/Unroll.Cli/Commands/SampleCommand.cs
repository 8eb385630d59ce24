using System.CommandLine;
using Unroll.Cli.Options;
using Unroll.Cli.Output;
using Unroll.Cli.Sampling;
using Unroll.Recipes;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll sample MODEL</c>: lets a model write, play or draw.</summary>
internal static class SampleCommand
{
    public static Command Create()
    {
        var command = new CommandWithExamples(
            "sample", "Let a model write, play or draw.",
            "unroll sample runs/shakespeare --prefix \"ROMEO:\" --temperature 0.8", "unroll sample runs/names --count 20 --seed 7 --top-p 0.9",
            "unroll sample runs/names --interactive --prefix Mar", "unroll sample runs/text --stop \".!?\"");
        var source = new ModelSource(command);
        var prefix = ChoiceOption.Text("--prefix", "TEXT", "What every sample starts with.");
        var stop = ChoiceOption.Text("--stop", "TEXT", "Characters or words after any of which a sample of text ends; \\n is the end of a line.");
        var temperature = NumberOption.AtLeast0("--temperature", "Divisor of the logits: under 1 sharper, over 1 more varied, 0 the likeliest each time; 1 unless given.");
        var exponent = NumberOption.AtLeast0("--exponent", "The other way round, the power of the probabilities: over 1 sharper, 0 all alike; 1 unless given.");
        var topK = NumberOption.Positive("--top-k", "Draw from this many likeliest pieces.");
        var topP = NumberOption.Above0("--top-p", "Draw from the likeliest pieces that together have this probability.");
        var count = NumberOption.Positive("--count", "Samples to draw; 1 unless given.");
        var length = NumberOption.Positive("--length", "The most pieces of a sample; the model's own choice unless given.");
        var interactive = ChoiceOption.Flag("--interactive", "Choose each next piece yourself among the likeliest.");
        var choices = NumberOption.Positive("--choices", "Pieces to choose among with --interactive; 5 unless given.");
        var file = ChoiceOption.Text("--out", "PATH", "A file for the samples; where they are tunes or pictures, a file or folder.");
        ReadOnlySpan<Option> options = [prefix, stop, temperature, exponent, topK, topP, count, length, interactive, choices, file];
        foreach (Option option in options)
        {
            command.Add(option);
        }

        var common = new CommonOptions(command, threads: true, seed: true);
        command.SetAction(parsed =>
        {
            common.ApplyThreads(parsed);
            if (parsed.GetValue(topP) > 1)
            {
                throw new UsageException($"expected a probability in (0, 1] for `--top-p`, got {parsed.GetValue(topP)}");
            }

            bool choose = parsed.GetValue(interactive);
            if (choose && (common.Json(parsed) || parsed.GetValue(count) > 1))
            {
                throw new UsageException("`--interactive` writes one text with you: it goes with neither `--json` nor `--count`");
            }

            ISavedModel model = source.Load(parsed);
            if (parsed.GetValue(stop) is not null && model is not SavedLanguage)
            {
                throw new UnrollException("`--stop` is for models that write text piece by piece; leave it out");
            }

            using var interruption = new Interruption();
            var request = new SampleRequest
            {
                Prefix = parsed.GetValue(prefix) ?? "",
                Stop = parsed.GetValue(stop) ?? "",
                Temperature = parsed.GetValue(temperature) ?? 1,
                Exponent = parsed.GetValue(exponent) ?? 1,
                TopK = parsed.GetValue(topK) ?? 0,
                TopP = parsed.GetValue(topP) ?? 1,
                Count = parsed.GetValue(count) ?? 1,
                Length = parsed.GetValue(length),
                Seed = common.Seed(parsed),
                Out = parsed.GetValue(file),
                Choose = choose ? new PieceChoice(Standard.OpenInputText()).Ask : null,
                Choices = parsed.GetValue(choices) ?? 5,
                Cancellation = interruption.Token,
            };
            if (!common.Json(parsed))
            {
                model.Sample(request, new TerminalSamples());
                return;
            }

            var collected = new CollectedSamples();
            model.Sample(request, collected);
            JsonDocumentWriter.Write(json =>
            {
                json.WriteString("model", source.Name(parsed));
                json.WriteStartArray("samples");
                foreach ((string text, double? logProbability) in collected.Samples)
                {
                    json.WriteStartObject();
                    json.WriteString("text", text);
                    if (logProbability is { } p && double.IsFinite(p))
                    {
                        json.WriteNumber("log_probability", p);
                    }

                    json.WriteEndObject();
                }

                json.WriteEndArray();
            });
        });
        return command;
    }
}
