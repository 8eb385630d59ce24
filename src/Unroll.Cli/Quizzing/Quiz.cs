using System.Globalization;
using Unroll.Cli.Output;
using Unroll.Recipes;

namespace Unroll.Cli.Quizzing;

/// <summary>
/// Asks questions on the terminal and keeps the score. With --json the talk goes to standard error, the score to standard output.
/// </summary>
internal sealed class Quiz(QuizSession session, bool json)
{
    private const int Columns = 78;
    private readonly TextWriter _talk = json ? Standard.Error : Standard.Out;

    /// <summary>Asks until the questions or the answers end.</summary>
    public void Play(string model, int questions)
    {
        using StreamReader input = Standard.OpenInputText();
        while (session.Player.Asked < questions && Ask(input))
        {
        }

        (QuizScore player, QuizScore opponent) = (session.Player, session.Model);
        if (json)
        {
            JsonDocumentWriter.Write(writer =>
            {
                writer.WriteString("model", model);
                writer.WriteNumber("questions", player.Asked);
                writer.WriteNumber("right", player.Right);
                writer.WriteNumber("model_right", opponent.Right);
            });
            return;
        }

        _talk.WriteLine(player.Asked == 0 ? "no question answered" : $"{player.Asked} questions: you {player.Right}, the model {opponent.Right}");
    }

    private bool Ask(StreamReader input)
    {
        QuizQuestion question = session.Next();
        if (question.Number == 1)
        {
            _talk.WriteLine(Grid(question.Choices));
        }

        _talk.WriteLine($"{question.Number}. {question.Text}");
        while (true)
        {
            _talk.Write("> ");
            _talk.Flush();
            string? typed = input.ReadLine()?.Trim();
            if (string.IsNullOrEmpty(typed))
            {
                _talk.WriteLine();
                return false;
            }

            if (TryAnswer(question, typed))
            {
                return true;
            }
        }
    }

    /// <summary>Takes a number, a name or the start of a name; says what is wrong with anything else.</summary>
    private bool TryAnswer(QuizQuestion question, string typed)
    {
        if (int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            typed = number >= 1 && number <= question.Choices.Count ? question.Choices[number - 1] : typed;
        }

        QuizReply reply;
        try
        {
            reply = session.Answer(typed);
        }
        catch (UnrollException e)
        {
            _talk.WriteLine($"   {e.Message}");
            return false;
        }

        string verdict = reply.Correct ? "right" : $"no: {reply.Answer}";
        string opponent = reply.ModelAnswer is null ? ""
            : $"; the model says {reply.ModelAnswer} "
                + $"({ProgressText.Percent(reply.ModelProbability)}, {(reply.ModelCorrect ? "right" : "wrong")})";
        _talk.WriteLine($"   {verdict}{opponent}. You {session.Player.Right}, the model {session.Model.Right} of {session.Player.Asked}\n");
        return true;
    }

    /// <summary>The choices with their numbers, in as many columns as fit.</summary>
    private static string Grid(IReadOnlyList<string> choices)
    {
        string[] cells = [.. choices.Select((c, i) => $"{i + 1,3} {c}")];
        int width = cells.Max(TextTable.Columns) + 2;
        string[][] rows = [.. cells.Chunk(Math.Max(1, Columns / width))];
        return string.Concat(rows.Select(row => string.Concat(row.Select(c => c + new string(' ', width - TextTable.Columns(c)))).TrimEnd() + "\n"));
    }
}
