using Pipelines.Tokenizers;

namespace Pipelines.Training;

/// <summary>
/// Adds the token ids of prompt and better answer, of prompt and worse answer, and a mask over each, as <see
/// cref="TokenizeExamplesTransformer"/> does for one answer.
/// </summary>
/// <param name="Chosen">Makes the columns of the better answer.</param>
/// <param name="Rejected">Makes those of the worse answer.</param>
public sealed record TokenizePreferencesTransformer(TokenizeExamplesTransformer Chosen, TokenizeExamplesTransformer Rejected)
    : RowToRowTransformer, ISavableTransformer
{
    private const string TokenizerFile = "tokenizer.json";

    /// <inheritdoc/>
    public void Save(ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.WriteJson(new State(
            Chosen.PromptColumn, Chosen.CompletionColumn, Rejected.CompletionColumn, Chosen.TokensColumn, Chosen.LossMaskColumn,
            Rejected.TokensColumn, Rejected.LossMaskColumn, Chosen.AppendEndOfText, Chosen.PrependBeginOfText, Chosen.SpecialTokens));
        using var stream = context.CreateFile(TokenizerFile);
        TokenizerSerializer.Default.Save(Chosen.Tokenizer, stream);
    }

    internal static TokenizePreferencesTransformer Load(ModelLoadContext context)
    {
        var state = context.ReadJson<State>();
        using var stream = context.OpenFile(TokenizerFile);
        var tokenizer = TokenizerSerializer.From(context.Services).Load(stream, TokenizerFile);
        if ((state.AppendEndOfText && tokenizer.EndOfTextId is null) || (state.PrependBeginOfText && tokenizer.BeginOfTextId is null))
            throw new ModelFormatException("The saved stage puts a special token around its texts that its tokenizer does not have. "
                + "Save the pipeline again.");
        return new TokenizePreferencesTransformer(
            new TokenizeExamplesTransformer(
                tokenizer, state.PromptColumn, state.ChosenColumn, state.ChosenTokensColumn, state.ChosenLossMaskColumn,
                state.AppendEndOfText, state.PrependBeginOfText, state.SpecialTokens),
            new TokenizeExamplesTransformer(
                tokenizer, state.PromptColumn, state.RejectedColumn, state.RejectedTokensColumn, state.RejectedLossMaskColumn,
                state.AppendEndOfText, state.PrependBeginOfText, state.SpecialTokens));
    }

    /// <inheritdoc/>
    protected override void Map(RowMapperBuilder map)
    {
        ArgumentNullException.ThrowIfNull(map);
        Chosen.AddColumns(map);
        Rejected.AddColumns(map);
    }

    private sealed record State(
        string PromptColumn, string ChosenColumn, string RejectedColumn, string ChosenTokensColumn, string ChosenLossMaskColumn,
        string RejectedTokensColumn, string RejectedLossMaskColumn, bool AppendEndOfText, bool PrependBeginOfText,
        SpecialTokenHandling SpecialTokens);
}
