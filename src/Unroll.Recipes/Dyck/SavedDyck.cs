using System.Globalization;
using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Layers;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Reports.Sections;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>The language model of a dyck run. A string is written with numbered brackets: <c>(0 (1 )1 )0</c>.</summary>
internal sealed class SavedDyck : ISavedModel
{
    private readonly DyckModel _model;

    /// <exception cref="UnrollException">There is no model, or a file is damaged.</exception>
    public SavedDyck(string path)
    {
        RunFolder run = RunFolder.Open(path);
        _model = RunWeights.Load(run, () => DyckPlan.Read(run).KeptModel());
    }

    /// <inheritdoc/>
    public Module Module => _model;

    /// <inheritdoc/>
    public string Summary =>
        $"language model of Dyck-({_model.Language.Kinds},{_model.Language.Depth}): {_model.Recurrent.Options.Cell} of {_model.Recurrent.Options.Units} units";

    /// <summary>What a report looks at: the neighbours of the brackets, and gates and states on some strings of the language.</summary>
    public ModelView View(ulong seed)
    {
        DyckLanguage language = _model.Language;
        int[][] strings = language.DrawTokens(new RngSequence(seed, RandomPurpose.Data, stream: 4), 4, Math.Max(12, language.LongestTrained), 200);
        return new ModelView
        {
            Tokens = [.. Enumerable.Range(0, language.Tokens).Select(t => t == language.Boundary ? "(boundary)" : Write(t))],
            Sequences =
            [
                .. strings.Take(6).Select(s => (int[])[language.Boundary, .. s]).Select(read => TracedSequence.Of(
                    [.. read.Select(t => t == language.Boundary ? "|" : Write(t))],
                    () => _model.Forward(new Tape(), new SequenceLayout([read.Length]), read))),
            ],
        };
    }

    /// <inheritdoc/>
    public IReadOnlyList<ModelOutput> Predict(IReadOnlyList<string> inputs, PredictRequest request)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(request);
        return [.. inputs.Select(input =>
        {
            float[] next = Next(Read(input));
            (string Token, float Probability)[] top =
                [.. next.Select((p, i) => (Write(i), p)).OrderByDescending(t => t.p).Take(Math.Max(1, request.Top))];
            return new ModelOutput(
                string.Join("  ", top.Select(t => string.Create(CultureInfo.InvariantCulture, $"{t.Token} {t.Probability:P1}"))),
                json =>
                {
                    json.WriteString("input", input);
                    json.WriteStartArray("next");
                    foreach ((string token, float probability) in top)
                    {
                        json.WriteStartObject();
                        json.WriteString("token", token);
                        json.WriteNumber("probability", probability);
                        json.WriteEndObject();
                    }

                    json.WriteEndArray();
                });
        })];
    }

    /// <inheritdoc/>
    public void Sample(SampleRequest request, ISampleOutput output)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(output);
        var random = new RngSequence(request.Seed, RandomPurpose.Sampling);
        for (int n = 0; n < request.Count; n++)
        {
            List<int> tokens = [.. Read(request.Prefix)];
            double logProbability = 0;
            while (tokens.Count < (request.Length ?? 500))
            {
                request.Cancellation.ThrowIfCancellationRequested();
                float[] next = Next([.. tokens]);
                int token = Draw(next, request.Temperature, random);
                logProbability += Math.Log(Math.Max(next[token], 1e-30));
                if (token == _model.Language.Boundary)
                {
                    break;
                }

                tokens.Add(token);
                output.Piece(Write(token) + " ");
            }

            output.End(string.Join(' ', tokens.Select(Write)), logProbability);
        }
    }

    private float[] Next(int[] tokens)
    {
        var tape = new Tape();
        (SequenceLayout layout, int[] ids, _) = _model.Batch([tokens]);
        Tensor probabilities = tape.Softmax(_model.Forward(tape, layout, ids));
        return probabilities.Span[^_model.Language.Tokens..].ToArray();
    }

    private static int Draw(float[] probabilities, double temperature, RngSequence random)
    {
        if (temperature <= 0)
        {
            return Array.IndexOf(probabilities, probabilities.Max());
        }

        double[] weights = [.. probabilities.Select(p => Math.Pow(p, 1 / temperature))];
        double at = random.NextDouble() * weights.Sum();
        for (int i = 0; i < weights.Length - 1; i++)
        {
            at -= weights[i];
            if (at < 0)
            {
                return i;
            }
        }

        return weights.Length - 1;
    }

    private string Write(int token) => token == _model.Language.Boundary ? "end"
        : token < _model.Language.Kinds ? $"({token}" : $"){token - _model.Language.Kinds}";

    private int[] Read(string text) => [.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(piece =>
        piece[0] is '(' or ')' && int.TryParse(piece.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int kind) && kind < _model.Language.Kinds
            ? kind + (piece[0] == ')' ? _model.Language.Kinds : 0)
            : throw new UnrollException(
                $"`{piece}` is no bracket of this model: write ({_model.Language.Kinds - 1} and ){_model.Language.Kinds - 1} for the kinds 0 to {_model.Language.Kinds - 1}, with spaces between"))];
}
