using Pipelines;

namespace Quickstart.Tests;

/// <summary>What a question becomes before a model reads it. Nothing is trained here, so these tests take milliseconds.</summary>
public class AskingTests
{
    private TestPipelines _app = null!;

    [SetUp]
    public void SetUp() => _app = new TestPipelines("Velorra sells salt.", "Torisk sells wine.", "Velorra obeys Lund.");

    [TearDown]
    public void TearDown() => _app.Dispose();

    [Test]
    public void TheSchemaIsCheckedBeforeARowIsRead()
    {
        // The rows have no column Question. Fit would say the same; neither has looked at a row then.
        var rows = _app.Context.Data.LoadFromEnumerable(UnreadableRows());
        var error = Assert.Throws<SchemaException>(() => QuickstartPipelines.Asking(_app.Context).Fit(rows))!;

        // The error names the column, the stage that needs it, and what is there instead.
        Assert.That(error.Column, Is.EqualTo("Question"));
        Assert.That(error.Message, Does.Contain("RetrieveEstimator").And.Contain("Questions"));

        static IEnumerable<Misnamed> UnreadableRows()
        {
            Assert.Fail("A row was read.");
            yield break;
        }
    }

    [Test]
    public void RetrievalFindsThePassageWithTheAnswer()
    {
        var rows = _app.Context.Data.LoadFromEnumerable([new Row("What does Velorra sell?", "Velorra sells salt.")]);
        var asked = QuickstartPipelines.Asking(_app.Context).Fit(rows).Transform(rows);

        Assert.That(asked.GetColumn<string[]>(ColumnNames.Passages).Single()[0], Is.EqualTo("Velorra sells salt."));
        Assert.That(asked.GetColumn<string>(ColumnNames.Prompt).Single(), Does.StartWith("Velorra sells salt.").And.EndWith("Answer:"));
        Assert.That(asked.GetColumn<string>(ColumnNames.Completion).Single(), Is.EqualTo(" Velorra sells salt."));
    }

    [Test]
    public void AQuestionWithoutAWordIsAnErrorThatNamesItsRow()
    {
        var rows = _app.Context.Data.LoadFromEnumerable([new Row("What does Velorra sell?", "Salt."), new Row("???", "Salt.")]);
        var asked = QuickstartPipelines.Asking(_app.Context).Fit(rows).Transform(rows);

        // Transform computes nothing; the error comes when the row is read.
        var error = Assert.Throws<CellException>(() => _ = asked.GetColumn<string>(ColumnNames.Prompt).ToArray())!;
        Assert.That(error.Row, Is.EqualTo(1));
        Assert.That(error.Column, Is.EqualTo("Question"));
    }

    [Test]
    public void MetricsOfKnownPredictionsAreKnown()
    {
        // The right option comes first, second, and last: MAP@3 is the mean of 1, 1/2 and 0.
        var rows = _app.Context.Data.LoadFromEnumerable(
            [new Ranked("A", [5, 1, 2, 3, 4]), new Ranked("B", [5, 4, 3, 2, 1]), new Ranked("E", [5, 4, 3, 2, 1])]);
        var precision = _app.Context.Evaluation.MeanAveragePrecision(rows, k: 3, nameof(Ranked.Letter), nameof(Ranked.Scores));

        Assert.That(precision.Value, Is.EqualTo(0.5).Within(1e-9));
        Assert.That(precision.RowCount, Is.EqualTo(3));
    }

    private sealed record Misnamed(string Questions);

    private sealed record Row(string Question, string Answer);

    private sealed record Ranked(string Letter, float[] Scores);
}
