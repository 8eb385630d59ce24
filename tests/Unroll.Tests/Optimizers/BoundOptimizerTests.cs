using Unroll.Layers;
using Unroll.Numerics;
using Unroll.Optimizers;

namespace Unroll.Tests.Optimizers;

public sealed class BoundOptimizerTests
{
    public static TheoryData<string> Optimizers =>
    [
        "sgd", "sgd:momentum=0.9,nesterov", "sgd:momentum=0.9,dampening=0.5", "adagrad:initial-accumulator=0.1", "adadelta",
        "rmsprop", "rmsprop:centered", "rmsprop:momentum=0.9", "rmsprop:momentum=0.9,centered", "adam", "adam:amsgrad", "adamw",
    ];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void ThreadsDoNotChangeTheBits(string text)
    {
        uint[] one = Run(1);
        Assert.Equal(one, Run(2));
        Assert.Equal(one, Run(3));
        Assert.Equal(one, Run(4));

        uint[] Run(int threads)
        {
            using var team = new ThreadTeam(threads);
            NamedParameter[] parameters = TestParameters.Make(("a", [150_001]), ("b", [3]), ("c", [301, 501]), ("d", [0]));
            BoundOptimizer optimizer = Optimizer.Parse(text).Bind(parameters, team);
            for (int step = 0; step < 3; step++)
            {
                TestParameters.SetNoise(parameters, step);
                optimizer.Step(0.01f);
            }

            return TestParameters.Bits(parameters);
        }
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void AnElementDoesNotDependOnItsPlace(string text)
    {
        // The same numbers as one long parameter and as eleven of length 1 (all tail).
        NamedParameter[] whole = TestParameters.Make(("w", [11]));
        NamedParameter[] pieces = TestParameters.Make([.. Enumerable.Range(0, 11).Select(i => ($"p{i}", new[] { 1 }))]);
        for (int i = 0; i < 11; i++)
        {
            pieces[i].Parameter.Value[0] = whole[0].Parameter.Value[i];
        }

        BoundOptimizer a = Optimizer.Parse(text).Bind(whole), b = Optimizer.Parse(text).Bind(pieces);
        for (int step = 0; step < 4; step++)
        {
            TestParameters.SetGradients(whole);
            for (int i = 0; i < 11; i++)
            {
                pieces[i].Parameter.Gradient[0] = whole[0].Parameter.Gradient[i];
            }

            a.Step(0.05f);
            b.Step(0.05f);
        }

        Assert.Equal(TestParameters.Bits(whole), TestParameters.Bits(pieces));
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void StepAllocatesNothing(string text)
    {
        using var team = new ThreadTeam(1);
        NamedParameter[] parameters = TestParameters.Small();
        BoundOptimizer optimizer = Optimizer.Parse(text).Bind(parameters, team);
        Work(5);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Work(100);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Work(int steps)
        {
            for (int step = 0; step < steps; step++)
            {
                TestParameters.SetGradients(parameters);
                GradientClipping.ClipValue(parameters, 5);
                optimizer.Step(0.01f, GradientClipping.Scale(GradientClipping.Norm(parameters, team), 1));
                optimizer.ZeroGradients();
            }
        }
    }

    [Fact]
    public void TheGradientScaleIsAFactorOfTheGradient()
    {
        NamedParameter[] scaled = TestParameters.Small(), folded = TestParameters.Small();
        BoundOptimizer a = new Adam(0.01f, weightDecay: 0.1).Bind(scaled), b = new Adam(0.01f, weightDecay: 0.1).Bind(folded);
        TestParameters.SetGradients(scaled);
        TestParameters.SetGradients(folded);
        foreach ((_, Parameter p) in scaled)
        {
            foreach (ref float g in p.Gradient.Span)
            {
                g *= 0.3f;
            }
        }

        a.Step(0.01f);
        b.Step(0.01f, 0.3f);
        Assert.Equal(TestParameters.Bits(scaled), TestParameters.Bits(folded));
    }

    [Fact]
    public void MarksWhatItChangesAndLeavesFrozenParametersAlone()
    {
        NamedParameter[] parameters = TestParameters.Small();
        BoundOptimizer optimizer = new Sgd(0.1f, momentum: 0.9).Bind(parameters);
        Parameter frozen = parameters[1].Parameter, trained = parameters[0].Parameter;
        frozen.Trainable = false;
        float[] before = frozen.Value.ToArray();
        (int frozenVersion, int trainedVersion) = (frozen.Value.Version, trained.Value.Version);
        TestParameters.SetGradients(parameters);
        optimizer.Step(0.1f);
        Assert.Equal(before, frozen.Value.ToArray());
        Assert.Equal(frozenVersion, frozen.Value.Version);
        Assert.Equal(trainedVersion + 1, trained.Value.Version);
        Assert.Equal(1, optimizer.Steps);
    }

    [Fact]
    public void ZeroGradientsClearsEveryGradient()
    {
        NamedParameter[] parameters = TestParameters.Small();
        TestParameters.SetGradients(parameters);
        new Sgd().Bind(parameters).ZeroGradients();
        Assert.All(parameters, p => Assert.All(p.Parameter.Gradient.ToArray(), g => Assert.Equal(0f, g)));
    }

    [Fact]
    public void SeveralThreadsClearEveryGradientToo()
    {
        foreach (int threads in new[] { 1, 2, 3 })
        {
            using var team = new ThreadTeam(threads);
            NamedParameter[] parameters = TestParameters.Make(("a", [30_001]), ("b", [3]), ("c", [200, 151]), ("d", [7]));
            TestParameters.SetNoise(parameters, 2);
            new Sgd().Bind(parameters, team).ZeroGradients();
            Assert.All(parameters, p => Assert.True(p.Parameter.Gradient.Span.IndexOfAnyExcept(0f) < 0, $"{p.Name}, {threads} threads"));
        }
    }

    [Theory]
    [InlineData("adamw:weight-decay=0.5,decay=matrices")]
    [InlineData("adam:weight-decay=0.5,decay=matrices")]
    public void TheFilterKeepsVectorsFromDecaying(string text)
    {
        // Without gradients only the decay moves a parameter.
        NamedParameter[] parameters = TestParameters.Small();
        float[][] before = [.. parameters.Select(p => p.Parameter.Value.ToArray())];
        Optimizer.Parse(text).Bind(parameters).Step(0.1f);
        for (int k = 0; k < parameters.Length; k++)
        {
            bool matrix = parameters[k].Parameter.Value.Shape.Rank == 2;
            Assert.Equal(!matrix, before[k].AsSpan().SequenceEqual(parameters[k].Parameter.Value.Span));
        }
    }

    [Fact]
    public void OneSettingsObjectServesSeveralRuns()
    {
        var settings = new Adam(0.05f);
        NamedParameter[] first = TestParameters.Small(), second = TestParameters.Small();
        BoundOptimizer a = settings.Bind(first);
        TestParameters.SetGradients(first);
        a.Step(0.05f);
        BoundOptimizer b = settings.Bind(second);
        TestParameters.SetGradients(second);
        b.Step(0.05f);
        Assert.Equal(TestParameters.Bits(first), TestParameters.Bits(second));
    }

    [Theory]
    [InlineData(float.NaN, 1f)]
    [InlineData(-1f, 1f)]
    [InlineData(0.1f, float.NaN)]
    [InlineData(0.1f, float.PositiveInfinity)]
    public void RefusesToSpoilTheParameters(float rate, float scale)
    {
        NamedParameter[] parameters = TestParameters.Small();
        uint[] before = TestParameters.Bits(parameters);
        TestParameters.SetGradients(parameters);
        BoundOptimizer optimizer = new Adam().Bind(parameters);
        Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.Step(rate, scale));
        Assert.Equal(before, TestParameters.Bits(parameters));
        Assert.Equal(0, optimizer.Steps);
    }

    [Fact]
    public void RefusesAParameterOrANameTwice()
    {
        NamedParameter[] parameters = TestParameters.Small();
        Assert.Throws<ArgumentException>(() => new Adam().Bind([parameters[0], new NamedParameter("other", parameters[0].Parameter)]));
        Assert.Throws<ArgumentException>(() => new Adam().Bind([parameters[0], new NamedParameter("matrix", parameters[1].Parameter)]));
    }

    [Fact]
    public void CenteredRmsPropSurvivesAConstantGradient()
    {
        // The variance of a constant gradient is zero, and rounds to below zero: PyTorch's root is then NaN.
        NamedParameter[] parameters = TestParameters.Make(("w", [64]));
        BoundOptimizer optimizer = new RmsProp(1e-4f, centered: true).Bind(parameters);
        bool below = false;
        for (int step = 0; step < 3000; step++)
        {
            for (int i = 0; i < 64; i++)
            {
                parameters[0].Parameter.Gradient[i] = 0.1f + (0.013f * i);
            }

            optimizer.Step(1e-4f);
        }

        for (int i = 0; i < 64; i++)
        {
            below |= Below(0.1f + (0.013f * i));
        }

        Assert.True(below, "expected the variance of at least one of these gradients to round to below zero");
        Assert.All(TestParameters.Values(parameters), x => Assert.True(float.IsFinite(x)));

        static bool Below(float g)
        {
            float square = 0, mean = 0;
            bool found = false;
            for (int step = 0; step < 3000; step++)
            {
                square = (0.99f * square) + (0.01f * g * g);
                mean = (0.99f * mean) + (0.01f * g);
                found |= square - (mean * mean) < 0;
            }

            return found;
        }
    }
}
