namespace Pipelines.Encoders;

/// <summary>Which embedder is loaded, and how.</summary>
public sealed class EmbedderLoadOptions : EncoderLoadOptions;
