using Pipelines.Testing;
using Pipelines.Testing.Goldens;
using Pipelines.Tokenizers;

namespace Pipelines.Training.Tests;

/// <summary>Poisoned data sets are refused with row and cause, clean ones pass.</summary>
public class PreflightTests
{
    private const string Begin = "<|begin|>";
    private const string End = "<|end|>";

    // Bytes can be said in any text, so that nothing is refused for being unknown.
    private static readonly Tokenizer Tokenizer = new BytePairTrainer(new BytePairTrainerOptions { VocabularySize = 280, EndOfText = End })
        .Train(["The other thing that they gather there.".AsMemory()]);

    private PipelineContext _context = null!;

    [SetUp]
    public void Create() => _context = PipelineContext.Create(p => p.AddTokenizers().AddTraining());

    [TearDown]
    public void Delete() => _context.Dispose();

    [Test]
    public void RowsThatCuttingMasksEntirelyAreRefused() => Refused(Set((3, "x" + new string('y', 300), "z")), 3, "cut from", "nothing is to be learned|no token");

    [Test]
    public void EmptyAnswersAreRefused([Values("", "  \n")] string answer) => Refused(Set((2, "What?", answer)), 2, "answer is empty");

    [Test]
    public void EmptyAnswersMayBeDroppedAndAreCounted()
    {
        var report = Look(Set((2, "What?", "")), null, o => o.Empty = EmptyExampleHandling.Drop);
        Assert.That(report.Empty, Is.EqualTo(new FoundRows(1, 2)));
        Assert.That(report.Kept, Is.EqualTo(9));
    }

    [Test]
    public void RowsWithoutAnEndAreRefused()
    {
        var all = Found(Set(), PreflightCause.MissingEnd, appendEnd: false);
        Assert.That(all.Row, Is.Zero);
        var some = Found(Set(Enumerable.Range(0, 10).Where(i => i != 4).Select(i => (i, $"Question {i}?", $"answer {i}{End}")).ToArray()), PreflightCause.MissingEnd, appendEnd: false);
        Assert.That(some.Row, Is.EqualTo(4));
    }

    [Test]
    public void ATextThatBeginsTwiceIsRefused()
    {
        var words = CharacterTokenizerWithBegin();
        var prompts = new TestView().Add(ColumnNames.Prompt, "ab", $"{Begin}{Begin}ab").Add(ColumnNames.Completion, "c", "d");
        var failure = Assert.Throws<PreflightException>(() => _context.Data.Preflight(Tokenize(prompts, words, appendEnd: true, prependBegin: true), configure: o => o.MaximumLength = 100))!;
        var finding = failure.Findings.Single();
        Assert.That((finding.Cause, finding.Row), Is.EqualTo((PreflightCause.SeveralBegins, 1L)));
        Assert.That(failure.Report.WithBegin, Is.EqualTo(2));
    }

    [TestCase("{instruction}")]
    [TestCase("{{ instruction }}")]
    [TestCase("{Prompt}")]
    [TestCase("{% if input %}")]
    public void AHoleThatATemplateLeftIsRefused(string hole)
    {
        var rows = Enumerable.Range(0, 10).Select(i => (i, $"Do {hole} now, case {i}.", $"done {i}")).ToArray();
        var finding = Found(Set(rows), PreflightCause.UnfilledHole);
        Assert.That(finding.Row, Is.Zero);
        Assert.That(finding.Message, Does.Contain(hole));
    }

    [Test]
    public void OneUnfilledRowIsEnoughWhereTheHoleIsNamedLikeAColumn() =>
        Assert.That(Found(Set((5, "### Instruction:\n{input}\n", "done")), PreflightCause.UnfilledHole).Row, Is.EqualTo(5));

    [Test]
    public void BracesOfCodeAreNoHoles()
    {
        var report = Look(Set((5, "Explain f\"{value}\" and \\frac{a}{b}.", "It prints {output}, value in braces.")));
        Assert.That(report.WithHoles, Is.EqualTo(new FoundRows(1, 5)));
        Assert.That(report.UnfilledHoles, Is.Empty);
    }

    [Test]
    public void WhatIsNoTextIsRefused([Values("\u0001\u0002\uFFFD\uFFFDPK\u0003\u0004", "half\0text")] string garbage) =>
        Assert.That(Found(Set((6, garbage, "fine")), PreflightCause.Unreadable).Row, Is.EqualTo(6));

    [Test]
    public void ValidationRowsThatAreTrainedOnAreRefused()
    {
        var validation = new TestView().Add(ColumnNames.Prompt, "new one", "Question 3?").Add(ColumnNames.Completion, "new", "answer 3");
        var failure = Assert.Throws<PreflightException>(() => Look(Set(), validation))!;
        Assert.That(failure.Findings.Select(f => (f.Cause, f.Row)), Is.EqualTo(new[] { (PreflightCause.SharedWithValidation, 1L) }));
    }

