using System.Text;

namespace Unroll.Cli.Tests;

/// <summary>Files that cannot be used: exit code 1, one line with what, where and what to do, and nothing left behind.</summary>
public sealed class BadInputTests(TrainedModel model)
{
    [Theory]
    [InlineData("", "data.tsv: the file is empty")]
    [InlineData("\n \n", "data.tsv: the file is empty")]
    [InlineData("Satoshi Japanese\n", "data.tsv:1: no tab; expected text<TAB>label")]
    [InlineData("Satoshi\tJapanese\nJakeman\tEnglish\textra\n", "data.tsv:2: more than one tab")]
    [InlineData("Satoshi\tJapanese\nHanako\tJapanese\n", "expected at least two classes")]
    [InlineData("Satoshi\tJapanese\nJakeman\t\n", "data.tsv:2: empty label")]
    public void TrainingRefusesATable(string text, string expected)
    {
        using var place = new Workplace();
        place.Write("data.tsv", text);

        Cli.Run(place.Folder, "train", "classify", "data.tsv").FailedWith(1, expected);
        Cli.Run(place.Folder, "train", "classify", "data.tsv", "--out", "deep/run", "--json").FailedWith(1, expected);

        place.AssertUntouched();
    }

    [Fact]
    public void AMissingFileIsNamed()
    {
        using var place = new Workplace();

        Cli.Run(place.Folder, "train", "classify", "nothing.tsv").FailedWith(1, "nothing.tsv: no such file");
        Cli.Run(place.Folder, "eval", model.Run, "nothing.tsv").FailedWith(1, "nothing.tsv: no such file");
        Cli.Run(place.Folder, "predict", "nothing", "Satoshi").FailedWith(1, "nothing");
        Cli.Run(place.Folder, "resume", "nothing").FailedWith(1, "nothing");
        Cli.Run(place.Folder, "inspect", "nothing").FailedWith(1, "nothing");

        place.AssertUntouched();
    }

    [Fact]
    public void BytesThatAreNotUtf8AreLocated()
    {
        using var place = new Workplace();
        place.Write("data.tsv", [.. "Satoshi\tJapanese\nNu"u8, 0xF1, .. "ez\tSpanish\n"u8]);

        Cli.Run(place.Folder, "train", "classify", "data.tsv").FailedWith(1, "data.tsv:2: byte 19 (0xF1) is not valid UTF-8");

        place.AssertUntouched();
    }

    [Fact]
    public void ALineOf100MegabytesIsRefused()
    {
        using var place = new Workplace();
        using (FileStream file = File.Create(place["data.tsv"]))
        {
            file.Write("Satoshi\tJapanese\n"u8);
            byte[] block = Encoding.UTF8.GetBytes(new string('x', 1_000_000));
            for (int i = 0; i < 100; i++)
            {
                file.Write(block);
            }
        }

        place.Remember();

        Cli.Run(place.Folder, "train", "classify", "data.tsv").FailedWith(1, "data.tsv:2: the line is longer than 1048576 bytes");

        place.AssertUntouched();
    }

    [Fact]
    public void ALabelThatTrainingDidNotSeeIsNamed()
    {
        using var place = new Workplace();
        place.Write("data.tsv", "Satoshi\tNorth\nHanako\tWest\n");

        Cli.Run(place.Folder, "eval", model.Run, "data.tsv").FailedWith(1, "data.tsv:2", "\"West\" was not seen in training", "North");

        place.AssertUntouched();
    }

    [Fact]
    public void StandardInputIsCheckedLikeAFile()
    {
        Outcome outcome = Cli.Run(Path.GetTempPath(), [.. "Kalsen\n"u8, 0xFF, (byte)'\n'], "predict", model.Run, "--json");

        outcome.FailedWith(1, "standard input:2", "not valid UTF-8");
    }

    [Fact]
    public void AnOutFolderBelowAFileIsRefused()
    {
        using var place = new Workplace();
        place.Write("data.tsv", Names.Table(60));

        Cli.Run(place.Folder, "train", "classify", "data.tsv", "--out", "data.tsv/run").FailedWith(1, "data.tsv/run");
        Cli.Run(place.Folder, "train", "classify", "data.tsv", "--out", "data.tsv").FailedWith(1, "data.tsv is a file");

        place.AssertUntouched();
    }

    [Fact]
    public void AFolderThatNobodyMayWriteToIsRefused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /sys, where not even the superuser makes files");
        using var place = new Workplace();
        place.Write("data.tsv", Names.Table(60));

        Cli.Run(place.Folder, "train", "classify", "data.tsv", "--out", "/sys/unroll-run").FailedWith(1, "cannot write /sys/unroll-run");
        Cli.Run(place.Folder, "export", model.Run, "/sys/unroll.safetensors").FailedWith(1, "cannot write /sys/unroll.safetensors");

        place.AssertUntouched();
    }

    [Theory]
    [InlineData("--units", "2000000000", "expected at most 16384 for `units`")]
    [InlineData("--layers", "2000000000", "expected at most 1024 for `layers`")]
    [InlineData("--embedding", "2000000000", "expected at most 16384 for `embedding`")]
    public void ASizeThatNoMachineHasIsRefused(string option, string size, string expected)
    {
        using var place = new Workplace();
        place.Write("data.tsv", Names.Table(60));

        Cli.Run(place.Folder, "train", "classify", "data.tsv", option, size, "--quiet").FailedWith(1, expected);

        place.AssertUntouched();
    }

    [Fact]
    public void AFolderThatIsNotEmptyIsLeftAlone()
    {
        using var place = new Workplace();
        place.Write("data.tsv", Names.Table(60));
        place.Write("mine/letter.txt", "dear");

        Cli.Run(place.Folder, "train", "classify", "data.tsv", "--out", "mine").FailedWith(1, "mine is not empty");

        place.AssertUntouched();
    }

    [Fact]
    public void AFullDiskIsNamed()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs the device /dev/full of Linux");

        Cli.RunInto("/dev/full", Path.GetTempPath(), "predict", model.Run, "Kalsen").FailedWith(1, "the disk is full");
        Cli.RunInto("/dev/full", Path.GetTempPath(), "predict", model.Run, "Kalsen", "--json").FailedWith(1, "the disk is full");
        Cli.Run(Path.GetTempPath(), "export", model.Run, "/dev/full").FailedWith(1, "the disk is full");
    }
}
