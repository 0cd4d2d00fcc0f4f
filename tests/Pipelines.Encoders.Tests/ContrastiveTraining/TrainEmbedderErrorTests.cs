using Pipelines.Testing;
using Pipelines.Training;

namespace Pipelines.Encoders.Tests;

/// <summary>What cannot be learned from is refused, with its place.</summary>
[NonParallelizable]
public class TrainEmbedderErrorTests
{
    private PipelineContext _context = null!;

    [SetUp]
    public void Open() => _context = EmbedTestBed.CreateContext();

    [TearDown]
    public void Close() => _context.Dispose();

    [TestCase("a", "", "row 1, column 'Positive'")]
    [TestCase("  ", "A", "row 1, column 'Anchor'")]
    public void EmptyTexts(string anchor, string positive, string where)
    {
        var data = View(["ab", anchor, "c"], ["BA", positive, "C"]);
        Assert.That(() => ContrastiveTestBed.Fit(_context, data), Throws.TypeOf<CellException>().With.Message.Contains(where));
        using var dropped = ContrastiveTestBed.Fit(_context, data, null, o => o.Empty = EmptyExampleHandling.Drop);
        Assert.That(dropped.Result!.Steps, Is.EqualTo(3));
    }

    [Test]
    public void RowsWithoutNegatives()
    {
        Assert.That(() => ContrastiveTestBed.Fit(_context, View(["ab"], ["BA"])), Throws.TypeOf<PreflightException>().With.Message.Contains("one row"));
        Assert.That(
            () => ContrastiveTestBed.Fit(_context, View(["ab", "c", "d"], ["BA", " BA", "BA "])),
            Throws.TypeOf<PreflightException>().With.Message.Contains("same positive"));
        Assert.That(
            () => ContrastiveTestBed.Fit(_context, View(["ab", "ab"], ["BA", "B"])),
            Throws.TypeOf<PreflightException>().With.Message.Contains("same anchor"));
        Assert.That(
            () => ContrastiveTestBed.Fit(_context, View([], [])), Throws.InstanceOf<PipelineException>().With.Message.Contains("0 rows"));
        Assert.That(
            () => ContrastiveTestBed.Fit(_context, View(["ab", "c"], ["BA", "C"]), null, o => o.BatchSize = 1),
            Throws.TypeOf<OptionsException>().With.Message.Contains("no negatives"));

        // With hard negatives one row is enough.
        using var fitted = ContrastiveTestBed.Fit(
            _context, View(["ab"], ["BA"]).Add("No", "CD"), null, o => (o.NegativesColumn, o.BatchSize) = ("No", 1));
        Assert.That(fitted.Result!.History[0].Loss, Is.Positive);
    }

    [Test]
    public void NegativesThatArePositives()
    {
        var data = View(["ab", "c"], ["BA", "C"]).Add("No", "C", " C");
        Assert.That(
            () => ContrastiveTestBed.Fit(_context, data, null, o => o.NegativesColumn = "No"),
            Throws.TypeOf<CellException>().With.Message.Contains("row 1, column 'No'").And.Message.Contains("positive itself"));
    }

    [Test]
    public void NegativesMayBeVectorsOfAnyLength()
    {
        ReadOnlyMemory<char>[] Texts(params string[] texts) => [.. texts.Select(t => t.AsMemory())];
        var data = View(["ab", "c", "d"], ["BA", "C", "D"]).Add("No", Texts("E", "F"), Texts(), Texts("", "G"));
        using var fitted = ContrastiveTestBed.Fit(_context, data, null, o => o.NegativesColumn = "No");
        Assert.That(fitted.Result!.Steps, Is.EqualTo(3));
    }

    [Test]
    public void LongTexts()
    {
        var data = View(["ab", "abcdefghijklmnopabc"], ["BA", "C"]);
        using var cut = ContrastiveTestBed.Fit(_context, data);
        Assert.That(
            () => ContrastiveTestBed.Fit(_context, data, null, o => o.AllowTruncation = false),
            Throws.TypeOf<CellException>().With.Message.Contains("row 1, column 'Anchor'").And.Message.Contains("19 tokens"));
    }

    [Test]
    public void ValidationPairsThatAreTrainedOn()
    {
        var data = ContrastiveTestBed.Pairs(10, 1);
        Assert.That(() => ContrastiveTestBed.Fit(_context, data, data), Throws.TypeOf<PreflightException>().With.Message.Contains("10 validation pairs"));
    }

    [Test]
    public void OptionsThatContradict()
    {
        void Refused(Action<TrainEmbedderOptions> configure, string message, BertConfig? config = null) => Assert.That(
            () => ContrastiveTestBed.Fit(_context, ContrastiveTestBed.Pairs(4, 1), null, configure, config),
            Throws.TypeOf<OptionsException>().With.Message.Contains(message));
        Refused(o => o.Temperature = 0, "Temperature");
        Refused(o => o.Deberta = new DebertaConfig(), "both given");
        Refused(o => o.Bert = null, "no embedder");
        Refused(o => o.MaximumLength = 17, "PositionCount");
        Refused(o => o.Pooling = PoolingMode.None, "Pooling");
        Refused(o => o.TokenStart = TokenStart.InverseDocumentFrequency, "norm", ContrastiveTestBed.Layered);
        Refused(_ => { }, "VocabularySize is 5", ContrastiveTestBed.Bag with { VocabularySize = 5 });
        Assert.That(
            () => ContrastiveTestBed.Fit(_context, ContrastiveTestBed.Pairs(4, 1), null, o => o.AnchorColumn = "Question"),
            Throws.InstanceOf<SchemaException>().With.Message.Contains("Question"));
    }

    private static TestView View(string[] anchors, string[] positives) =>
        new TestView().Add(ContrastiveTestBed.Anchor, anchors).Add(ContrastiveTestBed.Positive, positives);
}
