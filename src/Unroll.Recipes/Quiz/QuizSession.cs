using Unroll.Data;
using Unroll.Models;
using Unroll.Numerics;

namespace Unroll.Recipes;

/// <summary>
/// You against the model: texts whose label is to be guessed. Every label is asked for equally often, however rare it is in the data,
/// and no text comes twice before all texts of its label have come.
/// </summary>
public sealed class QuizSession
{
    private readonly LabeledText _data;
    private readonly SequenceClassifier? _model;
    private readonly RngSequence _random;
    private readonly int[] _labels;
    private readonly Dictionary<int, Queue<int>> _waiting = [];
    private readonly Queue<int> _nextLabels = new();
    private QuizQuestion? _open;

    /// <summary>Starts a quiz.</summary>
    /// <param name="data">The texts; best such that the model was not trained on.</param>
    /// <param name="model">The opponent; null to play alone.</param>
    /// <param name="seed">The same seed gives the same questions.</param>
    /// <exception cref="ArgumentException">There is no text.</exception>
    public QuizSession(LabeledText data, SequenceClassifier? model, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Count == 0)
            throw new ArgumentException("expected at least one text to ask for", nameof(data));
        _data = data;
        _model = model;
        _random = new RngSequence(seed, RandomPurpose.Sampling);
        _labels = [.. data.Select(i => i.Label).Distinct().Order()];
    }

    /// <summary>The player's score.</summary>
    public QuizScore Player { get; private set; }

    /// <summary>The model's score on the same questions.</summary>
    public QuizScore Model { get; private set; }

    /// <summary>The next question; one that was not answered is left out of the scores.</summary>
    public QuizQuestion Next()
    {
        if (_nextLabels.Count == 0)
            Shuffled(_labels).ForEach(_nextLabels.Enqueue);
        int label = _nextLabels.Dequeue();
        if (!_waiting.TryGetValue(label, out Queue<int>? items) || items.Count == 0)
            _waiting[label] = items = new Queue<int>(Shuffled(Enumerable.Range(0, _data.Count).Where(i => _data[i].Label == label)));
        _open = new QuizQuestion(Player.Asked + 1, _data[items.Dequeue()].Text, _data.Labels[label], _data.Labels);
        return _open;
    }

    /// <summary>Answers the question.</summary>
    /// <param name="answer">A label, or the start of one that fits no other; case does not matter.</param>
    /// <exception cref="UnrollException">It is no label, or the start of several; the question stays open.</exception>
    /// <exception cref="InvalidOperationException">No question is open.</exception>
    public QuizReply Answer(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        QuizQuestion question = _open ?? throw new InvalidOperationException("there is no open question; call Next first");
        string chosen = Recognize(answer.Trim(), question.Choices);
        Prediction? prediction = _model?.Predict(question.Text);
        var reply = new QuizReply(
            chosen == question.Answer, chosen, question.Answer, prediction?.Label, prediction?.Top(1)[0].Probability ?? float.NaN);
        Player = Player.Add(reply.Correct);
        if (prediction is not null)
            Model = Model.Add(reply.ModelCorrect);
        _open = null;
        return reply;
    }

    private static string Recognize(string answer, IReadOnlyList<string> choices)
    {
        string? whole = choices.FirstOrDefault(c => c.Equals(answer, StringComparison.OrdinalIgnoreCase));
        if (whole is not null)
            return whole;
        string[] fitting = answer.Length == 0 ? [] : [.. choices.Where(c => c.StartsWith(answer, StringComparison.OrdinalIgnoreCase))];
        return fitting.Length switch
        {
            1 => fitting[0],
            0 => throw new UnrollException($"`{answer}` is none of {string.Join(", ", choices)}"),
            _ => throw new UnrollException($"`{answer}` could be {string.Join(" or ", fitting)}; type more of it"),
        };
    }

    private List<int> Shuffled(IEnumerable<int> items)
    {
        int[] all = [.. items];
        _random.Shuffle<int>(all);
        return [.. all];
    }
}
