using System.Text;
using System.Text.Json.Serialization;

namespace Pipelines.Tests;

[TestFixture]
public sealed class LoadFromJsonLinesTests
{
    private TempFolder _folder = null!;

    private static DataCatalog Data => Contexts.Data;

    [SetUp]
    public void SetUp() => _folder = new TempFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void AClassGivesTheColumns()
    {
        var view = Data.LoadFromJsonLines<Question>(Write(
            """{"id": 1, "Prompt": "caf\u00e9 \"x\"\n", "choices": ["a", "b"], "score": 0.5, "flag": true, "more": {"a": [1, {"b": 2}]}}""",
            "",
            """  {"flag":false,"score":-1e2,"choices":[],"Prompt":"😀","id":-7}  """));
        Assert.That(view.GetColumn<int>("Id"), Is.EqualTo([1, -7]));
        Assert.That(view.GetColumn<string>("Prompt"), Is.EqualTo(["café \"x\"\n", "😀"]));
        Assert.That(view.GetColumn<string[]>("Choices"), Is.EqualTo(new string[][] { ["a", "b"], [] }));
        Assert.That(view.GetColumn<float>("Score"), Is.EqualTo([0.5f, -100f]));
        Assert.That(view.GetColumn<bool>("Flag"), Is.EqualTo([true, false]));
        ViewAssert.KeepsPromises(view);
    }

    [Test]
    public void PropertiesAreFoundByJsonNameOrPath()
    {
        var view = Data.LoadFromJsonLines<Squad>(Write(
            """{"prompt_id": "p1", "answers": {"text": ["x", "y"], "answer_start": [1, 2]},""" +
            """ "messages": [{"role": "user", "content": "hi"}, {"content": "ho"}]}"""));
        var row = Data.CreateEnumerable<Squad>(view).Single();
        Assert.That(row.PromptId, Is.EqualTo("p1"));
        Assert.That(row.Answers, Is.EqualTo(["x", "y"]));
        Assert.That(row.Starts, Is.EqualTo([1, 2]));
        Assert.That(row.Roles, Is.EqualTo(["user", ""]));
        Assert.That(row.Contents, Is.EqualTo(["hi", "ho"]));
    }

    [Test]
    public void ColumnsAreInferred()
    {
        var view = Data.LoadFromJsonLines(Write(
            """{"text": "a", "small": 1, "large": 3000000000, "real": 1, "rounded": 16777217, "flag": true,""" +
            """ "maybe": 5, "maybeFlag": true, "mixed": 1, "ids": [1, 2], "none": null}""",
            """{"text": null, "small": -5, "large": 1, "real": 0.25, "rounded": null, "flag": false, "mixed": "x",""" +
            """ "ids": [], "none": null, "nested": {"a": {"b": "deep"}, "list": [true]}}""",
            """{"text": "c", "small": 0, "large": 1, "real": 0.25, "rounded": 1, "flag": false, "maybe": null, "mixed": true,""" +
            """ "ids": [3], "turns": [{"role": "r", "n": 1}, {"role": "s", "n": 2}]}"""));
        Assert.That(
            view.Schema.ToString(),
            Is.EqualTo(
                "text: Text, small: Int32, large: Int64, real: Single, rounded: Double, flag: Boolean, maybe: Single, " +
                "maybeFlag: Text, mixed: Text, ids: Vector<Int32>, none: Text, nested.a.b: Text, nested.list: Vector<Boolean>, " +
                "turns.role: Vector<Text>, turns.n: Vector<Int32>"));
        Assert.That(view.GetColumn<string>("mixed"), Is.EqualTo(["1", "x", "true"]));
        Assert.That(view.GetColumn<string>("text"), Is.EqualTo(["a", "", "c"]));
        Assert.That(view.GetColumn<float?>("maybe"), Is.EqualTo(new float?[] { 5, null, null }));
        Assert.That(view.GetColumn<double?>("rounded"), Is.EqualTo(new double?[] { 16777217, null, 1 }));
        Assert.That(view.GetColumn<string>("nested.a.b"), Is.EqualTo(["", "deep", ""]));
        Assert.That(view.GetColumn<bool[]>("nested.list").Select(v => v.Length), Is.EqualTo([0, 1, 0]));
        Assert.That(view.GetColumn<string[]>("turns.role").Last(), Is.EqualTo(["r", "s"]));
        Assert.That(view.GetColumn<int[]>("turns.n").Last(), Is.EqualTo([1, 2]));
        ViewAssert.KeepsPromises(view);
    }

