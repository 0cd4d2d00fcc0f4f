using System.Runtime.InteropServices;
using Pipelines.Tokenizers;

namespace Pipelines.Training;

/// <summary>
/// Adds the token ids of a row's pieces of text, prompt and completion or those of a conversation, one behind the other, and a loss mask
/// over them. The pieces are tokenized apart, so the mask is exact, and what a model reads in training is what it reads when it is asked.
/// The ids carry the tokenizer as an annotation.
/// </summary>
/// <param name="Tokenizer">The tokenizer.</param>
/// <param name="PromptColumn">The text column that is read but not learned.</param>
/// <param name="CompletionColumn">The text column that is learned.</param>
/// <param name="TokensColumn">The column of token ids that is added.</param>
/// <param name="LossMaskColumn">The column of zeros and ones that is added.</param>
/// <param name="AppendEndOfText">Whether the end of text is put behind the completion, or the last piece where that is learned.</param>
/// <param name="PrependBeginOfText">Whether the begin of text is put before the prompt.</param>
/// <param name="SpecialTokens">Whether the spelling of a special token in a text is that token or ordinary text.</param>
/// <param name="SegmentsColumn">
/// A vector column of texts that are read and learned in turn, the first only read, in place of prompt and completion; null for those.
/// </param>
public sealed record TokenizeExamplesTransformer(
    Tokenizer Tokenizer, string PromptColumn = ColumnNames.Prompt, string CompletionColumn = ColumnNames.Completion,
    string TokensColumn = ColumnNames.Tokens, string LossMaskColumn = ColumnNames.LossMask, bool AppendEndOfText = true,
    bool PrependBeginOfText = false, SpecialTokenHandling SpecialTokens = SpecialTokenHandling.Recognize, string? SegmentsColumn = null)
    : RowToRowTransformer, ISavableTransformer
{
    private const string TokenizerFile = "tokenizer.json";

    private static readonly VectorDataViewType Vector = new(NumberDataViewType.Int32);

    /// <inheritdoc/>
    public void Save(ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.WriteJson(new State(
            PromptColumn, CompletionColumn, TokensColumn, LossMaskColumn, AppendEndOfText, PrependBeginOfText, SpecialTokens,
            SegmentsColumn));
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
            state.PrependBeginOfText, state.SpecialTokens, state.SegmentsColumn);
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
        DataViewSchema.Column[] columns = SegmentsColumn is null
            ? [map.Require<ReadOnlyMemory<char>>(PromptColumn), map.Require<ReadOnlyMemory<char>>(CompletionColumn)]
            : [map.Require<VBuffer<ReadOnlyMemory<char>>>(SegmentsColumn)];
        var examples = map.Compute(columns, row => Encoder(row, columns));
        map.Add(
                TokensColumn, Vector, examples, (Example example, ref VBuffer<int> value) => Copy(example.Tokens, ref value),
                DataViewSchema.Annotations.Empty.WithTokenizer(Tokenizer))
            .Add(LossMaskColumn, Vector, examples, (Example example, ref VBuffer<int> value) => Copy(example.Mask, ref value));
    }

    private Func<Example> Encoder(DataViewRow row, DataViewSchema.Column[] columns)
    {
        var example = new Example([], []);
        return columns is [var segments] ? Segments() : PromptAndCompletion();

        Func<Example> PromptAndCompletion()
        {
            var getPrompt = row.GetGetter<ReadOnlyMemory<char>>(columns[0]);
            var getCompletion = row.GetGetter<ReadOnlyMemory<char>>(columns[1]);
            ReadOnlyMemory<char> text = default;
            return () =>
            {
                example.Clear();
                getPrompt(ref text);
                Encode(row, columns[0], text, example, isLearned: false);
                Begin(example);
                getCompletion(ref text);
                Encode(row, columns[1], text, example, isLearned: true);
                End(example);
                return example;
            };
        }

        Func<Example> Segments()
        {
            var getSegments = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(segments);
            VBuffer<ReadOnlyMemory<char>> texts = default;
            return () =>
            {
                example.Clear();
                getSegments(ref texts);
                var values = texts.GetValues();
                for (var i = 0; i < values.Length; i++)
                {
                    Encode(row, segments, values[i], example, isLearned: i % 2 == 1);
                    if (i == 0)
                        Begin(example);
                }

                if (values.Length > 0 && values.Length % 2 == 0)
                    End(example);
                return example;
            };
        }
    }

    private void Begin(Example example)
    {
        if (!PrependBeginOfText || (example.Tokens.Count > 0 && example.Tokens[0] == Tokenizer.BeginOfTextId))
            return;
        example.Tokens.Insert(0, Tokenizer.BeginOfTextId!.Value);
        example.Mask.Insert(0, 0);
    }

    // Called behind a learned piece: an end of text that it spells itself is its own.
    private void End(Example example)
    {
        if (!AppendEndOfText || (example.Mask is [.., 1] && example.Tokens[^1] == Tokenizer.EndOfTextId))
            return;
        example.Tokens.Add(Tokenizer.EndOfTextId!.Value);
        example.Mask.Add(1);
    }

    private void Encode(DataViewRow row, DataViewSchema.Column column, ReadOnlyMemory<char> text, Example example, bool isLearned)
    {
        var start = example.Tokens.Count;
        try
        {
            Tokenizer.Encode(text.Span, example.Tokens, SpecialTokens);
            CollectionsMarshal.SetCount(example.Mask, example.Tokens.Count);
            CollectionsMarshal.AsSpan(example.Mask)[start..].Fill(isLearned ? 1 : 0);
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

    /// <summary>The tokens of a row and their marks; the lists are the next row's too.</summary>
    private readonly record struct Example(List<int> Tokens, List<int> Mask)
    {
        public void Clear()
        {
            Tokens.Clear();
            Mask.Clear();
        }
    }

    private sealed record State(
        string PromptColumn, string CompletionColumn, string TokensColumn, string LossMaskColumn, bool AppendEndOfText,
        bool PrependBeginOfText, SpecialTokenHandling SpecialTokens, string? SegmentsColumn = null);
}
