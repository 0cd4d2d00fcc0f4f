using Microsoft.Extensions.DependencyInjection;

namespace Pipelines;

internal sealed class PipelineLoadContext(PipelineFileReader reader, PipelineContext context, StageState stage) : ModelLoadContext
{
    public override string? FilePath => reader.FilePath;

    public override int StageVersion => stage.Version;

    public override IServiceProvider Services => context.Services;

    public override PipelineContext Context => context;

    /// <summary>Loads a stage and what is in it, by its registered id alone.</summary>
    /// <exception cref="ModelFormatException">The id is unknown, its version newer, or its state not what it should be.</exception>
    public static ITransformer Load(PipelineFileReader reader, PipelineContext context, StageState? stage)
    {
        if (stage is null)
            throw reader.Error(PipelineManifest.EntryName, "it names a stage that is null.");
        if (!context.Stages.TryGet(stage.Stage, out var descriptor))
        {
            var near = NameSuggestion.Nearest(stage.Stage, context.Stages.Stages.Select(s => s.Id));
            throw reader.Error(
                stage.Folder,
                $"it holds stage '{stage.Stage}' of {stage.Package}, which is not registered here. "
                + (near is null ? "" : $"Did you mean '{near}'? ") + "Add the package and call its Add method after AddPipelines().");
        }

        if (stage.Version > descriptor.Version)
        {
            throw reader.Error(
                stage.Folder,
                $"stage '{stage.Stage}' was saved as version {stage.Version} by {stage.Package}, but version {descriptor.Version} is "
                + "registered here. Update the package.");
        }

        if (reader.Loaded.TryGetValue(stage.Folder, out var loaded) && descriptor.TransformerType.IsInstanceOfType(loaded))
            return loaded;
        var made = reader.Guard(stage.Folder, $"Stage '{stage.Stage}' could not be read.", () =>
        {
            var self = new PipelineLoadContext(reader, context, stage);
            return descriptor.Load is { } load
                ? load(self) ?? throw new InvalidOperationException($"The load function of '{stage.Stage}' gave nothing.")
                : (ITransformer)self.ReadJson(descriptor.TransformerType, ModelFiles.State);
        });
        reader.Loaded[stage.Folder] = made;
        return made;
    }

    public override Stream OpenFile(string name) => reader.Open(FullName(name));

    public override bool FileExists(string name) => reader.Exists(FullName(name));

    public override string ExtractFile(string name)
    {
        using var content = OpenFile(name);
        return Services.GetRequiredService<ExtractedFiles>().Add(name, content);
    }

    public override T ReadJson<T>(string name = ModelFiles.State) => (T)ReadJson(typeof(T), name);

    public override ITransformer LoadChild(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return stage.Children.TryGetValue(name, out var child)
            ? Load(reader, context, child)
            : throw reader.Error(stage.Folder, $"stage '{stage.Stage}' has no saved stage '{name}' in it.");
    }

    private object ReadJson(Type type, string name) =>
        reader.ReadJson(FullName(name), type) ?? throw reader.Error(FullName(name), "it is null.");

    private string FullName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return $"{stage.Folder}/{name}";
    }
}
