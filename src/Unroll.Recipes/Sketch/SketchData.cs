using Unroll.Data.Strokes;

namespace Unroll.Recipes;

/// <summary>The sketches of <c>sketch</c>.</summary>
internal static class SketchData
{
    /// <summary>The sketches of a class, scaled to a deviation of 1 of the training part, and what they were divided by.</summary>
    /// <exception cref="UnrollException">There is no such class, or a file cannot be read.</exception>
    public static (Sketches Sketches, float Deviation) Load(SketchPlan plan)
    {
        Sketches all = Short(Read(plan, plan.Class), plan);
        if (all.Train.Count == 0 || all.Valid.Count == 0 || all.Test.Count == 0)
        {
            throw new UnrollException($"{plan.Data.Path}: a part of the data is empty; sketches to train, to validate and to test are needed");
        }

        float deviation = Sketches.Deviation(all.Train);
        return (all.Scale(1 / deviation), deviation);
    }

    /// <summary>Some sketches of each class there is, for the classifier.</summary>
    public static IReadOnlyList<(string Class, Sketches Sketches)> Classes(SketchPlan plan, int most)
    {
        string[] names = plan.Data.Path is null ? [.. ShapeComposer.Kinds] : Directory.Exists(plan.Data.Path) ? SketchPlan.Classes : [];
        return
        [
            .. names.Select(name =>
            {
                Sketches all = Short(Read(plan, name), plan);
                return (name, new Sketches([.. all.Train.Take(most)], [], [.. all.Test.Take(most / 4)]));
            }),
        ];
    }

    private static Sketches Read(SketchPlan plan, string kind)
    {
        if (plan.Data.Path is null)
        {
            int index = ShapeComposer.Kinds.ToList().IndexOf(kind);
            return index < 0 ? throw SettingReader.Expected(string.Join(", ", ShapeComposer.Kinds), "class", kind)
                : ShapeComposer.Compose(index, plan.BuiltInCount);
        }

        if (!Directory.Exists(plan.Data.Path))
        {
            return SketchReader.Read(plan.Data.Path);
        }

        string[] endings = [".stroke3.jsonl.gz", ".npz", ".jsonl.gz", ".jsonl", ".ndjson"];
        string? file = endings.Select(e => Path.Combine(plan.Data.Path, kind + e)).FirstOrDefault(File.Exists);
        return SketchReader.Read(file ?? throw new UnrollException($"{plan.Data.Path}: no file of sketches of the class {kind}; set another `class`"));
    }

    private static Sketches Short(Sketches all, SketchPlan plan)
    {
        IReadOnlyList<Sketch> Part(IReadOnlyList<Sketch> part, int most) => [.. part.Where(s => s.Length > 0 && s.Length <= plan.Longest).Take(most)];
        return new Sketches(Part(all.Train, plan.Most), Part(all.Valid, plan.Most), Part(all.Test, plan.Most));
    }
}
