using Unroll.Formats;
using Unroll.Layers;

namespace Unroll.Training;

/// <content>Saving and loading everything that training needs to go on bit for bit.</content>
public sealed partial class Trainer
{
    private void SaveCheckpoint(MetricsLog? log)
    {
        if (_run is null)
        {
            return;
        }

        var state = new CheckpointState();
        foreach ((string name, Parameter parameter) in _parameters)
        {
            state.SetSingles("model." + name, parameter.Value.ToArray());
        }

        _optimizer.SaveState(state);
        _schedule.SaveState(state);
        _position.Save(state, Seconds);
        _best.Save(state);
        _task.SaveState(state);
        log?.FlushToDisk();
        state.Save(_run.CheckpointPath);
        _checkpointAt = _clock.Elapsed.TotalSeconds + _options.CheckpointSeconds;
    }

    private void LoadCheckpoint()
    {
        CheckpointState state = CheckpointState.Load(_run!.CheckpointPath);
        foreach ((string name, Parameter parameter) in _parameters)
        {
            float[] values = state.GetSingles("model." + name);
            if (values.Length != parameter.Value.Count)
            {
                throw new UnrollException($"{_run.CheckpointPath}: `{name}` has {values.Length} values, the model expects {parameter.Value.Count}");
            }

            values.CopyTo(parameter.Value.Span);
            parameter.Value.MarkChanged();
        }

        _optimizer.LoadState(state);
        _schedule.LoadState(state);
        _position = TrainingPosition.Load(state, out _secondsBefore);
        _best.Load(state);
        _task.LoadState(state);

        // The record of an epoch is written at its last step, after a checkpoint that may fall on the same step: before the epoch has
        // ended its record is still to come, and one that stands there is from after the checkpoint.
        MetricsLog.TruncateAfter(_run.MetricsPath, _position.Batch == 0 ? _position.Step : _position.Step - 1);
    }
}
