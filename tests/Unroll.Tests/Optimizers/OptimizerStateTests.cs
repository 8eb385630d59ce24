using Unroll.Formats;
using Unroll.Layers;
using Unroll.Optimizers;

namespace Unroll.Tests.Optimizers;

public sealed class OptimizerStateTests
{
    [Theory]
    [MemberData(nameof(BoundOptimizerTests.Optimizers), MemberType = typeof(BoundOptimizerTests))]
    public void GoesOnBitForBit(string text)
    {
        NamedParameter[] whole = TestParameters.Small(), resumed = TestParameters.Small();
        BoundOptimizer straight = Optimizer.Parse(text).Bind(whole);
        for (int step = 0; step < 15; step++)
        {
            Step(straight, whole, step);
        }

        BoundOptimizer before = Optimizer.Parse(text).Bind(resumed);
        for (int step = 0; step < 7; step++)
        {
            Step(before, resumed, step);
        }

        string path = Path.GetTempFileName();
        try
        {
            var checkpoint = new CheckpointState();
            before.SaveState(checkpoint);
            checkpoint.Save(path);

            // The run being left goes on for a while: the checkpoint must hold copies, and restoring must undo what came after.
            uint[] saved = TestParameters.Bits(resumed);
            Step(before, resumed, 7);
            Restore(resumed, saved);

            BoundOptimizer after = Optimizer.Parse(text).Bind(resumed);
            after.LoadState(CheckpointState.Load(path));
            Assert.Equal(7, after.Steps);
            for (int step = 7; step < 15; step++)
            {
                Step(after, resumed, step);
            }
        }
        finally
        {
            File.Delete(path);
        }

        Assert.Equal(TestParameters.Bits(whole), TestParameters.Bits(resumed));
    }

    [Fact]
    public void LoadingReplacesTheStateOfAnOptimizerAlreadyAtWork()
    {
        NamedParameter[] parameters = TestParameters.Small();
        uint[] start = TestParameters.Bits(parameters);
        BoundOptimizer optimizer = new Adam(0.05f).Bind(parameters);
        var fresh = new CheckpointState();
        optimizer.SaveState(fresh);
        uint[] first = Trained();
        Restore(parameters, start);
        optimizer.LoadState(fresh);
        Assert.Equal(0, optimizer.Steps);
        Assert.Equal(first, Trained());

        uint[] Trained()
        {
            for (int step = 0; step < 4; step++)
            {
                TestParameters.SetGradients(parameters);
                optimizer.Step(0.05f);
            }

            return TestParameters.Bits(parameters);
        }
    }

    [Fact]
    public void NamesAreThoseOfTheParametersAndOfPyTorch()
    {
        NamedParameter[] parameters = TestParameters.Small();
        parameters[3].Parameter.Trainable = false;
        BoundOptimizer optimizer = new Adam().Bind(parameters);
        TestParameters.SetGradients(parameters);
        optimizer.Step(0.1f);
        var checkpoint = new CheckpointState();
        optimizer.SaveState(checkpoint);
        Assert.Equal(
            [
                "optimizer/steps", "optimizer/parameter_steps", "optimizer/matrix/exp_avg", "optimizer/matrix/exp_avg_sq",
                "optimizer/bias/exp_avg", "optimizer/bias/exp_avg_sq", "optimizer/gain/exp_avg", "optimizer/gain/exp_avg_sq", "optimizer/name",
            ],
            checkpoint.Names);
        Assert.Equal([1, 1, 1, 0], checkpoint.GetInt64s("optimizer/parameter_steps"));
        NamedArray mean = checkpoint.GetArray("optimizer/matrix/exp_avg");
        Assert.Equal([3, 7], mean.Shape);

        // After one step the mean is (1 - beta1) of the gradient: the order of the elements is that of the parameter.
        Assert.Equal(parameters[0].Parameter.Gradient.ToArray().Select(g => (float)(1 - 0.9) * g), mean.Data);
    }

    [Fact]
    public void RefusesTheStateOfAnotherOptimizerOrModelAndKeepsItsOwn()
    {
        NamedParameter[] parameters = TestParameters.Small();
        BoundOptimizer optimizer = new Adam(0.05f).Bind(parameters);
        TestParameters.SetGradients(parameters);
        optimizer.Step(0.05f);

        Refuses("optimizer sgd", new Sgd().Bind(TestParameters.Small()));
        Refuses("parameters", new Adam().Bind(TestParameters.Make(("matrix", [3, 7]))));
        Refuses("table", new Adam().Bind(TestParameters.Make(("matrix", [3, 7]), ("bias", [5]), ("gain", [1]), ("other", [2, 8]))));
        Refuses("shape [2, 8]", new Adam().Bind(TestParameters.Make(("matrix", [3, 7]), ("bias", [5]), ("gain", [1]), ("table", [8, 2]))));

        // Still in the middle of its own run.
        NamedParameter[] alone = TestParameters.Small();
        BoundOptimizer reference = new Adam(0.05f).Bind(alone);
        for (int step = 0; step < 2; step++)
        {
            TestParameters.SetGradients(alone);
            reference.Step(0.05f);
        }

        TestParameters.SetGradients(parameters);
        optimizer.Step(0.05f);
        Assert.Equal(TestParameters.Bits(alone), TestParameters.Bits(parameters));

        void Refuses(string says, BoundOptimizer other)
        {
            other.Step(0.1f);
            var checkpoint = new CheckpointState();
            other.SaveState(checkpoint);
            Assert.Contains(says, Assert.Throws<UnrollException>(() => optimizer.LoadState(checkpoint)).Message);
        }
    }

    [Fact]
    public void AmsgradNeedsItsThirdState()
    {
        BoundOptimizer plain = new Adam().Bind(TestParameters.Small());
        plain.Step(0.1f);
        var checkpoint = new CheckpointState();
        plain.SaveState(checkpoint);
        BoundOptimizer amsgrad = new Adam(amsgrad: true).Bind(TestParameters.Small());
        Assert.Contains("max_exp_avg_sq", Assert.Throws<UnrollException>(() => amsgrad.LoadState(checkpoint)).Message);
    }

    /// <summary>One parameter is frozen in steps 3 to 8, so that counts of steps differ at the checkpoint.</summary>
    private static void Step(BoundOptimizer optimizer, NamedParameter[] parameters, int step)
    {
        parameters[1].Parameter.Trainable = step is < 3 or > 8;
        TestParameters.SetGradients(parameters);
        optimizer.Step(0.02f);
    }

    private static void Restore(NamedParameter[] parameters, uint[] bits)
    {
        int at = 0;
        foreach ((_, Parameter p) in parameters)
        {
            foreach (ref float x in p.Value.Span)
            {
                x = BitConverter.UInt32BitsToSingle(bits[at++]);
            }
        }
    }
}
