using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pipelines.Tokenizers;

namespace Pipelines.Encoders;

/// <summary>
/// Hides tokens of each row and asks for them (Devlin et al. 2019): <see cref="ColumnNames.InputIds"/> and
/// <see cref="ColumnNames.Labels"/>. What is hidden differs from pass to pass of a trainer. Rows with nothing to hide are left out.
/// </summary>
/// <param name="Column">The column of token ids.</param>
/// <param name="MaximumLength">Tokens of a row at most.</param>
/// <param name="Probability">The share of tokens to be predicted.</param>
/// <param name="MaskShare">The share of these that become the mask token.</param>
/// <param name="RandomShare">The share of these that become a random token.</param>
/// <param name="WholeWords">Whether all tokens of a word are taken together.</param>
/// <param name="MaskTokenId">The id of the mask token; null for the tokenizer's.</param>
/// <param name="VocabularySize">How many ids random tokens are drawn from; 0 for the tokenizer's.</param>
/// <param name="SpecialTokenIds">Ids never hidden nor drawn, besides the tokenizer's special tokens.</param>
/// <param name="Seed">Decides, with pass and row, what is hidden.</param>
public sealed record MaskTokensTransformer(
    string Column, int MaximumLength, double Probability, double MaskShare, double RandomShare, bool WholeWords, int? MaskTokenId,
    int VocabularySize, IReadOnlyList<int> SpecialTokenIds, int Seed) : ITransformer
{
    /// <summary>Where cut rows are reported; a matter of the application, so it is not saved.</summary>
    [JsonIgnore]
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return TrainingRowsView.SchemaWith(inputSchema.RequireColumn<VBuffer<int>>(Column).Annotations);
    }

    /// <inheritdoc/>
    /// <exception cref="OptionsException">
    /// The mask token, the number of ids or where words begin is neither given nor known from a tokenizer, or no random token is left.
    /// </exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var schema = GetOutputSchema(input.Schema);
        return new MaskedView(input, this, schema, MaskVocabulary.Of(this, input.Schema[Column].GetTokenizer()));
    }
}
