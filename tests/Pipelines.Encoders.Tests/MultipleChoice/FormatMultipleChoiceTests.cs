using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pipelines.Testing;
using Pipelines.Tokenizers;

namespace Pipelines.Encoders.Tests;

/// <summary>Rows of tokens, what is cut, and what is refused.</summary>
public class FormatMultipleChoiceTests
{
    private readonly List<string> _log = [];
    private PipelineContext _context = null!;

    private static HuggingFaceTokenizer Tokenizer => ChoiceTestBed.Tokenizer;

    [SetUp]
    public void Open()
    {
        _log.Clear();
        _context = PipelineContext.Create(p =>
        {
            p.AddEncoders();
            p.Services.AddLogging(l => l.AddProvider(new Listener(_log)));
        });
    }

    [TearDown]
    public void Close() => _context.Dispose();

    [Test]
    public void EachOption_IsThePairThatTheTokenizerMakes([Values] bool hasContext)
    {
        var data = ChoiceTestBed.Questions(8, seed: 3);
        var formatted = Format(data, o => o.ContextColumn = hasContext ? ColumnNames.Context : null);
        for (var row = 0; row < 8; row++)
        {
            var (ids, segments, types) = (new List<int>(), new List<int>(), new List<int>());
            var (prompt, context) = (Text(data, ColumnNames.Prompt, row), Text(data, ColumnNames.Context, row));
            for (var option = 0; option < 5; option++)
            {
                var choice = Text(data, ((char)('A' + option)).ToString(), row);
                var pair = hasContext ? Tokenizer.EncodeSequence(context, $"{prompt} {choice}") : Tokenizer.EncodeSequence(prompt, choice);
                ids.AddRange(pair.Ids);
                types.AddRange(pair.TypeIds);
                segments.AddRange(Enumerable.Repeat(option + 1, pair.Ids.Length));
            }

            Assert.That(ChoiceTestBed.Ints(formatted, ColumnNames.InputIds, row), Is.EqualTo(ids));
            Assert.That(ChoiceTestBed.Ints(formatted, ColumnNames.Segments, row), Is.EqualTo(segments));
            Assert.That(ChoiceTestBed.Ints(formatted, MultipleChoiceColumns.TokenTypeIds, row), Is.EqualTo(types));
        }

        Assert.That(ChoiceTestBed.Texts(formatted, ColumnNames.Label), Is.EqualTo(ChoiceTestBed.Texts(data, MultipleChoiceColumns.Answer)));
        Assert.That(ChoiceTestBed.Column<int>(formatted, MultipleChoiceColumns.CutTokens), Has.All.Zero);
        Assert.That(formatted.Schema[ColumnNames.InputIds].GetTokenizer(), Is.SameAs(Tokenizer));
    }

    [Test]
    public void TheContextIsCutFirst_FromItsEnd()
    {
        var data = Row("red green blue black white", "what fits", "one", "two three");
        var formatted = Format(data, o => (o.ContextColumn, o.MaximumLength) = (ColumnNames.Context, 9));
        Assert.That(Options(formatted, 0), Is.EqualTo(new[]
        {
            "[CLS] red green blue [SEP] what fits one [SEP]",
            "[CLS] red green [SEP] what fits two three [SEP]",
        }));
        Assert.That(ChoiceTestBed.Column<int>(formatted, MultipleChoiceColumns.CutTokens), Is.EqualTo(new[] { 3 }));
        Assert.That(_log, Has.One.Contains("1 of 1 questions lost tokens"));
    }

    [Test]
    public void ThenThePromptIsCut_AndOptionsNever()
    {
        var data = Row("red green", "what fits this does now", "one two three", "four");
        var formatted = Format(data, o => (o.ContextColumn, o.MaximumLength) = (ColumnNames.Context, 8));
        Assert.That(Options(formatted, 0), Is.EqualTo(new[]
        {
            "[CLS] [SEP] what fits one two three [SEP]",
            "[CLS] [SEP] what fits this does four [SEP]",
        }));
        Assert.That(ChoiceTestBed.Column<int>(formatted, MultipleChoiceColumns.CutTokens), Is.EqualTo(new[] { 5 }));
        var without = Format(data, o => o.MaximumLength = 8);
        Assert.That(Options(without, 0), Is.EqualTo(new[]
        {
            "[CLS] what fits [SEP] one two three [SEP]",
            "[CLS] what fits this does [SEP] four [SEP]",
        }));
        var error = Assert.Throws<CellException>(() => Options(Format(data, o => o.MaximumLength = 5), 0))!;
        Assert.That((error.Row, error.Column), Is.EqualTo((0L, "A")));
        Assert.That(error.Message, Does.Contain("option A has 3 tokens, but 2 fit"));
    }