    [Test]
    public void ASchemaCanBeGiven()
    {
        var schema = new DataViewSchema.Builder()
            .AddColumn("Text", TextDataViewType.Instance)
            .AddColumn("a.n", NumberDataViewType.Int64)
            .AddColumn("pair", new VectorDataViewType(NumberDataViewType.Single, 2))
            .AddColumn("when", DateTimeDataViewType.Instance)
            .ToSchema();
        var path = Write("""{"text": 12.50, "a": {"n": 5000000000}, "pair": [1, null], "when": "2024-05-31T13:45:00"}""");
        var view = Data.LoadFromJsonLines(path, o => o.Schema = schema);
        Assert.That(ViewAssert.Rows(view).Single(), Does.EndWith("|12.50|5000000000|[1 NaN]|05/31/2024 13:45:00"));
        Assert.That(() => Data.LoadFromJsonLines<Question>(path, o => o.Schema = schema), Throws.TypeOf<OptionsException>());
    }

    [Test]
    public void MissingValuesAreEmptyNaNOrAnError()
    {
        var path = Write(
            """{"Id": 1, "Prompt": "a", "Choices": ["x"], "Score": 1, "Flag": true}""",
            """{"Id": 2, "Score": null, "Flag": true}""",
            """{"Flag": true}""");
        var view = Data.LoadFromJsonLines<Question>(path);
        Assert.That(view.GetColumn<string>("Prompt"), Is.EqualTo(["a", "", ""]));
        Assert.That(view.GetColumn<float?>("Score"), Is.EqualTo(new float?[] { 1, null, null }));
        Assert.That(view.GetColumn<string[]>("Choices").Last(), Is.Empty);
        Assert.That(
            () => view.GetColumn<int>("Id").Count(),
            Throws.TypeOf<CellException>().With.Message.Contains("row 2, column 'Id'").And.Message.Contains("line 3")
                .And.Message.Contains("MissingAsDefault"));
        Assert.That(Data.LoadFromJsonLines<Question>(path, o => o.MissingAsDefault = true).GetColumn<int>("Id"), Is.EqualTo([1, 2, 0]));
    }

    [TestCase("""{"Id": "one"}""", "Id", "expected an integer", "found the string \"one\"", 8)]
    [TestCase("""{"Id": 1.5}""", "Id", "expected an integer", "found the number 1.5", 8)]
    [TestCase("""{"Id": 99999999999}""", "Id", "from -2147483648 to 2147483647", "99999999999", 8)]
    [TestCase("""{"Id": null}""", "Id", "expected an integer", "found null", 8)]
    [TestCase("""{"Id": 1, "Prompt": ["a"]}""", "Prompt", "expected a string", "found an array", 21)]
    [TestCase("""{"Id": 1, "Choices": "a"}""", "Choices", "expected an array", "found the string \"a\"", 22)]
    [TestCase("""{"Id": 1, "Choices": ["é", {}]}""", "Choices", "expected a string", "found an object", 28)]
    [TestCase("""{"Id": 1, "Score": 1e999}""", "Score", "expected a number", "found the number 1e999", 20)]
    [TestCase("""{"Id": 1, "Flag": 1}""", "Flag", "expected true or false", "found the number 1", 19)]
    [TestCase("""{"Id": 1, "Id": 2}""", "Id", "twice", "Remove", 17)]
    [TestCase("""{"Id": 1, "Prompt": "\ud800 half"}""", "Prompt", "surrogate", "found the string", 21)]
    public void AValueOfAnotherKindIsReportedWithRowColumnLineAndCharacter(
        string row, string column, string expected, string found, int character)
    {
        var view = Data.LoadFromJsonLines<Question>(Write("", Good, row), o => (o.InferenceRows, o.AllowAbsentProperties) = (1, true));
        Assert.That(
            () => ViewAssert.Rows(view),
            Throws.TypeOf<CellException>().With.Message.Contains($"row 1, column '{column}': line 3, character {character}: ")
                .And.Message.Contains(expected).And.Message.Contains(found).And.Message.Contains(_folder.Path));
    }

