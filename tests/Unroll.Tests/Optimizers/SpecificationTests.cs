using Unroll.Optimizers;

namespace Unroll.Tests.Optimizers;

/// <summary>Optimizers and schedules as commands take them.</summary>
public sealed class SpecificationTests
{
    [Theory]
    [InlineData("sgd", "sgd:lr=0.001,momentum=0,dampening=0,nesterov=false,weight-decay=0,decay=all")]
    [InlineData("sgd: momentum = 0.9 , nesterov", "sgd:lr=0.001,momentum=0.9,dampening=0,nesterov=true,weight-decay=0,decay=all")]
    [InlineData("adagrad", "adagrad:lr=0.01,rate-decay=0,initial-accumulator=0,epsilon=1E-10,weight-decay=0,decay=all")]
    [InlineData("adadelta", "adadelta:lr=1,rho=0.9,epsilon=1E-06,weight-decay=0,decay=all")]
    [InlineData("rmsprop:centered=true", "rmsprop:lr=0.01,alpha=0.99,epsilon=1E-08,momentum=0,centered=true,weight-decay=0,decay=all")]
    [InlineData("adam:lr=3e-4", "adam:lr=0.0003,beta1=0.9,beta2=0.999,epsilon=1E-08,amsgrad=false,weight-decay=0,decay=all")]
    [InlineData("adamw:decay=matrices", "adamw:lr=0.001,beta1=0.9,beta2=0.999,epsilon=1E-08,amsgrad=false,weight-decay=0.01,decay=matrices")]
    public void ReadsOptimizersAndSpellsOutTheirDefaults(string text, string resolved)
    {
        Optimizer optimizer = Optimizer.Parse(text);
        Assert.Equal(resolved, optimizer.ToString());
        Assert.Equal(resolved, Optimizer.Parse(resolved).ToString());
    }

    [Theory]
    [InlineData("constant", "constant")]
    [InlineData("step", "step:every=10,factor=0.1")]
    [InlineData("exponential:factor=0.9", "exponential:factor=0.9")]
    [InlineData("cosine:warmup=100", "cosine:warmup=100,min=0,by=step")]
    [InlineData("cosine:by=epoch,total=30", "cosine:warmup=0,total=30,min=0,by=epoch")]
    [InlineData("plateau:patience=3", "plateau:factor=0.1,patience=3,threshold=0.0001,min=0")]
    public void ReadsSchedulesAndSpellsOutTheirDefaults(string text, string resolved)
    {
        Assert.Equal(resolved, LearningRateSchedule.Parse(text).ToString());
        Assert.Equal(resolved, LearningRateSchedule.Parse(resolved).ToString());
    }

    [Fact]
    public void EveryNameIsKnown()
    {
        Assert.Equal(Optimizer.Names, Optimizer.Names.Select(n => Optimizer.Parse(n).Name));
        Assert.Equal(LearningRateSchedule.Names, LearningRateSchedule.Names.Select(n => LearningRateSchedule.Parse(n).Name));
    }

    [Fact]
    public void ARateOfItsOwnOverrulesTheText()
    {
        Assert.Equal(0.5f, Optimizer.Parse("adam:lr=0.1", 0.5f).LearningRate);
        Assert.Equal(0.1f, Optimizer.Parse("adam:lr=0.1").LearningRate);
        Assert.Throws<UnrollException>(() => Optimizer.Parse("adam:lr=x", 0.5f));
    }

    [Theory]
    [InlineData("", "expected one of sgd, adagrad, adadelta, rmsprop, adam, adamw as optimizer, got \"\"")]
    [InlineData("Adam", "expected one of sgd, adagrad, adadelta, rmsprop, adam, adamw as optimizer, got \"Adam\"")]
    [InlineData("adam:beta1=x", "optimizer \"adam:beta1=x\": expected a number for `beta1`, got \"x\"")]
    [InlineData("adam:beta1=1", "optimizer \"adam:beta1=1\": expected a number of at least 0 and below 1 for `beta1`, got 1")]
    [InlineData("adam:epsilon=nan", "optimizer \"adam:epsilon=nan\": expected a number of at least 0 for `epsilon`, got NaN")]
    [InlineData("adam:lr=-1", "optimizer \"adam:lr=-1\": expected a number of at least 0 for `learningRate`, got -1")]
    [InlineData("adam:,", "optimizer \"adam:,\": expected settings as key=value, separated by commas")]
    [InlineData("adam:", "optimizer \"adam:\": expected settings as key=value, separated by commas")]
    [InlineData("adam:lr=1,lr=2", "optimizer \"adam:lr=1,lr=2\": the setting \"lr\" is given twice")]
    [InlineData("adam:amsgrad=maybe", "optimizer \"adam:amsgrad=maybe\": expected true or false for `amsgrad`, got \"maybe\"")]
    [InlineData("adam:decay=some", "optimizer \"adam:decay=some\": expected all or matrices for `decay`, got \"some\"")]
    [InlineData("sgd:beta1=1", "optimizer \"sgd:beta1=1\": unknown setting \"beta1\"; expected one of decay, lr, momentum, dampening, nesterov, weight-decay")]
    [InlineData("sgd:nesterov", "optimizer \"sgd:nesterov\": expected a momentum and no dampening with `nesterov`, got momentum 0 and dampening 0")]
    public void SaysWhatIsWrongWithAnOptimizer(string text, string message) =>
        Assert.Equal(message, Assert.Throws<UnrollException>(() => Optimizer.Parse(text)).Message);

    [Theory]
    [InlineData("linear", "expected one of constant, step, exponential, inverse-time, cosine, plateau as schedule, got \"linear\"")]
    [InlineData("constant:factor=1", "schedule \"constant:factor=1\": unknown setting \"factor\"; it takes none")]
    [InlineData("step:every=0", "schedule \"step:every=0\": expected an integer of at least 1 for `every`, got 0")]
    [InlineData("step:every=9999999999", "schedule \"step:every=9999999999\": expected an integer of at most 2147483647 for `every`, got \"9999999999\"")]
    [InlineData("step:every=1.5", "schedule \"step:every=1.5\": expected an integer of at most 2147483647 for `every`, got \"1.5\"")]
    [InlineData("cosine:by=epoch", "schedule \"cosine:by=epoch\": expected the number of epochs as `total` where the schedule counts epochs, got none")]
    [InlineData("cosine:warmup=5,total=5", "schedule \"cosine:warmup=5,total=5\": expected more than the 5 of `warmup` for `total`, got 5")]
    [InlineData("plateau:factor=1", "schedule \"plateau:factor=1\": expected a number above 0 and below 1 for `factor`, got 1")]
    [InlineData("plateau:patience=-3", "schedule \"plateau:patience=-3\": expected an integer of at least 0 for `patience`, got -3")]
    public void SaysWhatIsWrongWithASchedule(string text, string message) =>
        Assert.Equal(message, Assert.Throws<UnrollException>(() => LearningRateSchedule.Parse(text)).Message);

    [Fact]
    public void AMessageStaysOneLine()
    {
        string message = Assert.Throws<UnrollException>(() => Optimizer.Parse("adam\nevil")).Message;
        Assert.DoesNotContain('\n', message);
    }
}
