using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pipelines.Tokenizers;

namespace Pipelines.Encoders;

/// <summary>
/// Adds the tokens of each question's options: all rows one behind the other, with the option and the text of the pair that each token
/// belongs to, and the letter of the right option where answers are there.
/// </summary>
public sealed record FormatMultipleChoiceTransformer : RowToRowTransformer, ISavableTransformer, ITransformer
{
    private const string TokenizerFile = "tokenizer.json";

    private readonly ILogger _logger;

    /// <summary>Makes the stage.</summary>
    /// <param name="options">How; they must not change afterwards.</param>
    /// <param name="tokenizer">The encoder's tokenizer.</param>
    /// <param name="logger">Where cut contexts and rows that were left out are reported; null for nowhere.</param>
    /// <exception cref="PipelineException">The tokenizer puts nothing before pairs of texts.</exception>
    public FormatMultipleChoiceTransformer(FormatMultipleChoiceOptions options, Tokenizer tokenizer, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(tokenizer);
        _ = PairTemplate.Of(tokenizer);
        (Options, Tokenizer, _logger) = (options, tokenizer, logger ?? NullLogger.Instance);
    }

    /// <summary>How questions become tokens.</summary>
    public FormatMultipleChoiceOptions Options { get; }

    /// <summary>The encoder's tokenizer.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>Whether one row in is one row out: unless rows are left out.</summary>
    public new bool IsRowToRowMapper => !Options.SkipRefused;

    /// <inheritdoc/>
    public override IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new FormattedView(base.Transform(input), Options, _logger);
    }

    /// <inheritdoc/>
    public void Save(ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.WriteJson(State.Of(Options));
        using var stream = context.CreateFile(TokenizerFile);
        TokenizerSerializer.Default.Save(Tokenizer, stream);
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => IsRowToRowMapper
        ? GetRowToRowMapper(inputSchema)
        : throw new InvalidOperationException(
            "The stage leaves rows out (SkipRefused), so it cannot predict one row at a time. Use Transform on a view.");

    internal static FormatMultipleChoiceTransformer Load(ModelLoadContext context)
    {
        var state = context.ReadJson<State>();
        Tokenizer tokenizer;
        using (var stream = context.OpenFile(TokenizerFile))
            tokenizer = TokenizerSerializer.From(context.Services).Load(stream, TokenizerFile);
        try
        {
            var options = OptionsValidation.Validated(state.ToOptions(tokenizer));
            return new FormatMultipleChoiceTransformer(
                options, tokenizer, context.Services.GetService<ILogger<FormatMultipleChoiceTransformer>>());
        }
        catch (Exception e) when (e is OptionsException or PipelineException)
        {
            throw new ModelFormatException(
                $"The saved stage does not fit together: {e.Message} Save the pipeline again.", innerException: e);
        }
    }

    /// <inheritdoc/>
    protected override void Map(RowMapperBuilder map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var reader = new QuestionReader(map.Input, Options);
        var questions = map.Compute(reader.Columns, row => reader.Start(row, new ChoiceTokenizer(Tokenizer, Options)));
        var vector = new VectorDataViewType(NumberDataViewType.Int32);
        map.Add(
                Options.InputIdsColumn, vector, questions,
                (FormattedQuestion question, ref VBuffer<int> value) => Write(question.Ids, ref value),
                DataViewSchema.Annotations.Empty.WithTokenizer(Tokenizer))
            .Add(
                Options.SegmentsColumn, vector, questions,
                (FormattedQuestion question, ref VBuffer<int> value) => Write(question.Segments, ref value))
            .Add(
                Options.TokenTypesColumn, vector, questions,
                (FormattedQuestion question, ref VBuffer<int> value) => Write(question.Types, ref value))
            .Add(
                Options.CutTokensColumn, NumberDataViewType.Int32, questions,
                (FormattedQuestion question, ref int value) => value = question.CutTokens);
        if (reader.HasAnswers)
        {
            map.Add(
                Options.LabelColumn, TextDataViewType.Instance, questions,
                (FormattedQuestion question, ref ReadOnlyMemory<char> value) => value = question.Label.AsMemory());
        }
    }

    private static void Write(List<int> source, ref VBuffer<int> value)
    {
        var editor = VBufferEditor.Create(ref value, source.Count);
        CollectionsMarshal.AsSpan(source).CopyTo(editor.Values);
        value = editor.Commit();
    }

    /// <summary>The options but for the tokenizer, which is a file of its own.</summary>
    private sealed record State(
        string? ContextColumn, string PromptColumn, string[] OptionColumns, string? OptionsColumn, string AnswerColumn,
        AnswerKind AnswerKind, string InputIdsColumn, string SegmentsColumn, string TokenTypesColumn, string LabelColumn,
        string CutTokensColumn, int MaximumLength, int MaximumOptions, bool AllowFewerOptions, string Separator,
        SpecialTokenHandling SpecialTokens, bool SkipRefused)
    {
        public static State Of(FormatMultipleChoiceOptions o) => new(
            o.ContextColumn, o.PromptColumn, [.. o.OptionColumns], o.OptionsColumn, o.AnswerColumn, o.AnswerKind, o.InputIdsColumn,
            o.SegmentsColumn, o.TokenTypesColumn, o.LabelColumn, o.CutTokensColumn, o.MaximumLength, o.MaximumOptions, o.AllowFewerOptions,
            o.Separator,
            o.SpecialTokens, o.SkipRefused);

        public FormatMultipleChoiceOptions ToOptions(Tokenizer tokenizer) => new()
        {
            Tokenizer = tokenizer,
            ContextColumn = ContextColumn,
            PromptColumn = PromptColumn,
            OptionColumns = OptionColumns,
            OptionsColumn = OptionsColumn,
            AnswerColumn = AnswerColumn,
            AnswerKind = AnswerKind,
            InputIdsColumn = InputIdsColumn,
            SegmentsColumn = SegmentsColumn,
            TokenTypesColumn = TokenTypesColumn,
            LabelColumn = LabelColumn,
            CutTokensColumn = CutTokensColumn,
            MaximumLength = MaximumLength,
            MaximumOptions = MaximumOptions,
            AllowFewerOptions = AllowFewerOptions,
            Separator = Separator,
            SpecialTokens = SpecialTokens,
            SkipRefused = SkipRefused,
        };
    }
}
