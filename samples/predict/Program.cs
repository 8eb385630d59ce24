using Unroll.Models;

if (args.Length < 2)
{
    Console.Error.WriteLine("usage: predict RUN TEXT...");
    return 2;
}

var model = SequenceClassifier.Load(args[0]);
foreach (var prediction in model.Predict(args[1..]))
{
    Console.WriteLine($"{prediction.Text}: {string.Join(", ", prediction.Top(3).Select(t => $"{t.Label} {t.Probability:p0}"))}");
}

return 0;
