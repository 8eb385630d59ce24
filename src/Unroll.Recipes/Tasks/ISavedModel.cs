using Unroll.Layers;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>
/// A trained model as the commands see it, whatever it was trained for. A model supports what makes sense for it; the rest says so.
/// </summary>
public interface ISavedModel
{
    /// <summary>The parameters, for <c>inspect</c> and <c>export</c>.</summary>
    Module Module { get; }

    /// <summary>What it is in one line, as in "language model: 65 characters, lstm of 256 units".</summary>
    string Summary { get; }

    /// <summary>Alternatives that <c>predict</c> shows for each input unless told.</summary>
    int UsualTop => 3;

    /// <summary>Answers inputs for <c>predict</c>: one output for each, in order.</summary>
    /// <exception cref="UnrollException">This kind of model does not predict, or an input cannot be read.</exception>
    IReadOnlyList<ModelOutput> Predict(IReadOnlyList<string> inputs, PredictRequest request) =>
        throw new UnrollException("this model does not answer inputs; try `unroll sample` or `unroll inspect`");

    /// <summary>Metrics for <c>eval</c>, on files or, where none is given, on what the run held out.</summary>
    /// <exception cref="UnrollException">This kind of model cannot be evaluated on files, or the data does not fit it.</exception>
    RunResult Evaluate(RunFolder? run, IReadOnlyList<string> data, IRunOutput output) =>
        throw new UnrollException("this model cannot be evaluated on a file");

    /// <summary>Draws from the model for <c>sample</c>: texts, or the files that <see cref="SampleRequest.Out"/> asks for.</summary>
    /// <exception cref="UnrollException">This kind of model does not generate, or the prefix cannot be read.</exception>
    void Sample(SampleRequest request, ISampleOutput output) =>
        throw new UnrollException("this model does not generate; try `unroll predict`");
}
