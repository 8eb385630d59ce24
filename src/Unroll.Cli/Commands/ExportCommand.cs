using System.CommandLine;
using Unroll.Cli.Options;
using Unroll.Cli.Output;
using Unroll.Formats;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll export MODEL FILE</c>: writes a model for other programs.</summary>
internal static class ExportCommand
{
    private static readonly string[] ExportFormats = ["safetensors"];

    public static Command Create()
    {
        var command = new CommandWithExamples(
            "export", "Write the weights for other programs: float32 under PyTorch's names and in its layout.",
            "unroll export runs/surnames-20250101-120000 --format safetensors weights.safetensors");
        var source = new ModelSource(command);
        var file = new Argument<string[]>("FILE") { Description = "The file to write.", Arity = ArgumentArity.ZeroOrMore };
        var format = ChoiceOption.Create("--format", "NAME", "The format: safetensors.", () => ExportFormats);
        command.Add(file);
        command.Add(format);
        var common = new CommonOptions(command);
        command.SetAction(parsed =>
        {
            string[] files = source.Rest(parsed, parsed.GetValue(file));
            if (files.Length != 1)
            {
                throw new UsageException(files.Length == 0 ? "FILE is missing: name the file to write" : $"expected one FILE, got {files.Length}");
            }

            IReadOnlyList<NamedArray> arrays = source.Load(parsed).Module.Export();
            Safetensors.Write(files[0], arrays);
            long parameters = arrays.Sum(a => (long)a.Data.Length);
            if (common.Json(parsed))
            {
                JsonDocumentWriter.Write(json =>
                {
                    json.WriteString("model", source.Name(parsed));
                    json.WriteString("file", files[0]);
                    json.WriteString("format", ExportFormats[0]);
                    json.WriteNumber("tensors", arrays.Count);
                    json.WriteNumber("numbers", parameters);
                });
                return;
            }

            Standard.Out.WriteLine($"{files[0]}: {arrays.Count} tensors, {parameters:#,0} numbers");
        });
        return command;
    }
}
