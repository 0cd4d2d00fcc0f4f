namespace Pipelines.Tests;

[TestFixture]
public class RenderChatTests
{
    private const string Turns = """[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello."},{"role":"user","content":"Bye"},{"role":"assistant","content":"See you."}]""";

    private const string Open = """[{"role":"user","content":"Hi"}]""";

    private readonly PipelineContext _context = PipelineContext.Create();

    private sealed record Chat(string messages, string tools = "");

    private sealed record Row(string instruction, string input, string output);

    [Test]
    public void Text_spans_and_segments()
    {
        var view = Render(new Chat(Turns));
        var text = view.GetColumn<string>("Text").Single();

        Assert.That(text, Is.EqualTo("<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\nHello.<|im_end|>\n"
            + "<|im_start|>user\nBye<|im_end|>\n<|im_start|>assistant\nSee you.<|im_end|>\n"));
        var spans = view.GetColumn<int[]>("TrainedSpans").Single();
        Assert.That(spans.Chunk(2).Select(span => text.Substring(span[0], span[1])),
            Is.EqualTo(new[] { "Hello.<|im_end|>", "See you.<|im_end|>" }));
        var segments = view.GetColumn<string[]>("TextSegments").Single();
        Assert.That(string.Concat(segments), Is.EqualTo(text));
        Assert.That(segments.Where((_, i) => i % 2 == 1), Is.EqualTo(new[] { "Hello.<|im_end|>", "See you.<|im_end|>" }));
    }

    [Test]
    public void Prompt_and_completion_are_of_the_last_answer()
    {
        var view = Render(new Chat(Turns), new Chat(Open));
        var texts = view.GetColumn<string>("Text").ToArray();
        var prompts = view.GetColumn<string>("Prompt").ToArray();
        var completions = view.GetColumn<string>("Completion").ToArray();

        Assert.That(completions, Is.EqualTo(new[] { "See you.<|im_end|>", "" }));
        Assert.That(prompts[0] + completions[0] + "\n", Is.EqualTo(texts[0]));
        Assert.That(prompts[1], Is.EqualTo("<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n"));
        Assert.That(texts[1], Is.EqualTo("<|im_start|>user\nHi<|im_end|>\n"));
    }

    [Test]
    public void Prompts_of_training_and_asking_are_the_same()
    {
        foreach (var name in ChatTemplate.Names)
        {
            var trained = Render(name, null, new Chat(Turns)).GetColumn<string>("Prompt").Single();
            var question = Turns[..Turns.LastIndexOf(",{", StringComparison.Ordinal)] + "]";
            var asked = Render(name, null, new Chat(question)).GetColumn<string>("Prompt").Single();
            Assert.That(trained, Is.EqualTo(asked), name);
        }
    }

    [Test]
    public void ShareGpt_and_system_message()
    {
        var view = Render("chatml", o => o.SystemMessage = "Be brief.",
            new Chat("""[{"from":"human","value":"Hi"},{"from":"gpt","value":"Hello."}]"""),
            new Chat("""[{"from":"system","value":"S"},{"from":"human","value":"Hi"}]"""));

        Assert.That(view.GetColumn<string>("Text"), Is.EqualTo(new[]
        {
            "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\nHello.<|im_end|>\n",
            "<|im_start|>system\nS<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n",
        }));
    }

    [Test]
    public void Vectors_as_JSON_files_give_them()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            File.WriteAllText(path, $"{{\"messages\":{Turns}}}\n{{\"messages\":{Open}}}\n");
            var data = _context.Data.LoadFromJsonLines(path);
            var view = _context.Transforms.RenderChat(configure: o => o.Source = ChatSource.Vectors).Fit(data).Transform(data);
            Assert.That(view.GetColumn<string>("Text"), Is.EqualTo(Render(new Chat(Turns), new Chat(Open)).GetColumn<string>("Text")));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void Alpaca_columns_are_a_question_and_its_answer()
    {
        var data = _context.Data.LoadFromEnumerable<Row>([new("Add.", "1, 2", "3"), new("Name a colour.", "", "Red")]);
        var fitted = _context.Transforms.RenderChat("alpaca", o => (o.Source, o.EosToken) = (ChatSource.Alpaca, "</s>")).Fit(data);
        var view = fitted.Transform(data);

        Assert.That(view.GetColumn<string>("Completion"), Is.EqualTo(new[] { "3</s>", "Red</s>" }));
        Assert.That(view.GetColumn<string>("Prompt").First(), Does.EndWith("### Instruction:\nAdd.\n\n1, 2\n\n### Response:"));
        var questions = _context.Transforms.DropColumns("output").Fit(data).Transform(data);
        Assert.That(fitted.Transform(questions).GetColumn<string>("Prompt"), Is.EqualTo(view.GetColumn<string>("Prompt")));
    }

