using Pipelines.Testing;

namespace Pipelines.Tokenizers.Tests;

public class TokenizeTests
{
    private static readonly BytePairTokenizer Given = new BytePairTrainer(new() { VocabularySize = 300 }).Train(SampleText.Rows);

    private PipelineContext _context = null!;

    [OneTimeSetUp]
    public void MakeContext() => _context = PipelineContext.Create(pipelines => pipelines.AddTokenizers());

    [OneTimeTearDown]
    public void DisposeContext() => _context.Dispose();

    [Test]
    public void Learns_characters()
    {
        var data = new TestView().Add("Text", "ba", "", "ac");
        TokenizeTransformer fitted = _context.Transforms.Tokenize(o => o.Kind = TokenizerKind.Characters).Fit(data);
        Assert.That(fitted.Transform(data).GetColumn<int[]>("Tokens"), Is.EqualTo(new int[][] { [1, 0], [], [0, 2] }));
        Assert.That(fitted.Tokenizer.VocabularySize, Is.EqualTo(3));
    }

    [Test]
    public void Learns_byte_pairs_as_the_trainer_does()
    {
        var data = new TestView().Add("Text", [.. SampleText.Rows.Select(row => row.ToString())]);
        var stage = _context.Transforms.Tokenize(o => o.BytePair.VocabularySize = 400);
        TokenizeTransformer fitted = stage.Fit(data);
        Assert.That(fitted.Tokenizer.Fingerprint,
            Is.EqualTo(new BytePairTrainer(new() { VocabularySize = 400 }).Train(SampleText.Rows).Fingerprint));
        Assert.That(fitted.Transform(data).GetColumn<int[]>("Tokens"),
            Is.EqualTo(SampleText.Rows.Select(row => fitted.Tokenizer.Encode(row.ToString()))));
        Assert.That(data.RowsRead, Is.EqualTo(2 * data.GetRowCount()), "one pass to learn, one to encode");
    }

    [Test]
    public void Takes_the_tokenizer_it_is_given_and_reads_nothing_to_fit()
    {
        var data = new TestView().Add("Question", "the river");
        TokenizeTransformer fitted = _context.Transforms.Tokenize(o =>
        {
            o.Tokenizer = Given;
            o.InputColumn = "Question";
            o.OutputColumn = "QuestionIds";
        }).Fit(data);
        Assert.That(data.RowsRead, Is.Zero);
        Assert.That(fitted.Transform(data).GetColumn<int[]>("QuestionIds"), Is.EqualTo(new[] { Given.Encode("the river") }));
    }

    [Test]
    public void Appends_the_end_of_text()
    {
        var data = new TestView().Add("Text", "the", "");
        TokenizeTransformer fitted = _context.Transforms.Tokenize(o => (o.Tokenizer, o.AppendEndOfText) = (Given, true)).Fit(data);
        int end = Given.EndOfTextId!.Value;
        Assert.That(fitted.Transform(data).GetColumn<int[]>("Tokens"), Is.EqualTo(new int[][] { [.. Given.Encode("the"), end], [end] }));
    }

    [Test]
    public void Surrounds_rows_as_the_file_of_the_tokenizer_says_and_saves_it()
    {
        using var folder = new CopiedFiles(".");
        HuggingFaceTokenizer tokenizer = Samples.WordPiece();
        tokenizer.Save(folder.Path);
        var data = new TestView().Add("Text", "the owner", "");
        TokenizeTransformer fitted = _context.Transforms.Tokenize(o =>
            (o.TokenizerPath, o.Surrounding) = (folder.Path, SurroundingTokens.Add)).Fit(data);
        int[][] expected = [tokenizer.Encode("the owner", addSpecialTokens: true), [2, 3]];
        Assert.That(fitted.Transform(data).GetColumn<int[]>("Tokens"), Is.EqualTo(expected));
        string file = Path.Combine(folder.Path, "saved.pipeline");
        _context.Model.Save(fitted, data.Schema, file);
        Assert.That(_context.Model.Load(file, out _).Transform(data).GetColumn<int[]>("Tokens"), Is.EqualTo(expected));
    }

    [Test]
    public void Takes_special_spellings_as_text_on_request()
    {
        var data = new TestView().Add("Text", "a<|endoftext|>");
        var recognized =
            _context.Transforms.Tokenize(o => o.Tokenizer = Given).Fit(data).Transform(data).GetColumn<int[]>("Tokens").Single();
        var literal = _context.Transforms.Tokenize(o => (o.Tokenizer, o.SpecialTokens) = (Given, SpecialTokenHandling.AsText)).Fit(data)
            .Transform(data).GetColumn<int[]>("Tokens").Single();
        Assert.That(recognized, Does.Contain(Given.EndOfTextId));
        Assert.That(literal, Does.Not.Contain(Given.EndOfTextId));
    }

    [Test]
    public void Column_of_ids_carries_the_tokenizer()
    {
        var data = new TestView().Add("Text", "the");
        var learned = _context.Transforms.Tokenize(o => o.BytePair.VocabularySize = 300);
        TokenizeTransformer fitted = learned.Fit(data);
        Assert.That(fitted.GetOutputSchema(data.Schema)["Tokens"].GetTokenizer(), Is.SameAs(fitted.Tokenizer));
        Assert.That(learned.GetOutputSchema(data.Schema)["Tokens"].GetTokenizer(), Is.Null, "before it is learned nobody knows it");
        Assert.That(_context.Transforms.Tokenize(o => o.Tokenizer = Given).GetOutputSchema(data.Schema)["Tokens"].GetTokenizer(),
            Is.SameAs(Given));
    }

