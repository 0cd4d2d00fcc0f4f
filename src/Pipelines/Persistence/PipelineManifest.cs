namespace Pipelines;

/// <summary>What a pipeline file says about itself: <c>manifest.json</c>.</summary>
/// <param name="Format">Always <see cref="FormatName"/>.</param>
/// <param name="FormatVersion">The version of this layout.</param>
/// <param name="InputSchema">The columns the pipeline was saved for; null where they were not given.</param>
/// <param name="Root">The transformer saved.</param>
/// <param name="Files">Every other entry of the archive.</param>
internal sealed record PipelineManifest(
    string Format, int FormatVersion, IReadOnlyList<ColumnState>? InputSchema, StageState Root, IReadOnlyList<FileState> Files)
{
    public const string FormatName = "pipelines";
    public const int CurrentVersion = 1;
    public const string EntryName = "manifest.json";
    public const string HashEntryName = "manifest.sha256";
    public const string RootFolder = "model";
}

/// <summary>A saved stage.</summary>
/// <param name="Stage">Its id.</param>
/// <param name="Version">The version of its state.</param>
/// <param name="Package">The assembly that wrote it, to tell a reader who lacks it.</param>
/// <param name="Folder">Where its files are.</param>
/// <param name="Children">Transformers saved inside it, by name.</param>
internal sealed record StageState(
    string Stage, int Version, string Package, string Folder, IReadOnlyDictionary<string, StageState> Children);

/// <summary>An entry of the archive.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Sha256">The hash of its content, in lower-case hexadecimal digits.</param>
internal sealed record FileState(string Name, long Size, string Sha256);

/// <summary>A column of the input schema.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its values.</param>
/// <param name="Annotations">What is known about its values; those whose values JSON holds.</param>
internal sealed record ColumnState(string Name, TypeState Type, IReadOnlyDictionary<string, AnnotationState>? Annotations);

/// <summary>A column type.</summary>
/// <param name="Name">Of a primitive its name; <c>Key</c> or <c>Vector</c>.</param>
/// <param name="Item">The type of a vector's items.</param>
/// <param name="Size">A vector's size, 0 where it varies.</param>
/// <param name="Raw">The number type that a key is stored in.</param>
/// <param name="Count">How many categories a key has.</param>
internal sealed record TypeState(string Name, TypeState? Item = null, int? Size = null, string? Raw = null, ulong? Count = null);

/// <summary>An annotation's value.</summary>
/// <param name="Type">The .NET type, by a name of <see cref="SchemaJson"/>.</param>
/// <param name="Value">The value.</param>
internal sealed record AnnotationState(string Type, System.Text.Json.JsonElement Value);
