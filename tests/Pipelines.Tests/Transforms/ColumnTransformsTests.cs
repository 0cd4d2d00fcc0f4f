using Pipelines.Testing;

namespace Pipelines.Tests;

[TestFixture]
public class ColumnTransformsTests
{
    private PipelineContext _context = null!;

    private static TestView Data => new TestView().Add("A", 1, 2).Add("B", "x", "y").Add("A", 3, 4);

    [SetUp]
    public void SetUp() => _context = PipelineContext.Create(p => p.AddMapping<string, int>("tests.length", static text => text.Length));

    [TearDown]
    public void TearDown() => _context.Dispose();

    [Test]
    public void Copy_adds_a_column_and_its_annotations()
    {
        var data = new TestView().Add("A", NumberDataViewType.Int32, [1, 2], DataViewSchema.Annotations.Empty.With("Unit", "m"));

        var copied = _context.Transforms.CopyColumns("C", "A").Fit(data).Transform(data);

        Assert.That(copied.Schema.ToString(), Is.EqualTo("A: Int32, C: Int32"));
        Assert.That(copied.GetColumn<int>("C"), Is.EqualTo([1, 2]));
        Assert.That(copied.Schema["C"].Annotations.TryGetValue<string>("Unit", out var unit) ? unit : null, Is.EqualTo("m"));
    }

    [Test]
    public void Rename_keeps_places_and_hidden_columns_hidden()
    {
        var renamed = _context.Transforms.RenameColumns("Z", "A").Fit(Data).Transform(Data);

        Assert.That(renamed.Schema.Select(c => c.ToString()), Is.EqualTo(["Z: Int32 (hidden)", "B: Text", "Z: Int32"]));
        Assert.That(renamed.GetColumn<int>("Z"), Is.EqualTo([3, 4]));
    }

    [Test]
    public void Rename_onto_a_column_that_is_there_is_refused() =>
        Assert.That(() => _context.Transforms.RenameColumns("B", "A").Fit(Data),
            Throws.TypeOf<SchemaException>().With.Message.StartsWith("RenameColumnsEstimator: Column 'A' cannot be renamed to 'B'"));

    [Test]
    public void Select_keeps_the_order_given_and_drops_hidden_columns()
    {
        var selected = _context.Transforms.SelectColumns("B", "A").Fit(Data).Transform(Data);

        Assert.That(selected.Schema.Select(c => c.ToString()), Is.EqualTo(["B: Text", "A: Int32"]));
        Assert.That(selected.GetColumn<int>("A"), Is.EqualTo([3, 4]));
        Assert.That(() => _context.Transforms.SelectColumns("B", "B").Fit(Data),
            Throws.TypeOf<SchemaException>().With.Message.Contains("selected twice"));
    }

    [Test]
    public void Drop_drops_what_a_column_hides_as_well()
    {
        var dropped = _context.Transforms.DropColumns("A").Fit(Data).Transform(Data);

        Assert.That(dropped.Schema.Select(c => c.ToString()), Is.EqualTo(["B: Text"]));
    }

    [Test]
    public void Concatenate_of_known_sizes_has_one()
    {
        var data = new TestView().Add("A", 1f, 2f).Add("V", [3f, 4f], [5f, 6f]);

        var all = _context.Transforms.Concatenate("All", "V", "A", "V").Fit(data).Transform(data);

        Assert.That(all.Schema["All"].Type, Is.EqualTo(new VectorDataViewType(NumberDataViewType.Single, 5)));
        Assert.That(all.GetColumn<float[]>("All"), Is.EqualTo(new float[][] { [3, 4, 1, 3, 4], [5, 6, 2, 5, 6] }));
    }

    [Test]
    public void Concatenate_of_several_types_says_which_to_convert() =>
        Assert.That(() => _context.Transforms.Concatenate("All", "A", "B").Fit(Data),
            Throws.TypeOf<SchemaException>().With.Message.Contains("Column 'B' has type Text, but Int32 is needed.").And.Message.Contains(
                "ConvertType"));

    [Test]
    public void Map_takes_strings_and_arrays_and_gives_them()
    {
        var data = new TestView().Add("T", "a b", "c").Add<int>("V", [1, 2], [3]);

        var words = _context.Transforms.Map<string, string[]>("T", "Words", text => text.Split(' ')).Fit(data).Transform(data);
        var sums = _context.Transforms.Map<int[], float>("V", "Sum", items => items.Sum()).Fit(data).Transform(data);
        var same = _context.Transforms.Map<string, string>("T", "T", text => text + "!").Fit(data).Transform(data);
        var doubled = _context.Transforms.Map<VBuffer<int>, int[]>("V", "Twice",
            items => [.. items.DenseValues(), .. items.DenseValues()]).Fit(data).Transform(data);

        Assert.Multiple(() =>
        {
            Assert.That(words.GetColumn<string[]>("Words"), Is.EqualTo(new string[][] { ["a", "b"], ["c"] }));
            Assert.That(sums.GetColumn<float>("Sum"), Is.EqualTo([3f, 3f]));
            Assert.That(same.GetColumn<string>("T"), Is.EqualTo(["a b!", "c!"]));
            Assert.That(doubled.GetColumn<int[]>("Twice"), Is.EqualTo(new int[][] { [1, 2, 1, 2], [3, 3] }));
        });
    }

    [Test]
    public void A_function_that_fails_names_row_and_column()
    {
        var data = new TestView().Add("N", 2, 0);
        var mapped = _context.Transforms.Map<int, int>("N", "R", n => 4 / n).Fit(data).Transform(data);

        Assert.That(() => mapped.GetColumn<int>("R").ToList(),
            Throws.TypeOf<CellException>().With.Message.StartsWith("row 1, column 'N': the function that makes 'R' of it failed"));
    }

    [Test]
    public void A_mapping_that_is_not_registered_says_how_when_it_is_saved() =>
        Assert.That(() => _context.Model.Save(_context.Transforms.Map<int, int>("A", "B", n => n).Fit(
            Data), new DataViewSchema.Builder().AddColumn("A", NumberDataViewType.Int32).ToSchema(), new MemoryStream()),
            Throws.TypeOf<PipelineException>().With.Message.Contains("AddMapping(\"package.name\", function)"));

    [Test]
    public void An_unknown_mapping_is_named_with_the_nearest() =>
        Assert.That(() => _context.Transforms.Map("B", "L", "tests.lenght"),
            Throws.TypeOf<PipelineException>().With.Message.Contains("mapping 'tests.lenght'. Did you mean 'tests.length'?"));

    [Test]
    public void Two_functions_cannot_share_an_id() =>
        Assert.That(
            () => PipelineContext.Create(p => p.AddMapping<int, int>("a.b", static n => n).AddMapping<int, int>("a.b", static n => n + 1)),
            Throws.InvalidOperationException.With.Message.Contains("'a.b'"));
}
