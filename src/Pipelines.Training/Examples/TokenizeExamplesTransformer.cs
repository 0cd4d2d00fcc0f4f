using System.Runtime.InteropServices;
using Pipelines.Tokenizers;

namespace Pipelines.Training;

/// <summary>
/// Adds the token ids of prompt and completion, one behind the other, and a loss mask over them. The two are tokenized apart, so the mask
/// is exact, and what a model reads in training is what it reads when it is asked. The ids carry the tokenizer as an annotation.
/// </summary>
/// <param name="Tokenizer">The tokenizer.</param>
/// <param name="PromptColumn">The text column that is read but not learned.</param>
/// <param name="CompletionColumn">The text column that is learned.</param>
/// <param name="TokensColumn">The column of token ids that is added.</param>
/// <param name="LossMaskColumn">The column of zeros and ones that is added.</param>
/// <param name="AppendEndOfText">Whether the end of text is put behind the completion.</param>
/// <param name="PrependBeginOfText">Whether the begin of text is put before the prompt.</param>
/// <param name="SpecialTokens">Whether the spelling of a special token in a text is that token or ordinary text.</param>
public sealed record TokenizeExamplesTransformer(
    Tokenizer Tokenizer, string PromptColumn = ColumnNames.Prompt, string CompletionColumn = ColumnNames.Completion,
    string TokensColumn = ColumnNames.Tokens, string LossMaskColumn = ColumnNames.LossMask, bool AppendEndOfText = true,
    bool PrependBeginOfText = false, SpecialTokenHandling SpecialTokens = SpecialTokenHandling.Recognize)
    : RowToRowTransformer, ISavableTransformer
{
    private const string TokenizerFile = "tokenizer.json";

    private static readonly VectorDataViewType Vector = new(NumberDataViewType.Int32);

    /// <inheritdoc/>
    public void Save(ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.WriteJson(new State(
            PromptColumn, CompletionColumn, TokensColumn, LossMaskColumn, AppendEndOfText, PrependBeginOfText, SpecialTokens));
        using var stream = context.CreateFile(TokenizerFile);
        TokenizerSerializer.Default.Save(Tokenizer, stream);
    }

    internal static TokenizeExamplesTransformer Load(ModelLoadContext context)
    {
        var state = context.ReadJson<State>();
        using var stream = context.OpenFile(TokenizerFile);
        var tokenizer = TokenizerSerializer.From(context.Services).Load(stream, TokenizerFile);
        if ((state.AppendEndOfText && tokenizer.EndOfTextId is null) || (state.PrependBeginOfText && tokenizer.BeginOfTextId is null))
            throw new ModelFormatException("The saved stage puts a special token around its texts that its tokenizer does not have. "
                + "Save the pipeline again.");
        return new TokenizeExamplesTransformer(
            tokenizer, state.PromptColumn, state.CompletionColumn, state.TokensColumn, state.LossMaskColumn, state.AppendEndOfText,
            state.PrependBeginOfText, state.SpecialTokens);
    }

    /// <inheritdoc/>
    protected override void Map(RowMapperBuilder map)
    {
        ArgumentNullException.ThrowIfNull(map);
        AddColumns(map);
    }

    /// <summary>Declares the columns that are read and added.</summary>
    internal void AddColumns(RowMapperBuilder map)
    {
        var prompt = map.Require<ReadOnlyMemory<char>>(PromptColumn);
        var completion = map.Require<ReadOnlyMemory<char>>(CompletionColumn);
        var examples = map.Compute([prompt, completion], row => Encoder(row, prompt, completion));
        map.Add(
                TokensColumn, Vector, examples, (Example example, ref VBuffer<int> value) => Copy(example.Tokens, ref value),
                DataViewSchema.Annotations.Empty.WithTokenizer(Tokenizer))
            .Add(LossMaskColumn, Vector, examples, (Example example, ref VBuffer<int> value) => Mask(example, ref value));
    }

    private Func<Example> Encoder(DataViewRow row, DataViewSchema.Column prompt, DataViewSchema.Column completion)
    {
        var getPrompt = row.GetGetter<ReadOnlyMemory<char>>(prompt);
        var getCompletion = row.GetGetter<ReadOnlyMemory<char>>(completion);
        var tokens = new List<int>();
        ReadOnlyMemory<char> text = default;
        return () =>
        {
            tokens.Clear();
            getPrompt(ref text);
            Encode(row, prompt, text, tokens);
            if (PrependBeginOfText && (tokens.Count == 0 || tokens[0] != Tokenizer.BeginOfTextId))
                tokens.Insert(0, Tokenizer.BeginOfTextId!.Value);
            var promptLength = tokens.Count;
            getCompletion(ref text);
            Encode(row, completion, text, tokens);
            if (AppendEndOfText && (tokens.Count == promptLength || tokens[^1] != Tokenizer.EndOfTextId))
                tokens.Add(Tokenizer.EndOfTextId!.Value);
            return new Example(tokens, promptLength);
        };
    }

    private void Encode(DataViewRow row, DataViewSchema.Column column, ReadOnlyMemory<char> text, List<int> tokens)
    {
        try
        {
            Tokenizer.Encode(text.Span, tokens, SpecialTokens);
        }
        catch (TokenizationException e)
        {
            throw new CellException(row.Position, column.Name, e.Message, null, e);
        }
    }

    private static void Copy(List<int> tokens, ref VBuffer<int> value)
    {
        var editor = VBufferEditor.Create(ref value, tokens.Count);
        CollectionsMarshal.AsSpan(tokens).CopyTo(editor.Values);
        value = editor.Commit();
    }

    private static void Mask(Example example, ref VBuffer<int> value)
    {
        var editor = VBufferEditor.Create(ref value, example.Tokens.Count);
        editor.Values[..example.PromptLength].Clear();
        editor.Values[example.PromptLength..].Fill(1);
        value = editor.Commit();
    }

    /// <summary>The tokens of a row; the list is the next row's too.</summary>
    private readonly record struct Example(List<int> Tokens, int PromptLength);

    private sealed record State(
        string PromptColumn, string CompletionColumn, string TokensColumn, string LossMaskColumn, bool AppendEndOfText,
        bool PrependBeginOfText, SpecialTokenHandling SpecialTokens);
}
