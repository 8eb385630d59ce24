using Unroll.Formats;
using Unroll.Layers;

namespace Unroll.Training;

/// <summary>Loads the model of a run.</summary>
public static class RunWeights
{
    /// <summary>
    /// Makes the model of a run and reads the run's weights into it, while another thread checks them against their hash. That takes
    /// longer: the model is tried out meanwhile, so that what a first prediction needs is compiled and packed by then. It is returned
    /// when the check is over.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="create">Makes the model, from the run's config. Its weights need no values.</param>
    /// <param name="tryOut">A small prediction; what comes of it is thrown away.</param>
    /// <exception cref="UnrollException">The run has no weights yet, or the file is damaged or of another model.</exception>
    public static T Load<T>(RunFolder run, Func<T> create, Action<T>? tryOut = null)
        where T : Module
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(create);
        if (!run.HasModel)
        {
            // What is wrong with the config comes first.
            create();
            throw new UnrollException($"{run.Path}: the run has no model.safetensors yet; finish it with `unroll resume {run.Path}`");
        }

        var opening = Task.Run(() => SafetensorsWeights.Open(run.ModelPath));
        Task checking = opening.ContinueWith(
            opened => opened.GetAwaiter().GetResult().Check(),
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        T model = create();
        using SafetensorsWeights weights = opening.GetAwaiter().GetResult();
        try
        {
            model.Import(new ArraySource(weights));
            if (!checking.IsCompleted)
            {
                tryOut?.Invoke(model);
            }
        }
        finally
        {
            // Whatever damaged weights led to so far, that they are damaged is what matters.
            checking.GetAwaiter().GetResult();
        }

        return model;
    }
}
