namespace Pipelines.Encoders;

/// <summary>The models that <c>AddEncoders</c> registers: folders in Hugging Face's layout, null for none.</summary>
public sealed class EncodersOptions
{
    /// <summary>The folder of the services' <see cref="Embedder"/>.</summary>
    public string? EmbedderPath { get; set; }

    /// <summary>The folder of the services' <see cref="PretrainedModel{TModel}"/> of <see cref="TextEncoder"/>.</summary>
    public string? EncoderPath { get; set; }

    /// <summary>The folder of the services' <see cref="PretrainedModel{TModel}"/> of <see cref="MultipleChoiceModel"/>.</summary>
    public string? MultipleChoicePath { get; set; }

    /// <summary>The folder of the services' <see cref="PretrainedModel{TModel}"/> of <see cref="TextClassificationModel"/>.</summary>
    public string? TextClassificationPath { get; set; }

    /// <summary>The folder of the services' <see cref="PretrainedModel{TModel}"/> of <see cref="T5Model"/>.</summary>
    public string? T5Path { get; set; }
}
