namespace Pipelines.Tests;

[TestFixture]
public class SchemaExceptionTests
{
    private static readonly DataViewSchema Schema = new DataViewSchema.Builder()
        .AddColumn("Text", TextDataViewType.Instance).AddColumn("Tokens", new VectorDataViewType(NumberDataViewType.Int32)).ToSchema();

    [Test]
    public void A_missing_column_names_those_there_and_the_nearest()
    {
        var error = SchemaException.MissingColumn(Schema, "Token", NumberDataViewType.Int32);

        Assert.Multiple(() =>
        {
            Assert.That(error.Message, Is.EqualTo(
                "Column 'Token' of type Int32 is not in the input. Columns there: Text, Tokens. Did you mean 'Tokens'? Name it in the "
                + "options, or copy it to 'Token'."));
            Assert.That((error.Stage, error.Column, error.Wanted, error.Offered),
                Is.EqualTo(((string?)null, "Token", NumberDataViewType.Int32, (DataViewType?)null)));
        });
    }

    [Test]
    public void A_wrong_type_names_columns_of_the_wanted_one()
    {
        var error = SchemaException.WrongType(Schema, "Tokens", TextDataViewType.Instance, Schema["Tokens"].Type);

        Assert.That(error.Message, Is.EqualTo(
            "Column 'Tokens' has type Vector<Int32>, but Text is needed. Columns of the wanted type: Text; name one of them in the "
            + "options, or convert 'Tokens' first."));
    }

    [Test]
    public void The_stage_named_first_stays_and_places_go_from_outside_in()
    {
        var error = SchemaException.MissingColumn(Schema, "X", null);

        Assert.Multiple(() =>
        {
            Assert.That(error.At("Pack").Message, Does.StartWith("Pack: Column 'X'"));
            Assert.That(error.At("Pack").At("Chain").Stage, Is.EqualTo("Pack"));
            Assert.That(error.At("Pack").At("Chain", "Stage 1 of 2").At("Outer", "Stage 3 of 4").Message,
                Does.StartWith("Stage 3 of 4, Stage 1 of 2, Pack: Column 'X'"));
            Assert.That(error.At("PackTransformer").Renamed("PackEstimator").Message, Does.StartWith("PackEstimator: Column 'X'"));
            Assert.That(error.At("Pack").At("Chain", "Stage 1 of 2").InnerException, Is.SameAs(error),
                "the first error leads to the cause");
            Assert.That(error.At("Pack").Column, Is.EqualTo("X"));
        });
    }
}
