namespace Pipelines;

internal sealed class PipelineSaveContext(PipelineFileWriter writer, string folder) : ModelSaveContext
{
    private readonly Dictionary<string, StageState> _children = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, StageState> Children => _children;

    public override string? FilePath => writer.FilePath;

    public override Stream CreateFile(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return writer.CreateFile($"{folder}/{name}");
    }

    public override void WriteJson<T>(T value, string name = ModelFiles.State) => WriteJson(value, typeof(T), name);

    public void WriteJson(object? value, Type type, string name)
    {
        var json = StateJson.Write(value, type);
        using var file = CreateFile(name);
        file.Write(json);
    }

    public override void SaveChild(string name, ITransformer child)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(child);
        if (_children.ContainsKey(name))
            throw new ArgumentException($"A child '{name}' was saved already.", nameof(name));
        _children.Add(name, writer.WriteStage(child, $"{folder}/{name}"));
    }
}