    [TestCase("""{"Id": 1""", "is not valid JSON")]
    [TestCase("""{"Id": 1,}""", "is not valid JSON")]
    [TestCase("""{"Id": 1} {"Id": 2}""", "is not valid JSON")]
    [TestCase("""{"Id": NaN}""", "is not valid JSON")]
    [TestCase("{'Id': 1}", "is not valid JSON")]
    [TestCase("garbage", "is not valid JSON")]
    [TestCase("[1, 2]", "LoadFromJsonArray")]
    [TestCase("12", "must be an object")]
    public void ARowThatIsNoObjectIsReportedWithItsLine(string row, string message)
    {
        var view = Data.LoadFromJsonLines<Question>(Write(Good, "", row), o => o.InferenceRows = 1);
        Assert.That(
            () => ViewAssert.Rows(view),
            Throws.TypeOf<DataFormatException>().With.Property(nameof(DataFormatException.Line)).EqualTo(3).And.Message.Contains(message)
                .And.Message.Contains("row 1"));
        Assert.That(() => Data.LoadFromJsonLines<Question>(Write(Good, "", row)), Throws.TypeOf<DataFormatException>(), "while loading");
    }

    [Test]
    public void TheCharacterOfASyntaxErrorIsCountedInCharacters()
    {
        var view = Data.LoadFromJsonLines<Question>(Write(Good, """{"Prompt": "ééé😀", "Id": x}"""), o => o.InferenceRows = 1);
        Assert.That(() => ViewAssert.Rows(view), Throws.TypeOf<DataFormatException>().With.Message.Contains("character 27:"));
    }

    [Test]
    public void AMisspeltPropertyIsAnErrorBeforeAnyRowIsGiven()
    {
        var path = Write("""{"Id": 1, "Promt": "a", "Choices": [], "Score": 1, "Flag": true}""");
        Assert.That(
            () => Data.LoadFromJsonLines<Question>(path),
            Throws.TypeOf<SchemaException>().With.Message.Contains("'Prompt'").And.Message.Contains("Did you mean 'Promt'")
                .And.Message.Contains("AllowAbsentProperties"));
        Assert.That(
            Data.LoadFromJsonLines<Question>(path, o => o.AllowAbsentProperties = true).GetColumn<string>("Prompt"),
            Is.EqualTo([""]));
    }

    [Test]
    public void APropertyThatAppearsAfterTheRowsInferredFromIsAnError()
    {
        var path = Write("""{"a": 1}""", """{"a": 2, "b": 3}""");
        var view = Data.LoadFromJsonLines(path, o => o.InferenceRows = 1);
        Assert.That(
            () => view.GetColumn<int>("a").Count(),
            Throws.TypeOf<DataFormatException>().With.Message.Contains("'b'").And.Message.Contains("InferenceRows"));
        var ignoring = Data.LoadFromJsonLines(path, o =>
        {
            o.InferenceRows = 1;
            o.IgnoredProperties.Add("b");
        });
        Assert.That(ignoring.GetColumn<int>("a"), Is.EqualTo([1, 2]));
    }

    [TestCase("""{"m": [[1, 2]]}""", "'m'", "arrays in arrays")]
    [TestCase("""{"a": [{"m": [1]}]}""", "'a.m'", "arrays in arrays")]
    [TestCase("""{"m": 1}{"m": {"x": 1}}""", "'m'", "smallinteger in line 1, object in line 2")]
    [TestCase("""{"m": [1, {"x": 1}]}""", "'m'", "different kinds")]
    [TestCase("""{"m": {"x": 1}, "m.x": 2}""", "'m.x'", "twice")]
    public void WhatFitsNoColumnIsAnErrorUnlessIgnored(string rows, string property, string message)
    {
        var path = Write(rows.Replace("}{", "}\n{"));
        Assert.That(
            () => Data.LoadFromJsonLines(path),
            Throws.TypeOf<SchemaException>().With.Message.Contains(property).And.Message.Contains(message)
                .And.Message.Contains("IgnoredProperties"));
        var view = Data.LoadFromJsonLines(path, o => o.IgnoredProperties.Add(property.Trim('\'')));
        Assert.That(view.Schema.GetColumnOrNull(property.Trim('\'')), Is.Null);
        ViewAssert.Rows(view);
    }

    [Test]
    public void ObjectsInAnArrayKeepTheirPlaces()
    {
        var view = Data.LoadFromJsonLines(Write(
            """{"turns": [{"role": "a", "score": 1.5}, null, {"role": "b"}, {"score": 2, "role": null}]}""",
            """{"turns": null}"""));
        Assert.That(view.GetColumn<string[]>("turns.role").First(), Is.EqualTo(["a", "", "b", ""]));
        Assert.That(view.GetColumn<float[]>("turns.score").First(), Is.EqualTo([1.5f, float.NaN, float.NaN, 2f]));
        Assert.That(view.GetColumn<string[]>("turns.role").Last(), Is.Empty);
    }

