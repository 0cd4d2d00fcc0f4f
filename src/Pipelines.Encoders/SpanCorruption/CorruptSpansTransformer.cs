using Pipelines.Tokenizers;

namespace Pipelines.Encoders;

/// <summary>
/// Cuts the joined token ids of a view into blocks, takes spans out of each and asks for them: <see cref="ColumnNames.InputIds"/> has the
/// source (segment 1), then the target (segment 2, with labels). What is taken out differs from pass to pass of a trainer.
/// </summary>
/// <param name="Column">The column of token ids.</param>
/// <param name="InputLength">Tokens of a source.</param>
/// <param name="Noise">What is taken out.</param>
/// <param name="FirstSentinelId">The id of the first span; null for the tokenizer's.</param>
/// <param name="SentinelCount">How many ids stand for spans.</param>
/// <param name="EndOfTextId">What ends source and target; null for the tokenizer's.</param>
/// <param name="Seed">Decides, with pass and row, what is taken out.</param>
public sealed record CorruptSpansTransformer(
    string Column, int InputLength, SpanNoise Noise, int? FirstSentinelId, int SentinelCount, int? EndOfTextId, int Seed) : ITransformer
{
    private const string FirstSentinel = "<extra_id_0>";

    /// <inheritdoc/>
    /// <exception cref="OptionsException">
    /// An id is neither given nor known from a tokenizer, or there are not as many sentinels.
    /// </exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var (sentinels, _) = Ids(inputSchema);
        return TrainingRowsView.SchemaWith(
            inputSchema.RequireColumn<VBuffer<int>>(Column).Annotations.With(SentinelRange.Annotation, sentinels));
    }

    /// <inheritdoc/>
    /// <exception cref="OptionsException">
    /// An id is neither given nor known from a tokenizer, or there are not as many sentinels.
    /// </exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var schema = GetOutputSchema(input.Schema);
        var (sentinels, end) = Ids(input.Schema);
        return new CorruptedView(input, this, schema, sentinels, end);
    }

    private (SentinelRange Sentinels, int EndOfText) Ids(DataViewSchema input)
    {
        var tokenizer = input.RequireColumn<VBuffer<int>>(Column).GetTokenizer();
        var first = FirstSentinelId ?? tokenizer?.TokenToId(FirstSentinel) ?? tokenizer?.VocabularySize + SentinelCount - 1;
        var end = EndOfTextId ?? tokenizer?.EndOfTextId;
        if (first is null || end is null)
        {
            var missing = first is null ? nameof(CorruptSpansOptions.FirstSentinelId) : nameof(CorruptSpansOptions.EndOfTextId);
            throw new OptionsException(nameof(CorruptSpansOptions),
                [$"{missing} is not given, and column '{Column}' has no tokenizer that would know it."]);
        }

        if (SentinelCount > first.Value + 1)
        {
            throw new OptionsException(nameof(CorruptSpansOptions),
                [$"there are no {SentinelCount} ids from {first.Value} down; lower SentinelCount or raise FirstSentinelId."]);
        }

        return (new SentinelRange(first.Value, SentinelCount), end.Value);
    }
}
