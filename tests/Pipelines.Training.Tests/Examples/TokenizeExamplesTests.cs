using Pipelines.Testing;
using Pipelines.Tokenizers;

namespace Pipelines.Training.Tests;

public class TokenizeExamplesTests
{
    private static readonly Tokenizer Tokenizer =
        CharacterTokenizer.Learn(["abcdef ".AsMemory()], new CharacterTokenizerOptions { EndOfText = "<|end|>" });

    private static readonly IDataView Data = new TestView().Add(ColumnNames.Prompt, "ab", "", "c").Add(ColumnNames.Completion, "cde", "f", "d<|end|>");

    private PipelineContext _context = null!;

    [SetUp]
    public void Create() => _context = PipelineContext.Create(p => p.AddTokenizers().AddTraining());

    [TearDown]
    public void Delete() => _context.Dispose();

    [Test]
    public void CompletionsAreMarkedAndEndedOnce()
    {
        var made = _context.Transforms.TokenizeExamples(Tokenizer).Fit(Data).Transform(Data);
        var tokens = made.GetColumn<VBuffer<int>>(ColumnNames.Tokens).Select(t => Tokenizer.Decode(t.GetValues())).ToArray();
        var masks = made.GetColumn<VBuffer<int>>(ColumnNames.LossMask).Select(m => string.Concat(m.GetValues().ToArray())).ToArray();

        Assert.That(tokens, Is.EqualTo(new[] { "abcde<|end|>", "f<|end|>", "cd<|end|>" }));
        Assert.That(masks, Is.EqualTo(new[] { "001111", "11", "011" }));
        Assert.That(made.Schema[ColumnNames.Tokens].GetTokenizer(), Is.SameAs(Tokenizer));
    }

    [Test]
    public void EveryAnswerOfAConversationIsMarked()
    {
        var data = Segments(["ab", "c", "d", "ef"], ["a", "b<|end|>", "c", "d<|end|>"], ["a", "b", "c"], ["a"], []);
        var made = _context.Transforms.TokenizeExamples(Tokenizer, o => o.SegmentsColumn = "Pieces").Fit(data).Transform(data);
        var tokens = made.GetColumn<VBuffer<int>>(ColumnNames.Tokens).Select(t => Tokenizer.Decode(t.GetValues())).ToArray();
        var masks = made.GetColumn<VBuffer<int>>(ColumnNames.LossMask).Select(m => string.Concat(m.GetValues().ToArray())).ToArray();

        Assert.That(tokens, Is.EqualTo(new[] { "abcdef<|end|>", "ab<|end|>cd<|end|>", "abc", "a", "" }));
        Assert.That(masks, Is.EqualTo(new[] { "0010111", "011011", "010", "0", "" }));
    }

    [Test]
    public void SegmentsAreSavedAndNeedNoPrompt()
    {
        using var file = new MemoryStream();
        var data = Segments(["ab", "c"]);
        var stage = _context.Transforms.TokenizeExamples(Tokenizer, o => o.SegmentsColumn = "Pieces").Fit(data);
        _context.Model.Save(stage, null, file);
        file.Position = 0;
        var opened = _context.Model.Load(file, out _).Transform(data);

        Assert.That(opened.GetColumn<VBuffer<int>>(ColumnNames.LossMask).Single().GetValues().ToArray(), Is.EqualTo(new[] { 0, 0, 1, 1 }));
        Assert.That(
            () => _context.Transforms.TokenizeExamples(Tokenizer, o => o.SegmentsColumn = "Pieces").Fit(Data),
            Throws.TypeOf<SchemaException>().With.Message.Contains("'Pieces'"));
        Assert.That(() => _context.Transforms.TokenizeExamples(Tokenizer, o => o.SegmentsColumn = " "), Throws.TypeOf<OptionsException>());
    }

    [Test]
    public void ATokenizerThatCannotEndTextsIsRefused() =>
        Assert.That(
            () => _context.Transforms.TokenizeExamples(CharacterTokenizer.Learn(["abc".AsMemory()], new CharacterTokenizerOptions())).Fit(Data),
            Throws.TypeOf<OptionsException>().With.Message.Contains("never learns to stop"));

    [Test]
    public void OneTokenizerMustBeGiven() =>
        Assert.That(
            () => _context.Transforms.TokenizeExamples(Tokenizer, o => o.TokenizerPath = "x.json"), Throws.TypeOf<OptionsException>());

    [Test]
    public void TextsThatCannotBeTokenizedAreReportedByRow() =>
        Assert.That(
            () => _context.Transforms.TokenizeExamples(Tokenizer).Fit(Data)
                .Transform(new TestView().Add(ColumnNames.Prompt, "a", "b").Add(ColumnNames.Completion, "a", "?")).GetColumn<VBuffer<int>>(ColumnNames.Tokens).ToArray(),
            Throws.TypeOf<CellException>().With.Message.Contains("row 1, column 'Completion'"));

    private static TestView Segments(params string[][] rows) =>
        new TestView().Add("Pieces", Array.ConvertAll(rows, row => Array.ConvertAll(row, text => text.AsMemory())));
}
