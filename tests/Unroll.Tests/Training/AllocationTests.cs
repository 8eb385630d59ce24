using Unroll.Autograd;
using Unroll.Data;
using Unroll.Layers;
using Unroll.Models;
using Unroll.Optimizers;
using Unroll.Tests.Numerics;

namespace Unroll.Tests.Training;

/// <summary>What a training step costs in memory, measured over the whole process.</summary>
[Collection(MeasuredAlone.Name)]
public sealed class AllocationTests
{
    [Fact]
    public void AStepAfterWarmUpAllocatesNoBufferAndUnder16Kilobytes()
    {
        Stepper stepper = new();
        for (int i = 0; i < 200; i++)
        {
            stepper.Step(i);
        }

        long arena = stepper.Tape.Arena.ReservedBytes;
        const int Steps = 100;
        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (int i = 0; i < Steps; i++)
        {
            stepper.Step(i);
        }

        long perStep = (GC.GetTotalAllocatedBytes(precise: true) - before) / Steps;
        Assert.InRange(perStep, 0, 16 * 1024 - 1);
        Assert.Equal(arena, stepper.Tape.Arena.ReservedBytes);
    }

    [Fact]
    public void MemoryIsFlatOverTenThousandSteps()
    {
        Stepper stepper = new(units: 8);
        for (int i = 0; i < 1000; i++)
        {
            stepper.Step(i);
        }

        long arena = stepper.Tape.Arena.ReservedBytes, before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < 10_000; i++)
        {
            stepper.Step(i);
        }

        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.Equal(arena, stepper.Tape.Arena.ReservedBytes);
        Assert.InRange(grown, long.MinValue, 64 * 1024);
    }

    private sealed class Stepper
    {
        private readonly SequenceClassifier _model;
        private readonly IReadOnlyList<NamedParameter> _parameters;
        private readonly ClassificationTask _task;
        private readonly BoundOptimizer _optimizer;
        private readonly int[][] _batches;

        public Stepper(int units = 32)
        {
            LabeledText words = Toy.Words(256);
            _model = Toy.Model(words, units);
            _task = new ClassificationTask(_model, words);
            _parameters = _model.Parameters();
            _optimizer = new Adam(1e-3f).Bind(_parameters);
            _batches = new BatchPlan(_task.Lengths, 64, 1).ForEpoch(0);
        }

        public Tape Tape { get; } = new() { Recording = true, Training = true };

        public void Step(int i)
        {
            Tape.Reset();
            Tape.Step = (uint)i;
            Tape.Backward(_task.Loss(Tape, _batches[i % _batches.Length], out _));
            _optimizer.Step(1e-3f, GradientClipping.Scale(GradientClipping.Norm(_parameters), 1));
            _optimizer.ZeroGradients();
        }
    }
}
