namespace Pipelines;

/// <summary>How embedders of one format are read back from a pipeline file.</summary>
/// <param name="Id">The format's id.</param>
/// <param name="Load">Reads what <see cref="ISavableTextEmbedder.Save"/> wrote.</param>
public sealed record TextEmbedderFormat(string Id, Func<ModelLoadContext, ITextEmbedder> Load);
