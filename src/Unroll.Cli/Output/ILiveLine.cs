namespace Unroll.Cli.Output;

/// <summary>A line of the terminal that is drawn again and again.</summary>
internal interface ILiveLine
{
    /// <summary>Takes the line away, so that something else can be written.</summary>
    void Clear();

    /// <summary>Draws the line, cut to the terminal's width.</summary>
    void Draw();
}
