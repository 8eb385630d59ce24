namespace Unroll.Recipes;

/// <summary>A recipe that trains a language model: it says where its data is and which models it knows, the rest is the same for all.</summary>
public abstract class LanguageRecipe : IRecipe
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Title { get; }

    /// <inheritdoc/>
    public string Task => "generate";

    /// <inheritdoc/>
    public string Data => DataSet.Name;

    /// <inheritdoc/>
    public abstract string Reference { get; }

    /// <inheritdoc/>
    public abstract string Measured { get; }

    /// <inheritdoc/>
    public virtual bool CanRecompute => true;

    /// <inheritdoc/>
    public IReadOnlyList<string> ModelNames => [.. Models.Select(m => m.Name)];

    /// <inheritdoc/>
    public virtual IReadOnlyList<RecipeSetting> Settings => LanguageOverrides.Settings;

    /// <summary>The data set.</summary>
    internal abstract DataSet DataSet { get; }

    /// <summary>How the data is cut and divided.</summary>
    internal abstract CorpusRecord Cut { get; }

    /// <summary>The same for one of the models, where it reads other pieces.</summary>
    internal virtual CorpusRecord CutFor(LanguageVariant variant) => Cut;

    /// <summary>The models, the default first.</summary>
    internal abstract IReadOnlyList<LanguageVariant> Models { get; }

    /// <summary>Reads the data from a file or folder, or makes the built-in sample where there is none.</summary>
    internal abstract Corpus Read(string? path);

    /// <summary>What the recipe measures of the samples beside their novelty.</summary>
    internal virtual GenerationExtras Extras(TrainedLanguage trained, IReadOnlyList<Decoding.GeneratedText> samples) => GenerationExtras.None;

    /// <summary>What the command line may say; there is one division of the data, and one model a run.</summary>
    private static readonly string[] Understood =
    [
        "--data", "--valid", "--model", "--cell", "--units", "--layers", "--bidirectional", "--embedding", "--dropout", "--epochs", "--minutes", "--batch",
        "--lr", "--clip", "--optimizer", "--schedule", "--patience",
    ];

    /// <inheritdoc/>
    public virtual RunResult Run(RunOptions options, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        OptionCheck.Refuse(this, options, Understood);
        DataLocation location = options.Data == "sample"
            ? new DataLocation(DataSet.Name, DataOrigin.BuiltIn, null, $"built-in sample: {DataSet.BuiltIn}")
            : DataStore.Default.Resolve(DataSet, options.Data);
        Corpus corpus = Read(location.Path);
        var set = new SettingReader(options.Set, Settings);
        LanguageVariant variant = For(LanguageVariant.Find(Models, options.Model ?? Models[0].Name), corpus, options);
        TrainingRecord training = options.Quick ? variant.Training with { Epochs = Math.Min(variant.Training.Epochs, 3) } : variant.Training;
        var plan = new GenerationPlan
        {
            Recipe = Name,
            Name = variant.Name,
            Data = new DataRecord(
                location.Name, location.Description, location.Path is null ? null : Path.GetFullPath(location.Path), corpus.Count, corpus.Fingerprint),
            Corpus = LanguageOverrides.Apply(CutFor(variant) with { Steps = variant.Steps }, options, set) with { Lines = corpus.Lines is not null },
            Training = LanguageOverrides.Apply(training, options),
            Adaptive = LanguageOverrides.IsAdaptive(set),
            Vectors = options.Vectors is { } vectors ? Path.GetFullPath(vectors) : null,
            Options = options,
        };
        return GenerationRun.Execute(plan, LanguageOverrides.Apply(variant.Shape, options, set), corpus, Title, context, this);
    }

    /// <inheritdoc/>
    public virtual RunResult Resume(RunContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var plan = GenerationPlan.Read(context.Run);
        return GenerationRun.Execute(plan, Models[0].Shape, GenerationSources.Again(plan), Title, context, this);
    }

    /// <summary>A model as it is for the data at hand; a quick look takes a narrow one.</summary>
    internal virtual LanguageVariant For(LanguageVariant variant, Corpus corpus, RunOptions options) => !options.Quick ? variant
        : variant with { Shape = variant.Shape with { Recurrent = variant.Shape.Recurrent with { Units = Math.Min(variant.Shape.Recurrent.Units, 96), Layers = 1 } } };

    /// <summary>The file of a data set in a folder, or the file itself where the user named one.</summary>
    internal static string FileIn(string path, string name) => Directory.Exists(path) ? Path.Combine(path, name) : path;
}
