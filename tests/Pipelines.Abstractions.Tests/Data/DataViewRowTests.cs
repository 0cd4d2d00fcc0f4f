using FsCheck;
using FsCheck.Fluent;

namespace Pipelines.Tests;

[TestFixture]
public sealed class DataViewRowTests
{
    private static readonly DataViewSchema Schema = new DataViewSchema.Builder()
        .AddColumn("Active", NumberDataViewType.Int32)
        .AddColumn("Inactive", NumberDataViewType.Int32)
        .ToSchema();

    [Test]
    public void AGetterIsGivenForAnActiveColumnOfItsType()
    {
        using var row = new Row();
        var value = 0;
        row.GetGetter<int>(Schema["Active"])(ref value);
        Assert.That(value, Is.EqualTo(7));
    }

    [Test]
    public void OtherwiseTheReasonIsGiven()
    {
        using var row = new Row();
        var other = new DataViewSchema.Builder().AddColumn("Other", NumberDataViewType.Int32).ToSchema();
        Assert.That(
            () => row.GetGetter<int>(Schema["Inactive"]),
            Throws.InvalidOperationException.With.Message.Contains("'Inactive' was not asked for"));
        Assert.That(
            () => row.GetGetter<int>(other["Other"]),
            Throws.InvalidOperationException.With.Message.Contains("not of this row's schema"));
        Assert.That(() => row.GetGetter<int>(default), Throws.InvalidOperationException);
        Assert.That(
            () => row.GetGetter<long>(Schema["Active"]),
            Throws.ArgumentException.With.Message.Contains("Int32").And.Message.Contains("System.Int64"));
    }

    [Test]
    public void IdsDerivedFromDifferentRowsOrNumbersDiffer()
    {
        Prop.ForAll<ulong, ulong>((low, high) =>
        {
            var id = new DataViewRowId(low, high);
            var next = new DataViewRowId(low + 1, high);
            var first = id.Fork(0);
            DataViewRowId[] forks = [id, next, first, id.Fork(1), id.Fork(2), next.Fork(0), next.Fork(1), first.Fork(0), first.Fork(1)];
            Assert.That(forks, Is.Unique);
            Assert.That(id.Fork(1), Is.EqualTo(new DataViewRowId(low, high).Fork(1)));
        }).QuickCheckThrowOnFailure();
        Assert.That(new DataViewRowId(1, 0xAB).ToString(), Is.EqualTo("00000000000000ab0000000000000001"));
    }

    private sealed class Row : DataViewRow
    {
        public override DataViewSchema Schema => DataViewRowTests.Schema;

        public override long Position => 0;

        public override bool IsColumnActive(DataViewSchema.Column column) => column.Index == 0;

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = default;

        protected override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column) =>
            (ValueGetter<TValue>)(Delegate)(ValueGetter<int>)((ref int value) => value = 7);
    }
}
