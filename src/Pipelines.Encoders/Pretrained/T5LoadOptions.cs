namespace Pipelines.Encoders;

/// <summary>Which T5 model is loaded, and how.</summary>
public sealed class T5LoadOptions : EncoderLoadOptions;
