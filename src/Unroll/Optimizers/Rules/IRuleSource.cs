namespace Unroll.Optimizers.Rules;

/// <summary>An optimizer's settings as the constants of one step of one parameter.</summary>
internal interface IRuleSource<TRule>
    where TRule : struct, IUpdateRule
{
    /// <summary>The rule of a step.</summary>
    /// <param name="step">The number of the parameter's own step, from 1.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="decays">Whether weight decay acts on the parameter.</param>
    TRule Rule(long step, float rate, bool decays);
}