    [TestCase("A", AnswerKind.Detect, "A")]
    [TestCase(" b ", AnswerKind.Letter, "B")]
    [TestCase("two three", AnswerKind.Detect, "B")]
    [TestCase("two three", AnswerKind.OptionText, "B")]
    [TestCase("1", AnswerKind.Index, "B")]
    [TestCase("", AnswerKind.Detect, "")]
    public void AnswersAreFound(string answer, AnswerKind kind, string expected) => Assert.That(
        ChoiceTestBed.Texts(Format(Row("", "what", "one", "two three", answer), o => o.AnswerKind = kind), ColumnNames.Label),
        Is.EqualTo(new[] { expected }));

    [TestCase("C", AnswerKind.Detect, "A to B only")]
    [TestCase("1", AnswerKind.Detect, "'1'")]
    [TestCase("one", AnswerKind.Letter, "a letter from A to B")]
    [TestCase("A", AnswerKind.OptionText, "the text of one")]
    [TestCase("2", AnswerKind.Index, "0 to 1")]
    [TestCase("x", AnswerKind.Index, "an index from 0")]
    public void WrongAnswersAreRefused(string answer, AnswerKind kind, string message)
    {
        var view = Format(Row("", "what", "one", "two three", answer), o => o.AnswerKind = kind);
        var error = Assert.Throws<CellException>(() => ChoiceTestBed.Texts(view, ColumnNames.Label))!;
        Assert.That((error.Row, error.Column), Is.EqualTo((0L, MultipleChoiceColumns.Answer)));
        Assert.That(error.Message, Does.Contain(message));
    }

    [Test]
    public void AnswersMayBeIntegers_AndAmbiguousOnesAreRefused()
    {
        var data = new TestView().Add(ColumnNames.Prompt, "what", "this").Add("A", "one", "two").Add("B", "red", "blue");
        Assert.That(ChoiceTestBed.Texts(Format(data.Unread().Add(MultipleChoiceColumns.Answer, 1, 0)), ColumnNames.Label), Is.EqualTo(new[] { "B", "A" }));
        Assert.That(ChoiceTestBed.Texts(Format(data.Unread().Add(MultipleChoiceColumns.Answer, 1L, 0L)), ColumnNames.Label), Is.EqualTo(new[] { "B", "A" }));
        Assert.Throws<CellException>(() => ChoiceTestBed.Texts(Format(data.Unread().Add(MultipleChoiceColumns.Answer, 2, 0)), ColumnNames.Label));
        Assert.That(Format(data).Schema.GetColumnOrNull(ColumnNames.Label), Is.Null);
        var letters = Format(Row("", "what", "B", "A", "A"));
        Assert.That(Assert.Throws<CellException>(() => ChoiceTestBed.Texts(letters, ColumnNames.Label))!.Message, Does.Contain("AnswerKind"));
    }

    [TestCase("one", "", "B", "is missing")]
    [TestCase(" ", "one", "A", "is missing")]
    [TestCase("one", " one ", "B", "same as option A")]
    public void BadOptionsAreRefused(string a, string b, string column, string message)
    {
        var error = Assert.Throws<CellException>(() => Options(Format(Row("", "what", a, b)), 0))!;
        Assert.That((error.Row, error.Column), Is.EqualTo((0L, column)));
        Assert.That(error.Message, Does.Contain(message));
    }

    [Test]
    public void RowsMayHaveFewerOptions()
    {
        var data = new TestView().Add(ColumnNames.Prompt, "what", "this", "now", "here")
            .Add("A", "one", "one", "one", "one").Add("B", "two", "two", "", "").Add("C", "three", "", "three", "");
        var formatted = Format(data, o => (o.AllowFewerOptions, o.SkipRefused) = (true, true));
        Assert.That(ChoiceTestBed.Column<VBuffer<int>>(formatted, ColumnNames.Segments).Select(s => s.DenseValues().Max()), Is.EqualTo(new[] { 3, 2 }));
        Assert.That(_log, Has.One.Contains("2 of 4 questions were left out").And.One.Contains("row 2, column 'B'"));
        var one = Assert.Throws<CellException>(() => Options(Format(data, o => o.AllowFewerOptions = true), 3))!;
        Assert.That(one.Row, Is.EqualTo(2));
    }

