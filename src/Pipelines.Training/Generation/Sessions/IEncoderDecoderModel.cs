namespace Pipelines.Training;

/// <summary>A model whose encoder reads a source and whose decoder writes a target, token by token (T5).</summary>
public interface IEncoderDecoderModel
{
    /// <summary>How many token ids it knows.</summary>
    int VocabularySize { get; }

    /// <summary>The id that every target begins with: <c>decoder_start_token_id</c>.</summary>
    int DecoderStartId { get; }

    /// <summary>The model's own settings for generation; null for none.</summary>
    GenerationOptions? Generation => null;

    /// <summary>Encodes sources and begins empty targets: sequences <c>i · n … i · n + n - 1</c> belong to source i.</summary>
    /// <param name="sources">The encoder's tokens; those that are not attended to are masked, at their places.</param>
    /// <param name="sequencesPerSource">How many targets a source has, n: its beams.</param>
    IDecodingSession StartDecoding(IReadOnlyList<PromptTokens> sources, int sequencesPerSource);
}
