namespace Pipelines.Tests;

[TestFixture]
public sealed class DataViewSchemaTests
{
    private static readonly DataViewSchema Schema = new DataViewSchema.Builder()
        .AddColumn("A", NumberDataViewType.Int32)
        .AddColumn("B", TextDataViewType.Instance)
        .AddColumn("A", NumberDataViewType.Single)
        .ToSchema();

    [Test]
    public void ALaterColumnHidesAnEarlierOneOfTheSameName()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Schema, Has.Count.EqualTo(3));
            Assert.That(Schema.Select(c => c.IsHidden), Is.EqualTo([true, false, false]));
            Assert.That(Schema["A"].Index, Is.EqualTo(2));
            Assert.That(Schema[0].Type, Is.SameAs(NumberDataViewType.Int32));
            Assert.That(Schema.ToString(), Is.EqualTo("B: Text, A: Single"));
        }
    }

    [Test]
    public void AMissingColumnIsAnErrorThatHelps()
    {
        Assert.That(Schema.GetColumnOrNull("Text"), Is.Null);
        var schema = new DataViewSchema.Builder().AddColumn("Text", TextDataViewType.Instance).ToSchema();
        Assert.That(() => schema["Txt"], Throws.TypeOf<SchemaException>().With.Message.Contains("Did you mean 'Text'"));
        Assert.That(() => DataViewSchema.Empty["Text"], Throws.TypeOf<SchemaException>().With.Message.Contains("no columns"));
    }

    [Test]
    public void RequireChecksTheType()
    {
        Assert.That(Schema.Require<float>("A"), Is.SameAs(Schema));
        Assert.That(Schema.RequireColumn<ReadOnlyMemory<char>>("B").Index, Is.EqualTo(1));
        Assert.That(
            () => Schema.Require<int>("A"),
            Throws.TypeOf<SchemaException>().With.Message.Contains("Single").And.Message.Contains("Int32")
                .And.Property(nameof(SchemaException.Column)).EqualTo("A"));
        Assert.That(() => Schema.Require<int>("C"), Throws.TypeOf<SchemaException>().With.Message.Contains("'C' of type Int32"));
    }

    [Test]
    public void WithAddsAColumnAndKeepsIndices()
    {
        var schema = Schema.With("B", NumberDataViewType.Double);
        Assert.That(schema.Select(c => c.ToString()), Is.EqualTo(["A: Int32 (hidden)", "B: Text (hidden)", "A: Single", "B: Double"]));
        Assert.That(Schema, Has.Count.EqualTo(3));
    }

    [Test]
    public void AColumnIsOfASchemaByPlaceNameAndType()
    {
        var same = new DataViewSchema.Builder().AddColumn("A", NumberDataViewType.Int32).ToSchema();
        var otherType = new DataViewSchema.Builder().AddColumn("A", NumberDataViewType.Int64).ToSchema();
        var otherPlace = new DataViewSchema.Builder().AddColumn("B", TextDataViewType.Instance).ToSchema();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Schema.Contains(Schema[0]), Is.True);
            Assert.That(Schema.Contains(same[0]), Is.True);
            Assert.That(Schema.Contains(otherType[0]), Is.False);
            Assert.That(Schema.Contains(otherPlace[0]), Is.False);
            Assert.That(same.Contains(Schema[2]), Is.False);
            Assert.That(Schema.Contains(default), Is.False);
        }
    }

    [Test]
    public void AnnotationsAreValuesByKind()
    {
        var annotations = DataViewSchema.Annotations.Empty.With("Size", 3).With("Words", new[] { "a" }).With("Size", 4);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(annotations.Kinds, Is.EquivalentTo(["Size", "Words"]));
            Assert.That(annotations.TryGetValue<int>("Size", out var size) ? size : 0, Is.EqualTo(4));
            Assert.That(annotations.TryGetValue<string>("Size", out _), Is.False);
            Assert.That(annotations.TryGetValue<int>("Other", out _), Is.False);
            Assert.That(DataViewSchema.Annotations.Empty.Kinds, Is.Empty);
        }
    }

    [Test]
    public void AColumnNeedsANameAndAType()
    {
        var builder = new DataViewSchema.Builder();
        Assert.That(() => builder.AddColumn("", TextDataViewType.Instance), Throws.ArgumentException);
        Assert.That(() => builder.AddColumn("A", null!), Throws.ArgumentNullException);
    }
}