    [Test]
    public void Tools_and_variables_reach_the_template()
    {
        const string Jinja = "{{ date }}:{% if tools %}{{ tools | tojson }}{% else %}no tools{% endif %}:{{ messages[-1].content }}{{ eos_token }}";
        var view = Render(Jinja, o => (o.ToolsColumn, o.Variables["date"], o.EosToken) = ("tools", "\"26 Jul\"", "</s>"),
            new Chat(Open, """[{"name": "ü"}]"""), new Chat(Open, " "));

        Assert.That(view.GetColumn<string>("Text"), Is.EqualTo(new[] { "26 Jul:[{\"name\": \"ü\"}]:Hi</s>", "26 Jul:no tools:Hi</s>" }));
    }

    [TestCase("nonsense", "not JSON")]
    [TestCase("", "not JSON")]
    [TestCase("{}", "not a JSON array")]
    [TestCase("[]", "no messages")]
    [TestCase("[1]", "Message 0 is not an object")]
    [TestCase("""[{"content":"x"}]""", "neither 'role' nor 'from'")]
    [TestCase("""[{"role":1,"content":"x"}]""", "not a text")]
    [TestCase("""[{"role":"user","content":"x"},{"role":"wizard","content":"x"}]""", "Message 1 has the role 'wizard'")]
    [TestCase("""[{"from":"wizard","value":"x"}]""", "role 'wizard'")]
    [TestCase("""[{"role":"user","content":"\ud800"}]""", "surrogate")]
    [TestCase("""[{"\ud800":"x","role":"user","content":"x"}]""", "surrogate")]
    [TestCase("""[{"role":"user"}]""", "no text as 'content'")]
    [TestCase("""[{"role":"user","content":null}]""", "no text as 'content'")]
    [TestCase("""[{"role":"user","content":7}]""", "no text as 'content'")]
    [TestCase("""[{"from":"human","content":"x"}]""", "no text as 'value'")]
    [TestCase("""[{"role":"system","content":"a"},{"role":"system","content":"b"},{"role":"user","content":"c"}]""", "there is only one")]
    [TestCase("""[{"role":"assistant","content":"a"}]""", "the user first")]
    public void Bad_rows_are_told_with_row_and_column(string messages, string expected)
    {
        var view = Render("llama-2", null, new Chat(Open), new Chat(messages));

        var error = Assert.Throws<CellException>(() => view.GetColumn<string>("Text").ToArray())!;

        Assert.Multiple(() =>
        {
            Assert.That((error.Row, error.Column), Is.EqualTo((1L, "messages")));
            Assert.That(error.Message, Does.Contain(expected));
        });
    }

    [Test]
    public void Further_roles_can_be_named()
    {
        const string Row = """[{"role":"wizard","content":"x"}]""";
        Assert.That(Render("chatml", o => o.AdditionalRoles = ["wizard"], new Chat(Row)).GetColumn<string>("Text").Single(),
            Is.EqualTo("<|im_start|>wizard\nx<|im_end|>\n"));
    }

    [Test]
    public void Bad_tools_are_told_with_their_column()
    {
        var view = Render("chatml", o => o.ToolsColumn = "tools", new Chat(Open, "{"));
        var error = Assert.Throws<CellException>(() => view.GetColumn<string>("Text").ToArray())!;
        Assert.That((error.Row, error.Column), Is.EqualTo((0L, "tools")));
    }

    [Test]
    public void An_answer_that_the_template_does_not_write_is_an_error()
    {
        var view = Render("{% for m in messages %}{{ m.role }}{% endfor %}", null, new Chat(Turns));
        Assert.That(view.GetColumn<int[]>("TrainedSpans").Single(), Is.Empty);
        Assert.That(() => view.GetColumn<string>("Completion").ToArray(),
            Throws.InstanceOf<CellException>().With.Message.Contains("last answer"));
    }

    [Test]
    public void Options_are_checked_before_work()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => _context.Transforms.RenderChat("lama-3"),
                Throws.InstanceOf<OptionsException>().With.Message.Contains("'llama-3'"));
            Assert.That(() => _context.Transforms.RenderChat("{{ x | nope }}"),
                Throws.InstanceOf<TemplateException>().With.Message.Contains("column 8"));
            Assert.That(() => _context.Transforms.RenderChat().Fit(_context.Data.LoadFromEnumerable<Row>([new("a", "b", "c")])),
                Throws.InstanceOf<SchemaException>().With.Message.Contains("messages"));
        });
    }

    [OneTimeTearDown]
    public void DisposeContext() => _context.Dispose();

    private IDataView Render(params Chat[] rows) => Render("chatml", null, rows);

    private IDataView Render(string template, Action<RenderChatOptions>? configure, params Chat[] rows)
    {
        var data = _context.Data.LoadFromEnumerable<Chat>(rows);
        return _context.Transforms.RenderChat(template, configure).Fit(data).Transform(data);
    }
}
