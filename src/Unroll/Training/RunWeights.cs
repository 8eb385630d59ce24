using Unroll.Formats;
using Unroll.Layers;

namespace Unroll.Training;

/// <summary>Loads the model of a run.</summary>
public static class RunWeights
{
    /// <summary>
    /// Makes the model of a run and gives it the run's weights, which are read meanwhile on another thread. Checking them against their
    /// hash takes longer than reading: the model is tried out meanwhile, so that what a first prediction needs is compiled and packed
    /// by then. It is returned when the check is over.
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

        var reading = Task.Run(() => Safetensors.ReadUnchecked(run.ModelPath));
        Task checking = reading.ContinueWith(
            read => read.GetAwaiter().GetResult().Check(),
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        T model = create();
        model.Import(reading.GetAwaiter().GetResult().Tensors, run.ModelPath);
        try
        {
            if (!checking.IsCompleted)
            {
                tryOut?.Invoke(model);
            }
        }
        finally
        {
            // Whatever damaged weights did to the trial, that they are damaged is what matters.
            checking.GetAwaiter().GetResult();
        }

        return model;
    }
}
