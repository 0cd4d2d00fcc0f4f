using Pipelines.Tokenizers;

namespace Pipelines.Retrieval;

/// <summary>Adds a row's passages put together for a prompt, and which ones they are.</summary>
public sealed record BuildContextTransformer : RowToRowTransformer, ISavableTransformer
{
    private const string TokenizerFile = "tokenizer.json";

    private readonly ContextBuilder _builder;

    /// <summary>Makes the stage.</summary>
    /// <param name="options">How; they must not change afterwards.</param>
    /// <param name="tokenizer">The tokenizer of the model that reads the context; needed for a budget.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="RetrievalException">There is a budget, but no tokenizer.</exception>
    public BuildContextTransformer(BuildContextOptions options, Tokenizer? tokenizer = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        (Options, Tokenizer, _builder) = (options, tokenizer, new ContextBuilder(options, tokenizer));
    }

    /// <summary>How passages are put together.</summary>
    public BuildContextOptions Options { get; }

    /// <summary>What counts tokens.</summary>
    public Tokenizer? Tokenizer { get; }

    /// <inheritdoc/>
    public void Save(ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.WriteJson(Options);
        if (Tokenizer is null)
            return;
        using var stream = context.CreateFile(TokenizerFile);
        TokenizerSerializer.Default.Save(Tokenizer, stream);
    }

    internal static BuildContextTransformer Load(ModelLoadContext context)
    {
        var options = context.ReadJson<BuildContextOptions>();
        Tokenizer? tokenizer = null;
        if (context.FileExists(TokenizerFile))
        {
            using var stream = context.OpenFile(TokenizerFile);
            tokenizer = TokenizerSerializer.From(context.Services).Load(stream, TokenizerFile);
        }

        try
        {
            return new BuildContextTransformer(options, tokenizer);
        }
        catch (Exception e) when (e is OptionsException or RetrievalException)
        {
            throw new ModelFormatException(
                $"The saved context stage does not fit together: {e.Message} Save the pipeline again.", innerException: e);
        }
    }

    /// <inheritdoc/>
    protected override void Map(RowMapperBuilder map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var input = map.Require<VBuffer<ReadOnlyMemory<char>>>(Options.InputColumn);
        var contexts = map.Compute<BuiltContext>([input], row =>
        {
            var getPassages = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(input);
            VBuffer<ReadOnlyMemory<char>> passages = default;
            return () =>
            {
                getPassages(ref passages);
                return Build(passages, row.Position);
            };
        });
        map.Add<BuiltContext, ReadOnlyMemory<char>>(
            Options.OutputColumn, TextDataViewType.Instance, contexts,
            (BuiltContext context, ref ReadOnlyMemory<char> value) => value = context.Text.AsMemory());
        map.Add<BuiltContext, VBuffer<int>>(
            Options.SourcesColumn, new VectorDataViewType(NumberDataViewType.Int32), contexts,
            (BuiltContext context, ref VBuffer<int> value) =>
            {
                var editor = VBufferEditor.Create(ref value, context.Sources.Count);
                for (var i = 0; i < context.Sources.Count; i++)
                    editor.Values[i] = context.Sources[i];
                value = editor.Commit();
            });
    }

    private BuiltContext Build(in VBuffer<ReadOnlyMemory<char>> passages, long row)
    {
        try
        {
            return _builder.Build([.. passages.DenseValues().Select(passage => passage.ToString())]);
        }
        catch (TokenizationException e)
        {
            throw new CellException(row, Options.InputColumn, e.Message, null, e);
        }
    }
}