    [Test]
    public void OptionsMayBeOneColumn()
    {
        ReadOnlyMemory<char>[] Texts(params string[] texts) => Array.ConvertAll(texts, text => text.AsMemory());
        var data = new TestView().Add(ColumnNames.Prompt, "what", "this", "now", "here").Add(
            MultipleChoiceColumns.Options, Texts("one", "two"), Texts("one", "two", "three"), Texts("one"), Texts("one", "two", "three", "four"));
        void Configure(FormatMultipleChoiceOptions o) => (o.OptionsColumn, o.MaximumOptions) = (MultipleChoiceColumns.Options, 3);
        var formatted = Format(data, o =>
        {
            Configure(o);
            o.SkipRefused = true;
        });
        Assert.That(Options(formatted, 0), Is.EqualTo(new[] { "[CLS] what [SEP] one [SEP]", "[CLS] what [SEP] two [SEP]" }));
        Assert.That(Options(formatted, 1), Has.Length.EqualTo(3));
        Assert.That(ChoiceTestBed.Column<int>(formatted, MultipleChoiceColumns.CutTokens), Has.Count.EqualTo(2));
        var error = Assert.Throws<CellException>(() => Options(Format(data, Configure), 3))!;
        Assert.That(error.Message, Does.Contain("row 2").And.Contain("1 option"));
        var many = Format(data, o => (o.OptionsColumn, o.MaximumOptions, o.SkipRefused) = (MultipleChoiceColumns.Options, 2, true));
        Assert.That(ChoiceTestBed.Column<int>(many, MultipleChoiceColumns.CutTokens), Has.Count.EqualTo(1));
        Assert.That(_log, Has.Some.Contains("there are 3 options; at most 2 are allowed"));
    }

    [Test]
    public void SpecialTokensInTexts_AreText()
    {
        var formatted = Format(Row("", "what [SEP] fits", "one", "two"));
        var ids = ChoiceTestBed.Ints(formatted, ColumnNames.InputIds, 0);
        Assert.That(ids.Count(id => id == Tokenizer.TokenToId("[SEP]")), Is.EqualTo(4));
        var recognized = Format(Row("", "what [SEP] fits", "one", "two"), o => o.SpecialTokens = SpecialTokenHandling.Recognize);
        Assert.That(ChoiceTestBed.Ints(recognized, ColumnNames.InputIds, 0).Count(id => id == Tokenizer.TokenToId("[SEP]")), Is.EqualTo(6));
    }

    [Test]
    public void RobertasPairs_HaveTwoSeparatorsAndOneType()
    {
        var roberta = new HuggingFaceTokenizer(Tokenizer.Parts with { PostProcessor = new RobertaPostProcessor(new("[SEP]", 3), new("[CLS]", 2)) });
        var data = Row("", "what", "one", "two");
        var formatted = _context.Transforms.FormatMultipleChoice(roberta).Fit(data).Transform(data);
        Assert.That(Options(formatted, 0)[0], Is.EqualTo("[CLS] what [SEP] [SEP] one [SEP]"));
        Assert.That(ChoiceTestBed.Ints(formatted, MultipleChoiceColumns.TokenTypeIds, 0), Has.All.Zero);
    }

    [Test]
    public void ATokenizerThatSaysNothingOfPairs_GetsBertsTemplate()
    {
        var silent = new HuggingFaceTokenizer(Tokenizer.Parts with { PostProcessor = null });
        var data = Row("red", "what", "one", "two");
        var formatted = _context.Transforms.FormatMultipleChoice(silent, o => o.ContextColumn = ColumnNames.Context).Fit(data).Transform(data);
        Assert.That(Options(formatted, 0)[1], Is.EqualTo("[CLS] red [SEP] what two [SEP]"));
        Assert.That(
            ChoiceTestBed.Ints(formatted, MultipleChoiceColumns.TokenTypeIds, 0), Is.EqualTo(new[] { 0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1 }));
    }

    [Test]
    public void ATokenizerWithoutFirstToken_IsRefused()
    {
        var error = Assert.Throws<PipelineException>(
            () => _context.Transforms.FormatMultipleChoice(CharacterTokenizer.Create("abc".EnumerateRunes())).Fit(Row("", "what", "a", "b")))!;
        Assert.That(error.Message, Does.Contain("[CLS]"));
    }

    private static TestView Row(string context, string prompt, string a, string b, string answer = "A") => new TestView()
        .Add(ColumnNames.Context, context).Add(ColumnNames.Prompt, prompt).Add("A", a).Add("B", b).Add(MultipleChoiceColumns.Answer, answer);

    private static string Text(IDataView view, string column, int row) => ChoiceTestBed.Texts(view, column)[row];

    private static string[] Options(IDataView view, int row)
    {
        var (ids, segments) = (ChoiceTestBed.Ints(view, ColumnNames.InputIds, row), ChoiceTestBed.Ints(view, ColumnNames.Segments, row));
        return [.. ids.Zip(segments).GroupBy(token => token.Second).Select(option =>
            string.Join(' ', option.Select(token => Tokenizer.IdToToken(token.First))))];
    }

    private IDataView Format(IDataView data, Action<FormatMultipleChoiceOptions>? configure = null) =>
        ChoiceTestBed.Formatted(_context, data, configure);

    private sealed class Listener(List<string> log) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Add(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