    [Test]
    public void AnEmptyFileHasNoRowsButNothingToInferFrom([Values("", "\n\n", "\uFEFF", " \r\n")] string text)
    {
        var path = _folder.Write("a.jsonl", text);
        Assert.That(ViewAssert.Rows(Data.LoadFromJsonLines<Question>(path)), Is.Empty);
        Assert.That(() => Data.LoadFromJsonLines(path), Throws.TypeOf<DataFormatException>().With.Message.Contains("no rows"));
    }

    [Test]
    public void LinesMayEndAndFilesBeginAsTheyLike()
    {
        var path = _folder.Write("a.jsonl", "\uFEFF{\"a\": 1}\r\n\r\n{\"a\": 2}\n\t\n{\"a\": 3}");
        Assert.That(Data.LoadFromJsonLines(path).GetColumn<int>("a"), Is.EqualTo([1, 2, 3]));
    }

    [Test]
    public void RowsLongerThanTheBufferAreRead()
    {
        var texts = new[] { new string('x', 200_000), "short", new string('漢', 70_000), new string('\n', 66_000) };
        var path = Write([.. texts.Select(text => System.Text.Json.JsonSerializer.Serialize(new { text }))]);
        Assert.That(Data.LoadFromJsonLines(path).GetColumn<string>("text"), Is.EqualTo(texts));
        Assert.That(
            () => Data.LoadFromJsonLines(path, o => o.MaximumRowLength = 100_000),
            Throws.TypeOf<DataFormatException>().With.Message.Contains("MaximumRowLength"));
    }

    [Test]
    public void BinaryFilesAreRefused()
    {
        Assert.That(() => Data.LoadFromJsonLines(_folder.Write("a.bin", [1, 2, 0, 3])), Throws.TypeOf<DataFormatException>());
        var invalid = _folder.Write("b.jsonl", [.. "{\"text\": \""u8, 0xFF, .. "\"}"u8]);
        Assert.That(() => ViewAssert.Rows(Data.LoadFromJsonLines(invalid)), Throws.TypeOf<CellException>().With.Message.Contains("UTF-8"));
        var name = _folder.Write("c.jsonl", [.. "{\""u8, 0xFF, .. "\": 1}"u8]);
        Assert.That(() => Data.LoadFromJsonLines(name), Throws.TypeOf<DataFormatException>().With.Message.Contains("Unicode"));
    }

    [Test]
    public void AMissingFileIsReportedWhenItIsLoaded() =>
        Assert.That(
            () => Data.LoadFromJsonLines<Question>(_folder.File("none.jsonl")),
            Throws.TypeOf<PipelineException>().With.Message.Contains("no such file"));

    [Test]
    public void ReadingAllocatesNothingPerRow()
    {
        var lines = Enumerable.Range(0, 20_000)
            .Select(i => $$"""{"Id": {{i}}, "Prompt": "prompt {{i}}", "Choices": ["a", "b"], "Score": 0.5, "Flag": true}""");
        var path = Write([.. lines]);
        var view = Data.LoadFromJsonLines<Question>(path);
        using var cursor = view.GetRowCursor(view.Schema);
        var prompt = cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema["Prompt"]);
        var choices = cursor.GetGetter<VBuffer<ReadOnlyMemory<char>>>(view.Schema["Choices"]);
        ReadOnlyMemory<char> text = default;
        VBuffer<ReadOnlyMemory<char>> items = default;
        for (var i = 0; i < 1000 && cursor.MoveNext(); i++)
        {
            prompt(ref text);
            choices(ref items);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var count = 0;
        while (cursor.MoveNext())
        {
            prompt(ref text);
            choices(ref items);
            count += items.Length;
        }

        Assert.That(count, Is.EqualTo(2 * 19_000));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(100_000));
    }

    private const string Good = """{"Id": 0, "Prompt": "", "Choices": [], "Score": 0, "Flag": false}""";

    private string Write(params string[] lines) => _folder.Write("rows.jsonl", Encoding.UTF8.GetBytes(string.Join('\n', lines)));

    private sealed class Question
    {
        public int Id { get; set; }

        public string Prompt { get; set; } = "";

        public string[] Choices { get; set; } = [];

        public float Score { get; set; }

        public bool Flag { get; set; }

        public int PromptLength => Prompt.Length;
    }

    private sealed record Squad(
        [property: JsonPropertyName("prompt_id")] string PromptId,
        [property: JsonPropertyName("answers.text")] string[] Answers,
        [property: ColumnName("answers.answer_start")] int[] Starts,
        [property: JsonPropertyName("messages.role")] List<string> Roles,
        [property: JsonPropertyName("messages.content")] IReadOnlyList<string> Contents);
}
