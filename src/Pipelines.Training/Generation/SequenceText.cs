using Pipelines.Tokenizers;

namespace Pipelines.Training;

/// <summary>The text of new tokens, as they come: without end tokens, up to the first stop string.</summary>
internal sealed class SequenceText(GenerationSettings settings, Tokenizer tokenizer)
{
    private readonly StreamingDecoder _decoder = tokenizer.CreateDecoder(skipSpecialTokens: true);
    private readonly StopStringFilter _filter = new(settings.StopStrings);

    /// <summary>Takes a token; gives the text that is now sure.</summary>
    public string Push(int token) => settings.EndIds.Contains(token) ? "" : _filter.Push(_decoder.Append(token));

    /// <summary>The text that was held back.</summary>
    public string Finish() => _filter.Push(_decoder.Complete()) + _filter.Finish();
}
