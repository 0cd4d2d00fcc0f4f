using Microsoft.Extensions.Configuration;
using Pipelines.Testing;

namespace Pipelines.Tests;

[TestFixture]
public class CreatePipelineTests
{
    private PipelineContext _context = null!;

    private static TestView Data => new TestView().Add("N", 1, 2, 3).Add("T", "a", "bb", "");

    [SetUp]
    public void SetUp() =>
        _context = PipelineContext.Create(p => p.AddTestStages().AddMapping<string, int>("tests.length", static text => text.Length)
        .AddStage<WideEstimator, WideOptions, AddTransformer>("tests.wide"));

    [TearDown]
    public void TearDown() => _context.Dispose();

    [Test]
    public void Stages_options_scopes_and_caches_come_from_JSON()
    {
        var chain = _context.Model.CreatePipelineFromJson(
            """
            {
              // comments are allowed
              "Stages": [
                { "Stage": "tests.add", "Options": { "Amount": 10, "outputColumn": "M" } },
                { "Stage": "cache" },
                { "Stage": "pipelines.map", "Options": { "InputColumn": "T", "OutputColumn": "L", "Mapping": "tests.length" },
                    "Scope": "Training, Testing" },
                { "Stage": "pipelines.select-columns", "Options": { "Columns": ["M", "N"] } },
              ]
            }
            """);

        var fitted = chain.Fit(Data);

        Assert.That(chain.Scopes, Is.EqualTo([TransformerScope.Everything, TransformerScope.TrainTest, TransformerScope.Everything]));
        Assert.That(fitted.Transform(Data).Schema.ToString(), Is.EqualTo("M: Int32, N: Int32"));
        Assert.That(fitted.Transform(Data).GetColumn<int>("M"), Is.EqualTo([11, 12, 13]));
    }

