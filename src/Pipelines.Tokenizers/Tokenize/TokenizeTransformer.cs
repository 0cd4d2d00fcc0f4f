using System.Runtime.InteropServices;

namespace Pipelines.Tokenizers;

/// <summary>
/// Adds the token ids of a text column. The column of ids carries the tokenizer as an annotation (<see cref="TokenizerAnnotation"/>).
/// </summary>
public sealed record TokenizeTransformer : RowToRowTransformer, ISavableTransformer
{
    private const string TokenizerFile = "tokenizer.json";

    /// <summary>Creates the transformer.</summary>
    /// <param name="inputColumn">The text column.</param>
    /// <param name="outputColumn">The column of ids that is added.</param>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="appendEndOfText">Puts the tokenizer's end of text behind every row.</param>
    /// <param name="specialTokens">Whether the spelling of a special token in a text is that token or ordinary text.</param>
    /// <param name="surrounding">What is put around every row.</param>
    /// <exception cref="ArgumentException">
    /// The end of text is to be appended, but the tokenizer has none, or something is put around already.
    /// </exception>
    public TokenizeTransformer(
        string inputColumn, string outputColumn, Tokenizer tokenizer, bool appendEndOfText = false,
        SpecialTokenHandling specialTokens = SpecialTokenHandling.Recognize, SurroundingTokens surrounding = SurroundingTokens.None)
    {
        ArgumentException.ThrowIfNullOrEmpty(inputColumn);
        ArgumentException.ThrowIfNullOrEmpty(outputColumn);
        ArgumentNullException.ThrowIfNull(tokenizer);
        if (appendEndOfText && tokenizer.EndOfTextId is null)
        {
            throw new ArgumentException(
                $"The end of text is to be appended, but the {tokenizer.Kind} tokenizer has none.", nameof(appendEndOfText));
        }
        if (appendEndOfText && surrounding != SurroundingTokens.None)
            throw new ArgumentException("The end of text is to be appended to rows that get surrounding tokens already.",
                nameof(appendEndOfText));
        InputColumn = inputColumn;
        OutputColumn = outputColumn;
        Tokenizer = tokenizer;
        AppendEndOfText = appendEndOfText;
        SpecialTokens = specialTokens;
        Surrounding = surrounding;
    }

    /// <summary>The text column.</summary>
    public string InputColumn { get; }

    /// <summary>The column of ids that is added.</summary>
    public string OutputColumn { get; }

    /// <summary>The tokenizer.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>Whether the tokenizer's end of text is put behind every row.</summary>
    public bool AppendEndOfText { get; }

    /// <summary>Whether the spelling of a special token in a text is that token or ordinary text.</summary>
    public SpecialTokenHandling SpecialTokens { get; }

    /// <summary>What is put around every row.</summary>
    public SurroundingTokens Surrounding { get; }

    /// <summary>The type of the column of ids.</summary>
    internal static VectorDataViewType OutputType { get; } = new(NumberDataViewType.Int32);

    /// <inheritdoc/>
    public void Save(ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.WriteJson(new State(InputColumn, OutputColumn, AppendEndOfText, SpecialTokens, Surrounding));
        using Stream stream = context.CreateFile(TokenizerFile);
        TokenizerSerializer.Default.Save(Tokenizer, stream);
    }

    internal static TokenizeTransformer Load(ModelLoadContext context)
    {
        State state = context.ReadJson<State>();
        using Stream stream = context.OpenFile(TokenizerFile);
        Tokenizer tokenizer = TokenizerSerializer.From(context.Services).Load(stream, TokenizerFile);
        try
        {
            return new TokenizeTransformer(
                state.InputColumn, state.OutputColumn, tokenizer, state.AppendEndOfText, state.SpecialTokens, state.Surrounding);
        }
        catch (ArgumentException exception)
        {
            throw new ModelFormatException(
                $"The saved tokenize stage does not fit together: {exception.Message} Save the pipeline again.", null, null, exception);
        }
    }

    /// <inheritdoc/>
    protected override void Map(RowMapperBuilder map)
    {
        ArgumentNullException.ThrowIfNull(map);
        DataViewSchema.Column input = map.Require<ReadOnlyMemory<char>>(InputColumn);
        var annotations = DataViewSchema.Annotations.Empty.WithTokenizer(Tokenizer);
        map.Add<VBuffer<int>>(OutputColumn, OutputType, [input], row => Encoder(row, input), annotations);
    }

    private ValueGetter<VBuffer<int>> Encoder(DataViewRow row, DataViewSchema.Column input)
    {
        ValueGetter<ReadOnlyMemory<char>> get = row.GetGetter<ReadOnlyMemory<char>>(input);
        var ids = new List<int>();
        var options = new EncodeOptions { SpecialTokens = SpecialTokens, Surrounding = Surrounding };
        ReadOnlyMemory<char> text = default;
        return Encode;

        void Encode(ref VBuffer<int> value)
        {
            get(ref text);
            ids.Clear();
            try
            {
                if (Surrounding == SurroundingTokens.None)
                    Tokenizer.Encode(text.Span, ids, SpecialTokens);
                else
                    ids.AddRange(Tokenizer.EncodeSequence(text.ToString(), null, options).Ids);
            }
            catch (TokenizationException exception)
            {
                throw new CellException(row.Position, InputColumn, exception.Message, null, exception);
            }
            if (AppendEndOfText)
                ids.Add(Tokenizer.EndOfTextId!.Value);
            VBufferEditor<int> editor = VBufferEditor.Create(ref value, ids.Count);
            CollectionsMarshal.AsSpan(ids).CopyTo(editor.Values);
            value = editor.Commit();
        }
    }

    private sealed record State(
        string InputColumn, string OutputColumn, bool AppendEndOfText, SpecialTokenHandling SpecialTokens,
        SurroundingTokens Surrounding = SurroundingTokens.None);
}
