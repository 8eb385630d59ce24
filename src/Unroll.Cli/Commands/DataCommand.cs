using System.CommandLine;
using System.Text.Json;
using Unroll.Cli.Options;
using Unroll.Cli.Output;
using Unroll.Recipes;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll data list|get|path</c>: data sets, their sources, and where they are here.</summary>
internal static class DataCommand
{
    public static Command Create()
    {
        var command = new CommandWithExamples(
            "data", "Data sets: list, get, path.", "unroll data list", "unroll data get surnames", "unroll data path surnames")
        {
            List(),
            Get(),
            PathOf(),
        };
        return command;
    }

    private static CommandWithExamples List()
    {
        var command = new CommandWithExamples("list", "Data sets with source, licence, size, and where they are here.", "unroll data list --json");
        var common = new CommonOptions(command);
        command.SetAction(parsed =>
        {
            if (common.Json(parsed))
            {
                JsonDocumentWriter.Write(json =>
                {
                    json.WriteStartArray("data_sets");
                    foreach (DataSet set in DataSets.All)
                    {
                        WriteJson(json, set, DataStore.Default.Resolve(set));
                    }

                    json.WriteEndArray();
                });
                return;
            }

            foreach (DataSet set in DataSets.All)
            {
                var table = new TextTable("", "", "");
                table.Add("", "content", set.Description);
                table.Add("", "source", set.Source.ToString());
                table.Add("", "licence", set.Licence);
                table.Add("", "download", set.Bytes > 0 ? Size(set.Bytes) : "by hand from the source");
                table.Add("", "here", DataStore.Default.Resolve(set).Description);
                Standard.Out.WriteLine($"{set.Name}: {set.Title}");
                Standard.Out.WriteLine(table.ToString());
            }
        });
        return command;
    }

    private static CommandWithExamples Get()
    {
        var command = new CommandWithExamples(
            "get", "Download a data set from its source into the cache; goes on where it stopped.", "unroll data get surnames");
        Argument<string> name = Name(command);
        var common = new CommonOptions(command);
        command.SetAction(parsed =>
        {
            DataSet set = Find(parsed.GetRequiredValue(name));
            ConsoleOutput output = common.Output(parsed);
            output.Log($"{set.Title}: {Size(set.Bytes)} from {set.Source}");
            output.Log($"licence: {set.Licence}");
            using var interruption = new Interruption();
            int files = -1;
            var progress = new OrderedProgress(p =>
            {
                if (p.FilesDone != files)
                {
                    files = p.FilesDone;
                    output.Log($"{p.FilesDone}/{p.FileCount} files, {Size(p.BytesDone)} of {Size(p.BytesTotal)}");
                }
            });
            DataLocation location = DataStore.Default.GetAsync(set, progress, interruption.Token).GetAwaiter().GetResult();
            Print(common.Json(parsed), set, location);
        });
        return command;
    }

    private static CommandWithExamples PathOf()
    {
        var command = new CommandWithExamples("path", "Print the folder that a data set is read from.", "ls $(unroll data path surnames)");
        Argument<string> name = Name(command);
        var common = new CommonOptions(command);
        command.SetAction(parsed =>
        {
            DataSet set = Find(parsed.GetRequiredValue(name));
            DataLocation location = DataStore.Default.Resolve(set);
            if (location.Path is null)
            {
                throw new UnrollException(
                    $"{set.Name} is not on this machine, the built-in sample is used; "
                    + $"`unroll data get {set.Name}` downloads it to {DataStore.Default.CachePath(set)}");
            }

            Print(common.Json(parsed), set, location);
        });
        return command;
    }

    private static Argument<string> Name(Command command)
    {
        var name = new Argument<string>("NAME") { Description = "The data set; `unroll data list` names them." };
        command.Add(name);
        return name;
    }

    private static DataSet Find(string name)
    {
        string[] names = [.. DataSets.All.Select(s => s.Name)];
        return names.Contains(name, StringComparer.OrdinalIgnoreCase)
            ? DataSets.Find(name)
            : throw new UsageException($"unknown data set `{name}`{Suggestion.For(name, names)}; there are: {string.Join(", ", names)}");
    }

    private static void Print(bool json, DataSet set, DataLocation location)
    {
        if (json)
        {
            JsonDocumentWriter.Write(writer => WriteProperties(writer, set, location));
        }
        else
        {
            Standard.Out.WriteLine(location.Path);
        }
    }

    private static void WriteJson(Utf8JsonWriter json, DataSet set, DataLocation location)
    {
        json.WriteStartObject();
        WriteProperties(json, set, location);
        json.WriteEndObject();
    }

    private static void WriteProperties(Utf8JsonWriter json, DataSet set, DataLocation location)
    {
        json.WriteString("name", set.Name);
        json.WriteString("title", set.Title);
        json.WriteString("source", set.Source.ToString());
        json.WriteString("licence", set.Licence);
        json.WriteNumber("bytes", set.Bytes);
        json.WriteString("origin", location.Origin switch
        {
            DataOrigin.Given => "given",
            DataOrigin.Environment => "environment",
            DataOrigin.Cache => "cache",
            _ => "built-in",
        });
        json.WriteString("path", location.Path);
    }

    private static string Size(long bytes) => bytes < 1_000_000
        ? $"{bytes / 1e3:0} KB"
        : $"{bytes / 1e6:0.0} MB";

    /// <summary>Progress that is told at once and in order, which <see cref="Progress{T}"/> does not promise.</summary>
    private sealed class OrderedProgress(Action<DownloadProgress> action) : IProgress<DownloadProgress>
    {
        void IProgress<DownloadProgress>.Report(DownloadProgress value) => action(value);
    }
}