    [Test]
    public void Names_row_and_column_of_a_text_it_cannot_encode()
    {
        var data = new TestView().Add("Text", "ab", "abc");
        TokenizeTransformer fitted =
            _context.Transforms.Tokenize(o => o.Tokenizer = CharacterTokenizer.Create("ab".EnumerateRunes())).Fit(data);
        Assert.That(() => fitted.Transform(data).GetColumn<int[]>("Tokens").ToList(), Throws.TypeOf<CellException>()
            .With.Property("Row").EqualTo(1).And.Property("Column").EqualTo("Text").And.Message.Contains("'c' (U+0063)"));
    }

    [Test]
    public void Refuses_data_without_text()
    {
        var empty = new TestView().Add("Text", "x").WithoutRows();
        Assert.That(() => _context.Transforms.Tokenize().Fit(empty),
            Throws.TypeOf<TokenizationException>().With.Message.Contains("The 0 texts"));
        Assert.That(() => _context.Transforms.Tokenize(o => o.Kind = TokenizerKind.Characters).Fit(new TestView().Add("Text", "", "")),
            Throws.TypeOf<TokenizationException>().With.Message.Contains("The 2 texts"));
    }

    [Test]
    public void Reports_rows_then_merges()
    {
        var reports = new List<FitProgress>();
        var data = new TestView().Add("Text", [.. Enumerable.Range(0, 300).Select(row => SampleText.English[row..])]);
        _context.Transforms.Tokenize(o => o.BytePair.VocabularySize = 600).Fit(data, new Progress(reports.Add));
        Assert.That(reports.Select(report => (report.Step, report.TotalSteps)),
            Is.EqualTo(new (long, long?)[] { (256, 300), (300, 300), (256, 343), (343, 343) }));
        Assert.That(reports.Select(report => report.Stage), Is.All.EqualTo(nameof(TokenizeEstimator)));
    }

    [Test]
    public void Loads_a_file_or_a_folder()
    {
        string folder = Directory.CreateTempSubdirectory("tokenizer").FullName;
        string file = Path.Combine(folder, "some.json");
        _context.Model.SaveTokenizer(Given, file);
        Given.Save(Path.Combine(folder, "gpt2"));
        var data = new TestView().Add("Text", "the river");
        foreach (string path in new[] { file, Path.Combine(folder, "gpt2") })
        {
            Assert.That(_context.Model.LoadTokenizer(path).Fingerprint, Is.EqualTo(Given.Fingerprint));
            TokenizeTransformer fitted = _context.Transforms.Tokenize(o => (o.TokenizerPath, o.AppendEndOfText) = (path, true)).Fit(data);
            Assert.That(fitted.Tokenizer.Fingerprint, Is.EqualTo(Given.Fingerprint));
        }
        string plain = Path.Combine(folder, "plain.json");
        _context.Model.SaveTokenizer(CharacterTokenizer.Create("a".EnumerateRunes()), plain);
        Assert.That(() => _context.Transforms.Tokenize(o => (o.TokenizerPath, o.AppendEndOfText) = (plain, true)).Fit(data),
            Throws.TypeOf<OptionsException>().With.Message.Contains(plain));
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public void Names_a_file_that_is_not_there_before_any_row_is_read()
    {
        var data = new TestView().Add("Text", "the river");
        var stage = _context.Transforms.Tokenize(o => o.TokenizerPath = "no/such/tokenizer.json");
        Assert.That(() => stage.Fit(data), Throws.TypeOf<TokenizerFormatException>().With.Message.Contains("no/such/tokenizer.json"));
        Assert.That(data.CursorsOpened, Is.Zero);
    }

    [Test]
    public void Is_saved_with_its_tokenizer_and_options()
    {
        var saved = new TokenizeTransformer("Question", "Ids", Given, true, SpecialTokenHandling.AsText);
        var loaded = (TokenizeTransformer)Load(_context, Save(saved));
        Assert.That(loaded.Tokenizer.Fingerprint, Is.EqualTo(Given.Fingerprint));
        Assert.That((loaded.InputColumn, loaded.OutputColumn, loaded.AppendEndOfText, loaded.SpecialTokens),
            Is.EqualTo(("Question", "Ids", true, SpecialTokenHandling.AsText)));
    }

    [Test]
    public void Is_saved_with_the_tokenizer_of_a_guest()
    {
        MemoryStream file = Save(new TokenizeTransformer("Text", "Tokens", new LetterTokenizer("abc")));
        var loader = new TokenizerLoader("test.letters", state => new LetterTokenizer(state.GetProperty("letters").GetString()!));
        using PipelineContext guest = PipelineContext.Create(pipelines => pipelines.AddTokenizers().AddTokenizerLoader(loader));
        Assert.That(((TokenizeTransformer)Load(guest, file)).Tokenizer.Encode("cab"), Is.EqualTo([2, 0, 1]));
        Assert.That(() => Load(_context, file),
            Throws.InstanceOf<PipelineException>().With.Message.Contains("'test.letters' is not registered"));
    }

    [Test]
    public void Registering_twice_is_registering_once()
    {
        using var context = PipelineContext.Create(pipelines => pipelines.AddTokenizers().AddTokenizers());
        Assert.That(context.Transforms.Tokenize(), Is.Not.Null);
        Assert.That(TokenizerSerializer.From(context.Services), Is.Not.SameAs(TokenizerSerializer.Default));
    }

    private MemoryStream Save(ITransformer transformer)
    {
        var stream = new MemoryStream();
        _context.Model.Save(transformer, null, stream);
        return stream;
    }

    private static ITransformer Load(PipelineContext context, MemoryStream file)
    {
        file.Position = 0;
        return context.Model.Load(new MemoryStream(file.ToArray()), out _);
    }

    private sealed class Progress(Action<FitProgress> report) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => report(value);
    }
}