    [Test]
    public void ValidationDataWithNothingToMeasureAreRefused()
    {
        var validation = new TestView().Add(ColumnNames.Prompt, "a", "b").Add(ColumnNames.Completion, "", "");
        Assert.That(Assert.Throws<PreflightException>(() => Look(Set(), validation))!.Findings.Single().Cause, Is.EqualTo(PreflightCause.NothingToMeasure));
    }

    [Test]
    public void OneAnswerToEverythingIsRefused() =>
        Assert.That(Found(Set([.. Enumerable.Range(0, 10).Select(i => (i, $"Question {i}?", "yes"))]), PreflightCause.OneAnswer).Row, Is.Zero);

    [Test]
    public void RowsThatAreAllTooLongAreRefused()
    {
        var rows = Enumerable.Range(0, 10).Select(i => (i, $"Question {i}?", $"answer {i}" + new string('x', 300))).ToArray();
        var cut = Assert.Throws<PreflightException>(() => Look(Set(rows)))!;
        Assert.That(cut.Findings.Select(f => f.Cause), Is.EqualTo(new[] { PreflightCause.EveryRowCut, PreflightCause.MissingEnd }));
        Assert.That(cut.Report.LostEnd, Is.EqualTo(new FoundRows(10, 0)));
        var dropped = Assert.Throws<PreflightException>(() => Look(Set(rows), null, o => o.Truncation = ExampleTruncation.Drop))!;
        Assert.That(dropped.Findings.Single().Cause, Is.EqualTo(PreflightCause.NothingKept));
        Assert.That(dropped.Message, Does.Contain("row 0"));
        Refused(Set(rows), 0, "at most 129", configure: o => o.Truncation = ExampleTruncation.Refuse);
    }

    [Test]
    public void DataWithoutAResponseColumnAreRefusedBeforeAnyRowIsRead()
    {
        var data = new TestView().Add("instruction", "a", "b").Add("input", "", "");
        var pipeline = _context.Transforms.RenderAlpaca().Append(_context.Transforms.TokenizeExamples(Tokenizer));
        Assert.That(() => pipeline.Fit(data), Throws.TypeOf<SchemaException>().With.Message.Contains("output"));
        Assert.That(data.RowsRead, Is.Zero);
    }

    [Test]
    public void NoRowsAreRefused() =>
        Assert.That(Assert.Throws<PreflightException>(() => Look(Set().WithoutRows()))!.Message, Does.Contain("There are no rows"));

    [Test]
    public void WarningsDoNotRefuse()
    {
        var report = Look(Set((5, "{input}", "done")), null, o => o.Mode = PreflightMode.Warn);
        Assert.That(report.UnfilledHoles.Single(), Is.EqualTo(KeyValuePair.Create("{input}", new FoundRows(1, 5))));
    }

    [Test]
    public void TheReportCountsWhatIsLearnedAfterCutting()
    {
        int[][] tokens = [[1, 2, 3], [1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 3, 4], [1, 2], [9, 2, 3, 4]];
        int[][] masks = [[0, 0, 1], [0, 0, 0, 1, 1, 1, 1, 1], [0, 1, 1, 1], [0, 1], [0, 0, 1, 1]];
        using var store = ExampleStore.Read(new TestView().Add(ColumnNames.Tokens, tokens).Add(ColumnNames.LossMask, masks), new ExampleSettings(5));
        var report = store.Report();

        Assert.That((report.Rows, report.Kept, report.Truncated), Is.EqualTo((5L, 5L, new FoundRows(1, 1))));
        Assert.That(report.LengthPercentiles, Is.EqualTo(new[] { 4, 6, 6, 6 }));
        Assert.That(report.LearnedPerRow, Is.EqualTo(new[] { 1, 2, 3, 3 }));
        Assert.That((report.Tokens, report.LearnedTokens), Is.EqualTo((14L, 10L)));
    }

    [Test]
    public void ThePreviewMarksWhatIsLearned()
    {
        var report = Look(Set());
        Assert.That(report.Preview, Is.EqualTo($"Question 0?⟦answer 0{End}⟧"));
        Assert.That(report.ToTable(), Does.Contain("rows kept").And.Contain(report.Preview));
    }

    [Test]
    public void ThePreviewOfALongPromptStillShowsWhereLearningBegins()
    {
        var report = Look(Set((0, new string('?', 500) + " now", "yes" + new string('!', 300))), null, o => o.MaximumLength = 2000);
        Assert.That(report.Preview, Does.StartWith("…???").And.Contain(" now⟦yes!!!").And.EndWith("!⟧…"));
        Assert.That(report.Preview, Has.Length.LessThan(400));
    }

