using Unroll.Benchmarks.Contenders;
using Unroll.Decoding;
using Unroll.Models;
using Unroll.Numerics;

namespace Unroll.Benchmarks.Sampling;

/// <summary>Our language model stepped character by character, each drawn from the logits of the last.</summary>
internal sealed class UnrollSampler : IContender
{
    private readonly LanguageStepper _stepper;
    private readonly LanguageState _state;
    private readonly TokenSampler _sampler = new(new SamplingOptions());
    private readonly RngSequence _random = new(1, RandomPurpose.Sampling);
    private int _last = 1;

    public UnrollSampler(LanguageModel model, ThreadTeam team)
    {
        _stepper = new LanguageStepper(model, team);
        _state = _stepper.Start();
    }

    public int Repeats => 200;

    public void Run()
    {
        for (int i = 0; i < Repeats; i++)
        {
            _last = _sampler.Next(_stepper.Step(_state, _last), _random);
        }
    }

    /// <summary>The logits after three characters.</summary>
    public Outcome Check()
    {
        LanguageState fresh = _stepper.Start();
        _stepper.Step(fresh, 5);
        _stepper.Step(fresh, 6);
        return new Outcome(_stepper.Step(fresh, 7).ToArray(), new Dictionary<string, float[]>());
    }

    public void Dispose()
    {
    }
}