    [Test]
    public void A_section_of_the_applications_configuration_will_do()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["My:Pipeline:Stages:0:Stage"] = "pipelines.copy-columns",
            ["My:Pipeline:Stages:0:Options:Columns:C"] = "N",
        }).Build();

        Assert.That(_context.Model.CreatePipeline(configuration.GetSection("My:Pipeline")).GetOutputSchema(Data.Schema).ToString(),
            Is.EqualTo("N: Int32, T: Text, C: Int32"));
    }

    [Test]
    public void Options_of_every_kind_are_bound()
    {
        var options = Wide(
            """
            {
              "Text": "x", "Flag": true, "Number": 1e-3, "Maybe": null, "Day": "friday", "Wait": "00:01:30",
              "Items": [3, 4], "Names": ["b"], "Weights": { "a": 0.5 }, "Nested": { "Depth": 7 }, "Fixed": { "Size": 9 },
              "Pairs": [ { "Output": "o", "Input": "i" } ], "Many": [ { "Depth": 1 }, {} ]
            }
            """);

        Assert.Multiple(() =>
        {
            Assert.That(options.Text, Is.EqualTo("x"));
            Assert.That(options.Flag, Is.True);
            Assert.That(options.Number, Is.EqualTo(1e-3));
            Assert.That(options.Maybe, Is.Null);
            Assert.That(options.Day, Is.EqualTo(DayOfWeek.Friday));
            Assert.That(options.Wait, Is.EqualTo(TimeSpan.FromSeconds(90)));
            Assert.That(options.Items, Is.EqualTo([3, 4]), "a list replaces the default one");
            Assert.That(options.Names, Is.EqualTo(["b"]));
            Assert.That(options.Weights, Is.EqualTo(new Dictionary<string, double> { ["a"] = 0.5 }));
            Assert.That(options.Nested.Depth, Is.EqualTo(7));
            Assert.That(options.Fixed, Is.EqualTo(new FixedConfig { Size = 9, Other = 2 }));
            Assert.That(FixedConfig.Shared, Is.EqualTo(new FixedConfig { Size = 1, Other = 2 }), "a shared default is not changed");
            Assert.That(options.Pairs, Is.EqualTo([new ColumnPair("o", "i")]));
            Assert.That(options.Many.Select(m => m.Depth), Is.EqualTo([1, 3]));
        });
    }

    [Test]
    public void Options_that_are_not_given_keep_their_defaults()
    {
        var options = Wide("""{ "Items": [] }""");

        Assert.Multiple(() =>
        {
            Assert.That(options.Items, Is.Empty);
            Assert.That(options.Names, Is.EqualTo(["a"]));
            Assert.That(options.Nested.Depth, Is.EqualTo(3));
            Assert.That(options.Fixed, Is.SameAs(FixedConfig.Shared));
        });
    }

    [TestCase("tests.add", """{ "Amuont": 1 }""", ":Amuont: AddOptions has no 'Amuont'. Did you mean 'Amount'?")]
    [TestCase("tests.add", """{ "Amount": "many" }""", ":Amount: 'many' is given where Int32 is expected.")]
    [TestCase("tests.add", """{ "Amount": 1.5 }""", ":Amount: '1.5' is given where Int32 is expected.")]
    [TestCase("tests.add", """{ "Amount": { "x": 1 } }""", ":Amount: a section is given where Int32 is expected.")]
    [TestCase("tests.add", """{ "Amount": 101 }""", ", AddOptions: Amount is 101:")]
    [TestCase("pipelines.select-columns", """{ "Columns": "N" }""", ":Columns: 'N' is given where a list of String is expected.")]
    [TestCase("pipelines.select-columns", """{ "Columns": { "a": "N" } }""", ":Columns:a: 'N' is given where a list of String, without names")]
    [TestCase("tests.wide", """{ "Day": "Fryday" }""", ":Day: 'Fryday' is given where one of Sunday")]
    [TestCase("tests.wide", """{ "Day": "5" }""", ":Day: '5' is given where one of Sunday")]
    [TestCase("tests.wide", """{ "Nested": { "Dept": 5 } }""", ":Nested:Dept: NestedOptions has no 'Dept'. Did you mean 'Depth'?")]
    [TestCase("tests.wide", """{ "Pairs": [ { "Output": "a" } ] }""", ":Pairs:0: 'Input' is missing; a ColumnPair needs it.")]
    [TestCase("tests.wide", """{ "Pairs": [ { "In": "a" } ] }""", ":Pairs:0:In: ColumnPair has no 'In'.")]
    [TestCase("tests.wide", """{ "Source": "a.txt" }""", ":Source: Stream cannot be given in configuration.")]
    [TestCase("tests.wide", """{ "Number": "NaN" }""", ", WideOptions: Number is NaN; a number is needed.")]
    public void Options_that_are_not_understood_are_refused_with_their_path(string stage, string options, string message) =>
        Assert.That(() => _context.Model.CreatePipelineFromJson($$"""{ "Stages": [ { "Stage": "{{stage}}", "Options": {{options}} } ] }"""),
            Throws.InstanceOf<PipelineException>().With.Message.StartsWith("Stages:0:Options" + message));

    [TestCase("""{ "Stage": "tests.ad" }""", ":Stage: no stage 'tests.ad' is registered. Did you mean 'tests.add'?")]
    [TestCase("""{ "Stage": "tests.rich" }""", ":Stage: 'tests.rich' cannot be made from configuration")]
    [TestCase("""{ "Stage": "tests.add", "Option": {} }""", ":Option: a stage has no 'Option'. Did you mean 'Options'?")]
    [TestCase("""{ "Stage": "tests.add", "Scope": "Trainning" }""", ":Scope: 'Trainning' is given where")]
    [TestCase("""{ "Stage": "tests.add", "Scope": "1" }""", ":Scope: '1' is given where")]
    [TestCase("""{ "Options": { "Amount": 1 } }""", ": 'Stage' is missing")]
    [TestCase("""{ "Stage": "cache" }""", ": 'cache' keeps what the stage before it gives; there is none.")]
    [TestCase("""{ "Stage": "cache", "Scope": "Training" }""", ":Scope: 'cache' has no 'Scope'.")]
    [TestCase(
        """{ "Stage": "pipelines.map", "Options": { "InputColumn": "T", "Mapping": "nope" } }""",
        ", pipelines.map: No function is registered as mapping 'nope'.")]
    public void Stages_that_are_not_understood_are_refused_with_their_path(string stage, string message) =>
        Assert.That(() => _context.Model.CreatePipelineFromJson($$"""{ "Stages": [ {{stage}} ] }"""),
            Throws.InstanceOf<PipelineException>().With.Message.StartsWith("Stages:0" + message));

    [TestCase("""{ "Stages": [] }""", "Stages: a pipeline needs a list of stages")]
    [TestCase("""{ "Stage": "tests.add" }""", "Stage: a pipeline has no 'Stage'. Did you mean 'Stages'?")]
    [TestCase("""{ "Stages": [ { "Stage": """, "The text is not a JSON object")]
    [TestCase("""[1, 2]""", "The text is not a JSON object")]
    public void What_is_no_pipeline_is_refused(string json, string message) =>
        Assert.That(() => _context.Model.CreatePipelineFromJson(json), Throws.InstanceOf<PipelineException>().With.Message.StartsWith(message));

    [Test]
    public void A_file_is_named_in_its_errors()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, """{ "Stages": [ { "Stage": "tests.add", "Options": { "Amount": 101 } } ] }""");
            Assert.That(() => _context.Model.CreatePipelineFromFile(path),
                Throws.TypeOf<OptionsException>().With.Message.StartsWith($"{path}: Stages:0:Options"));
            File.WriteAllText(path, "{");
            Assert.That(() => _context.Model.CreatePipelineFromFile(path),
                Throws.TypeOf<PipelineException>().With.Message.StartsWith(path));
            File.WriteAllText(path, """{ "Stages": [ { "Stage": "tests.add" } ] }""");
            Assert.That(_context.Model.CreatePipelineFromFile(path), Has.Count.EqualTo(1));
        }
        finally
        {
            File.Delete(path);
        }

        Assert.That(() => _context.Model.CreatePipelineFromFile(path),
            Throws.TypeOf<PipelineException>().With.Message.StartsWith($"{path}: the file cannot be read"));
    }

    [Test]
    public void Sections_give_the_defaults_of_a_stages_options()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Add:Amount"] = "7" }).Build();
        using var context = PipelineContext.Create(p => p.AddTestStages().ConfigureStage<AddOptions>(configuration.GetSection("Add")));
        using var wrong = PipelineContext.Create(p => p.AddTestStages().ConfigureStage<AddOptions>(configuration));

        Assert.Multiple(() =>
        {
            Assert.That(context.Transforms.Add().Fit(Data).Amount, Is.EqualTo(7));
            Assert.That(context.Transforms.Add(o => o.Amount++).Fit(Data).Amount, Is.EqualTo(8));
            Assert.That(() => wrong.Transforms.Add(),
                Throws.TypeOf<PipelineException>().With.Message.StartsWith("Add: AddOptions has no 'Add'."));
        });
    }

    private WideOptions Wide(string options)
    {
        var chain = _context.Model.CreatePipelineFromJson($$"""{ "Stages": [ { "Stage": "tests.wide", "Options": {{options}} } ] }""");
        return ((WideEstimator)chain.Single()).Options;
    }

    public sealed class NestedOptions
    {
        public int Depth { get; set; } = 3;
    }

    public sealed record FixedConfig
    {
        public static FixedConfig Shared { get; } = new() { Size = 1, Other = 2 };

        public int Size { get; init; }

        public int Other { get; init; }
    }

    public sealed class WideOptions
    {
        public string Text { get; set; } = "";

        public bool Flag { get; set; }

        public double Number { get; set; }

        public int? Maybe { get; set; } = 5;

        public DayOfWeek Day { get; set; }

        public TimeSpan Wait { get; set; }

        public int[] Items { get; set; } = [1, 2];

        public IReadOnlyList<string> Names { get; set; } = ["a"];

        public Dictionary<string, double> Weights { get; set; } = [];

        public NestedOptions Nested { get; } = new();

        public FixedConfig Fixed { get; set; } = FixedConfig.Shared;

        public List<ColumnPair> Pairs { get; set; } = [];

        public List<NestedOptions> Many { get; set; } = [];

        public Stream? Source { get; set; }
    }

    public sealed class WideEstimator(WideOptions options) : TrivialEstimator<AddTransformer>(new AddTransformer("N", 1))
    {
        public WideOptions Options => options;
    }
}