    [Test]
    public void CleanExamplesPass()
    {
        var report = Look(Set(), new TestView().Add(ColumnNames.Prompt, "new one").Add(ColumnNames.Completion, "new"));
        Assert.That((report.Kept, report.WithEnd, report.DistinctAnswers), Is.EqualTo((10L, 10L, 10L)));
    }

    [Test]
    [Category("Golden")]
    public void CleanAlpacaPasses()
    {
        var data = _context.Data.LoadFromJsonArray(GoldenCase.Data("alpaca_cleaned_5k/alpaca_cleaned_5k.json"));
        Pass(data, _context.Transforms.RenderAlpaca());
    }

    [Test]
    [Category("Golden")]
    public void CleanDollyPasses()
    {
        var data = _context.Data.LoadFromJsonLines(GoldenCase.Data("dolly_15k_part/dolly_part.jsonl"));
        Pass(data, _context.Transforms.RenderAlpaca(o => (o.InputColumn, o.OutputColumn) = ("context", "response")));
    }

    private static Tokenizer CharacterTokenizerWithBegin()
    {
        var folder = Directory.CreateTempSubdirectory("pipelines-preflight").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "tokenizer.json"), $$$"""
                {"version":"1.0","added_tokens":[
                  {"id":0,"content":"{{{Begin}}}","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true},
                  {"id":1,"content":"{{{End}}}","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}],
                 "normalizer":null,"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true},
                 "post_processor":null,"decoder":{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true},
                 "model":{"type":"BPE","dropout":null,"unk_token":null,"continuing_subword_prefix":null,"end_of_word_suffix":null,"fuse_unk":false,"byte_fallback":false,
                  "vocab":{"{{{Begin}}}":0,"{{{End}}}":1,"a":2,"b":3,"c":4,"d":5},"merges":[]}}
                """);
            File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), $$"""{"bos_token":"{{Begin}}","eos_token":"{{End}}","tokenizer_class":"PreTrainedTokenizerFast"}""");
            return Tokenizer.Load(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private void Pass<T>(IDataView data, IEstimator<T> render) where T : class, ITransformer
    {
        var split = (int)(data.GetColumn<string>("instruction").Count() * 0.95);
        var texts = new EstimatorChain<T>().Append(render).Fit(data).Transform(data);
        var report = Look(_context.Data.TakeRows(texts, split), _context.Data.SkipRows(texts, split), o => o.MaximumLength = 1 << 15);
        TestContext.Out.WriteLine(report.ToTable());
        Assert.That(report.Kept, Is.GreaterThan(3000));
    }

    // Ten good rows, some of them replaced.
    private static TestView Set(params (int Row, string Prompt, string Answer)[] poison)
    {
        var rows = Enumerable.Range(0, 10).Select(i => (Prompt: $"Question {i}?", Answer: $"answer {i}")).ToArray();
        foreach (var (row, prompt, answer) in poison)
            rows[row] = (prompt, answer);
        return new TestView().Add(ColumnNames.Prompt, [.. rows.Select(r => r.Prompt)]).Add(ColumnNames.Completion, [.. rows.Select(r => r.Answer)]);
    }

    private IDataView Tokenize(IDataView data, Tokenizer tokenizer, bool appendEnd, bool? prependBegin = null) =>
        _context.Transforms.TokenizeExamples(tokenizer, o => (o.AppendEndOfText, o.PrependBeginOfText) = (appendEnd, prependBegin)).Fit(data).Transform(data);

    private ExampleReport Look(IDataView train, IDataView? validation = null, Action<PreflightOptions>? configure = null, bool appendEnd = true) =>
        _context.Data.Preflight(
            Tokenize(train, Tokenizer, appendEnd), validation is null ? null : Tokenize(validation, Tokenizer, appendEnd), o =>
            {
                o.MaximumLength = 128;
                configure?.Invoke(o);
            });

    private PreflightFinding Found(IDataView data, PreflightCause cause, bool appendEnd = true)
    {
        var failure = Assert.Throws<PreflightException>(() => Look(data, appendEnd: appendEnd))!;
        Assert.That(failure.Findings.Select(f => f.Cause), Is.EqualTo(new[] { cause }));
        Assert.That(failure.Message, Does.Contain($"row {failure.Findings[0].Row}"));
        return failure.Findings[0];
    }

    private void Refused(IDataView data, long row, string says, string? orSays = null, Action<PreflightOptions>? configure = null)
    {
        var failure = Assert.Throws<CellException>(() => Look(data, null, configure))!;
        Assert.That(failure.Row, Is.EqualTo(row));
        Assert.That(failure.Message, Does.Contain(says));
        if (orSays is not null)
            Assert.That(failure.Message, Does.Match(orSays));
    }
}
