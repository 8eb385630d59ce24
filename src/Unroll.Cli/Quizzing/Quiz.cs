using System.Globalization;
using Unroll.Cli.Output;
using Unroll.Recipes;

namespace Unroll.Cli.Quizzing;

/// <summary>Asks questions on the terminal and keeps the score. With --json the talk goes to standard error, the score to standard output.</summary>
internal sealed class Quiz(QuizSession session, bool json)
{
    private readonly TextWriter _talk = json ? Standard.Error : Standard.Out;
    private int _asked, _right, _modelRight;

    /// <summary>Asks until the questions or the answers end.</summary>
    public void Play(string model, int questions)
    {
        using StreamReader input = Standard.OpenInputText();
        while (_asked < questions && Ask(input))
        {
        }

        if (json)
        {
            JsonDocumentWriter.Write(writer =>
            {
                writer.WriteString("model", model);
                writer.WriteNumber("questions", _asked);
                writer.WriteNumber("right", _right);
                writer.WriteNumber("model_right", _modelRight);
            });
            return;
        }

        _talk.WriteLine(_asked == 0 ? "no question answered" : $"{_asked} questions: you {_right}, the model {_modelRight}");
    }

    private bool Ask(StreamReader input)
    {
        QuizQuestion question = session.Next();
        _talk.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_asked + 1}. {question.Text}"));
        for (int i = 0; i < question.Choices.Count; i++)
        {
            _talk.Write(string.Create(CultureInfo.InvariantCulture, $"   {i + 1} {question.Choices[i]}"));
        }

        _talk.WriteLine();
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

            if (Find(question.Choices, typed) is { } choice)
            {
                Judge(question, session.Answer(choice));
                return true;
            }

            _talk.WriteLine($"   answer with a number from 1 to {question.Choices.Count}, or with a name");
        }
    }

    private void Judge(QuizQuestion question, QuizReply reply)
    {
        _asked++;
        _right += reply.Correct ? 1 : 0;
        bool modelRight = reply.ModelAnswer == question.Answer;
        _modelRight += modelRight ? 1 : 0;
        string verdict = reply.Correct ? "right" : $"no: {question.Answer}";
        _talk.WriteLine(
            $"   {verdict}; the model says {reply.ModelAnswer} ({ProgressText.Percent(reply.ModelProbability)}, {(modelRight ? "right" : "wrong")}). You {_right}, the model {_modelRight} of {_asked}\n");
    }

    /// <summary>A number, a name, or the start of one name only.</summary>
    private static string? Find(IReadOnlyList<string> choices, string typed)
    {
        if (int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return number >= 1 && number <= choices.Count ? choices[number - 1] : null;
        }

        string[] starting = [.. choices.Where(c => c.StartsWith(typed, StringComparison.OrdinalIgnoreCase))];
        return choices.FirstOrDefault(c => c.Equals(typed, StringComparison.OrdinalIgnoreCase)) ?? (starting.Length == 1 ? starting[0] : null);
    }
}
