using System.Globalization;
using System.Text;
using System.Text.Json;
using Unroll.Layers;
using Unroll.Models;
using Unroll.Recipes.Integrals.Checking;
using Unroll.Recipes.Integrals.Generating;
using Unroll.Recipes.Integrals.Symbols;

namespace Unroll.Recipes.Integrals;

/// <summary>A network that integrates, as the commands see it: formulas in, ranked candidates with ticks out.</summary>
internal sealed class SavedIntegrator(string path) : ISavedModel
{
    private readonly Translator _model = TranslatorFiles.Load(path);

    /// <inheritdoc/>
    public Module Module => _model;

    /// <inheritdoc/>
    public string Summary => $"integrates: {new SavedTranslator(_model).Summary}";

    /// <inheritdoc/>
    public IReadOnlyList<ModelOutput> Predict(IReadOnlyList<string> inputs, PredictRequest request)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(request);
        var problems = new Problem[inputs.Count];
        for (int i = 0; i < problems.Length; i++)
        {
            problems[i] = Read(inputs[i]);
        }

        Candidate[][] candidates = Answers.Ask(_model, problems, Math.Max(10, request.Top));
        return [.. candidates.Select((c, i) => Output(inputs[i], problems[i], [.. c.Take(Math.Max(1, request.Top))]))];
    }

    private static Problem Read(string input)
    {
        try
        {
            Expression given = Infix.Read(input).ToExpression();
            Question question = given.Has("ddy") ? Question.SecondOrder : given.Has("dy") ? Question.FirstOrder : Question.Integral;
            return new Problem(question, given, Algebra.Zero);
        }
        catch (Exception e) when (e is DivideByZeroException or OverflowException)
        {
            throw new UnrollException($"`{input}`: {(e is OverflowException ? "a number is too large" : "it divides by zero")}", e);
        }
        catch (UnrollException e)
        {
            throw new UnrollException($"`{input}`: {e.Message}", e);
        }
    }

    private static ModelOutput Output(string input, Problem problem, Candidate[] candidates)
    {
        var text = new StringBuilder(Infix.Write(problem.Given));
        for (int i = 0; i < candidates.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  {IntegralsPage.Tick(candidates[i].Verdict)} {candidates[i].Text}   ({candidates[i].LogProbability:F2})");
        }

        return new ModelOutput(text.ToString(), json => Write(json, input, problem, candidates));
    }

    private static void Write(Utf8JsonWriter json, string input, Problem problem, Candidate[] candidates)
    {
        json.WriteString("input", input);
        json.WriteString("question", problem.Question.ToString().ToLowerInvariant());
        json.WriteStartArray("candidates");
        foreach (Candidate candidate in candidates)
        {
            json.WriteStartObject();
            json.WriteString("answer", candidate.Text);
            json.WriteBoolean("right", candidate.Verdict != Verdict.No);
            json.WriteString("verdict", candidate.Verdict.ToString().ToLowerInvariant());
            json.WriteNumber("log_probability", candidate.LogProbability);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
