using System.IO.Compression;
using Pipelines.Testing;

namespace Pipelines.Tests;

[TestFixture]
public class SaveAndLoadTests
{
    private PipelineContext _context = null!;
    private string _folder = "";

    private string PipelinePath => Path.Combine(_folder, "saved.pipeline");

    private static TestView Data => new TestView().Add("N", 1, 2, 3, 4, 5);

    [SetUp]
    public void SetUp()
    {
        _context = PipelineContext.Create(p => p.AddTestStages());
        _folder = Directory.CreateTempSubdirectory("save-").FullName;
    }

    [TearDown]
    public void TearDown()
    {
        _context.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public void A_chain_in_a_chain_comes_back_with_scopes_and_stages()
    {
        var inner = new AddTransformer("N", 1).Append(new AddTransformer("Sum", 2) { OutputColumn = "More" }, TransformerScope.TrainTest);
        var model = new TransformerChain<ITransformer>([inner, new BelowMeanTransformer("More", 3.5)]);

        _context.Model.Save(model, Data.Schema, PipelinePath);
        var loaded = (TransformerChain<ITransformer>)_context.Model.Load(PipelinePath, out var schema);

        Assert.Multiple(() =>
        {
            Assert.That(schema!.ToString(), Is.EqualTo("N: Int32"));
            Assert.That(loaded, Has.Count.EqualTo(2));
            Assert.That(loaded.LastTransformer, Is.EqualTo(new BelowMeanTransformer("More", 3.5)));
            Assert.That(((TransformerChain<ITransformer>)loaded[0]).Scopes, Is.EqualTo(inner.Scopes));
            DataViewAssert.AreEqual(model.Transform(Data), loaded.Transform(Data));
        });
    }

    [Test]
    public void Files_and_children_come_back_and_extracted_files_go_with_the_context()
    {
        var weights = new byte[100_000];
        new Random(1).NextBytes(weights);

        _context.Model.Save(new FilesTransformer(weights, new AddTransformer("N", 7)), PipelinePath);
        var loaded = (FilesTransformer)_context.Model.Load(PipelinePath);

        Assert.That(loaded.Weights, Is.EqualTo(weights));
        Assert.That(loaded.Inner, Is.EqualTo(new AddTransformer("N", 7)));
    }

    [Test]
    public void State_of_many_kinds_comes_back()
    {
        float[] numbers = [1.1f, float.PositiveInfinity];
        var map = new Dictionary<string, double> { ["a"] = double.NaN };
        var model = new RichTransformer("näme", [1, 2, 3], map, DayOfWeek.Friday, null, numbers) { Wait = TimeSpan.FromMinutes(3) };

        _context.Model.Save(model, PipelinePath);
        var loaded = (RichTransformer)_context.Model.Load(PipelinePath);

        Assert.Multiple(() =>
        {
            Assert.That(loaded.Name, Is.EqualTo(model.Name));
            Assert.That(loaded.Items, Is.EqualTo(model.Items));
            Assert.That(loaded.Map, Is.EqualTo(model.Map));
            Assert.That(loaded.Day, Is.EqualTo(model.Day));
            Assert.That(loaded.Maybe, Is.Null);
            Assert.That(loaded.Numbers, Is.EqualTo(model.Numbers));
            Assert.That(loaded.Wait, Is.EqualTo(model.Wait));
            Assert.That(loaded.Sum, Is.EqualTo(6));
        });
    }

    [Test]
    public void Every_column_type_and_simple_annotation_comes_back()
    {
        var builder = new DataViewSchema.Builder()
            .AddColumn("N", NumberDataViewType.Int32)
            .AddColumn("Hidden", NumberDataViewType.SByte)
            .AddColumn("Hidden", new KeyDataViewType(typeof(ushort), 12),
                DataViewSchema.Annotations.Empty.With("Names", new[] { "a", "b" }).With("Scale", 0.1f))
            .AddColumn("V", new VectorDataViewType(TextDataViewType.Instance, 3))
            .AddColumn("W", new VectorDataViewType(new KeyDataViewType(typeof(ulong), 5)))
            .AddColumn("Id", RowIdDataViewType.Instance)
            .AddColumn("T", TimeSpanDataViewType.Instance)
            .AddColumn("D", DateTimeDataViewType.Instance)
            .AddColumn("O", DateTimeOffsetDataViewType.Instance)
            .AddColumn("B", BooleanDataViewType.Instance)
            .AddColumn("F", NumberDataViewType.Double);
        var schema = builder.ToSchema();

        _context.Model.Save(new AddTransformer("N", 1), schema, PipelinePath);
        _context.Model.Load(PipelinePath, out var loaded);

        DataViewAssert.SchemasAreEqual(schema, loaded!);
        Assert.That(loaded![2].Annotations.TryGetValue<string[]>("Names", out var names), Is.True);
        Assert.That(names, Is.EqualTo(["a", "b"]));
        Assert.That(loaded[2].Annotations.TryGetValue<float>("Scale", out var scale) ? scale : 0, Is.EqualTo(0.1f));
    }

    [Test]
    public void The_same_pipeline_gives_the_same_bytes_uncompressed()
    {
        var model = new AddTransformer("N", 1).Append(new BelowMeanTransformer("Sum", 3.5));

        _context.Model.Save(model, Data.Schema, PipelinePath);
        var first = File.ReadAllBytes(PipelinePath);
        _context.Model.Save(model, Data.Schema, PipelinePath);

        Assert.That(File.ReadAllBytes(PipelinePath), Is.EqualTo(first));
        using var zip = ZipFile.OpenRead(PipelinePath);
        Assert.That(zip.Entries.Select(e => e.FullName),
            Is.EqualTo(["model/state.json", "model/0/state.json", "model/1/state.json", "manifest.json", "manifest.sha256"]));
        Assert.That(zip.Entries.All(entry => entry.Length == entry.CompressedLength), Is.True, "an entry is compressed");
    }

    [Test]
    public void State_that_JSON_would_lose_is_refused_and_the_earlier_file_stays()
    {
        _context.Model.Save(new AddTransformer("N", 1), PipelinePath);
        var before = File.ReadAllBytes(PipelinePath);

        Assert.That(() => _context.Model.Save(new AddTransformer("N", 1).Append(new ForgetfulTransformer("N")), PipelinePath),
            Throws.TypeOf<PipelineException>().With.Message.Contains("ForgetfulTransformer would lose constructor parameter 'column'"));

        Assert.That(File.ReadAllBytes(PipelinePath), Is.EqualTo(before));
        Assert.That(Directory.GetFiles(_folder), Has.Length.EqualTo(1));
    }

    [Test]
    public void A_stage_that_is_not_registered_is_refused_with_what_to_do()
    {
        using var bare = PipelineContext.Create();

        Assert.That(() => bare.Model.Save(new AddTransformer("N", 1), PipelinePath),
            Throws.TypeOf<PipelineException>().With.Message.Contains("not a registered stage")
                .And.Message.Contains("AddTransformer<AddTransformer>"));
        Assert.That(PipelinePath, Does.Not.Exist);
    }

    [Test]
    public void A_schema_that_does_not_fit_is_refused_before_writing()
    {
        Assert.That(() => _context.Model.Save(new AddTransformer("Other", 1), Data.Schema, PipelinePath), Throws.TypeOf<SchemaException>());
        Assert.That(PipelinePath, Does.Not.Exist);
    }

    [Test]
    [Platform("Linux")]
    public void A_folder_that_cannot_be_written_to_is_named() =>
        Assert.That(() => _context.Model.Save(new AddTransformer("N", 1), "/proc/model.pipeline"),
            Throws.TypeOf<PipelineException>().With.Message.Contains("/proc/model.pipeline"));
}
