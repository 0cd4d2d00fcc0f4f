namespace Pipelines.Tests;

[TestFixture]
public class RenderPromptTests
{
    private const string With = "Below is an instruction that describes a task, paired with an input that provides further context. Write a "
        + "response that appropriately completes the request.\n\n### Instruction:\n";

    private const string Without = "Below is an instruction that describes a task. Write a response that appropriately completes the "
        + "request.\n\n### Instruction:\n";

    private readonly PipelineContext _context = PipelineContext.Create();

    private sealed record Exam(string Question, string Answer, string[] Passages, float Score, bool Hard, int[] Years);

    private sealed record Row(string instruction, string input, string output);

    private IDataView Exams => _context.Data.LoadFromEnumerable<Exam>(
        [new("Why?", "Because {x}", ["p1", "p2"], 0.5f, true, [1, 2]), new("", "No", [], float.NaN, false, [])]);

    [Test]
    public void Holes_are_filled()
    {
        var stage = _context.Transforms.RenderPrompt("{Passages}\nQ: {Question}\nA:", completion: " {Answer}");

        var view = stage.Fit(Exams).Transform(Exams);

        Assert.That(view.GetColumn<string>("Prompt"), Is.EqualTo(new[] { "p1\np2\nQ: Why?\nA:", "\nQ: \nA:" }));
        Assert.That(view.GetColumn<string>("Completion"), Is.EqualTo(new[] { " Because {x}", " No" }));
    }

    [TestCase("{Score}/{Hard}/{Years}", "0.5/true/1, 2", "/false/")]
    [TestCase("{?Question}Q {Question}{/Question}{!Question}none{/Question}.", "Q Why?.", "none.")]
    [TestCase("{?Passages}[{?Question}{Passages}{/Question}]{/Passages}", "[p1, p2]", "")]
    [TestCase("{{{Hard}}} }}{{", "{true} }{", "{false} }{")]
    [TestCase("no holes", "no holes", "no holes")]
    public void Templates(string template, string first, string second)
    {
        var view = _context.Transforms.RenderPrompt(template, configure: o => o.ListSeparator = ", ").Fit(Exams).Transform(Exams);
        Assert.That(view.GetColumn<string>("Prompt"), Is.EqualTo(new[] { first, second }));
        Assert.That(view.Schema.GetColumnOrNull("Completion"), Is.Null);
    }

    [TestCase("a {", 1, 3, "not closed")]
    [TestCase("a }", 1, 3, "single")]
    [TestCase("x\ny {}", 2, 3, "no column")]
    [TestCase("{ a}", 1, 1, "no column")]
    [TestCase("{?}", 1, 1, "no column")]
    [TestCase("{a\n}", 1, 1, "not closed")]
    [TestCase("{a{b}}", 1, 1, "not closed")]
    [TestCase("a\n\n {?b}c", 3, 2, "{/b}")]
    [TestCase("{/b}", 1, 1, "no section")]
    [TestCase("{?a}{!b}{/a}{/b}", 1, 9, "closed first")]
    public void Wrong_templates_have_a_place(string template, int line, int column, string expected)
    {
        var error = Assert.Throws<TemplateException>(() => _context.Transforms.RenderPrompt(template))!;
        Assert.Multiple(() =>
        {
            Assert.That(error.Message, Does.Contain(expected));
            Assert.That((error.Line, error.Column), Is.EqualTo((line, column)));
            Assert.That(() => _context.Transforms.RenderPrompt("x", template), Throws.InstanceOf<TemplateException>());
        });
    }

    [Test]
    public void Missing_columns_are_a_schema_error()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => _context.Transforms.RenderPrompt("{Qestion}").Fit(Exams),
                Throws.InstanceOf<SchemaException>().With.Message.Contains("Did you mean 'Question'?"));
            Assert.That(() => _context.Transforms.RenderPrompt("{Question}", "{Anwser}").Fit(Exams),
                Throws.InstanceOf<SchemaException>().With.Message.Contains("Answer"));
        });
    }

    [Test]
    public void Scoring_does_not_need_the_answer()
    {
        var fitted = _context.Transforms.RenderPrompt("{Question}", "{Answer}").Fit(Exams);
        var questions = _context.Transforms.DropColumns("Answer").Fit(Exams).Transform(Exams);

        Assert.That(fitted.Transform(questions).GetColumn<string>("Prompt"), Is.EqualTo(new[] { "Why?", "" }));
        Assert.That(fitted.GetOutputSchema(questions.Schema).GetColumnOrNull("Completion"), Is.Null);
    }

    [Test]
    public void Alpaca_has_the_published_texts()
    {
        var data = _context.Data.LoadFromEnumerable<Row>([new("Add {the} numbers.", "1, 2", "3"), new("Name a colour.", "", "Red")]);

        var view = _context.Transforms.RenderAlpaca().Fit(data).Transform(data);

        Assert.That(view.GetColumn<string>("Prompt"), Is.EqualTo(new[]
        {
            With + "Add {the} numbers.\n\n### Input:\n1, 2\n\n### Response:",
            Without + "Name a colour.\n\n### Response:",
        }));
        Assert.That(view.GetColumn<string>("Completion"), Is.EqualTo(new[] { "3", "Red" }));
    }

    [Test]
    public void Alpaca_without_inputs_and_answers()
    {
        var stage = _context.Transforms.RenderAlpaca(o => (o.InstructionColumn, o.InputColumn, o.OutputColumn) = ("Question", null, null));
        Assert.That(stage.Fit(Exams).Transform(Exams).GetColumn<string>("Prompt").First(), Is.EqualTo(Without + "Why?\n\n### Response:"));
    }

    [Test]
    public void Completion_puts_the_separator_between()
    {
        var view = _context.Transforms.RenderCompletion("Question", "Answer", " {sep} ").Fit(Exams).Transform(Exams);
        Assert.That(view.GetColumn<string>("Prompt"), Is.EqualTo(new[] { "Why? {sep} ", " {sep} " }));
        Assert.That(view.GetColumn<string>("Completion"), Is.EqualTo(new[] { "Because {x}", "No" }));
    }

    /// <summary>Whatever a column holds, it comes out as it is: it is never read as a template.</summary>
    [Test]
    public void Values_are_not_templates()
    {
        var random = new Random(1);
        for (var run = 0; run < 300; run++)
        {
            var value = string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => "{}a?/!b\n "[random.Next(9)]));
            Assert.That(PromptTemplate.Parse("<{a}>").Render(new Dictionary<string, string> { ["a"] = value }), Is.EqualTo($"<{value}>"));
            Assert.That(PromptTemplate.Parse(PromptTemplate.Escape(value)).Render(new Dictionary<string, string>()), Is.EqualTo(value));
        }
    }

    [OneTimeTearDown]
    public void DisposeContext() => _context.Dispose();
}
