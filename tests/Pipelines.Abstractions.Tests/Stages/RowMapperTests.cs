using Pipelines.Testing;

namespace Pipelines.Tests;

[TestFixture]
public class RowMapperTests
{
    private static TestView Data => new TestView().Add("A", 1, 2, 3).Add("B", 10, 20, 30).Add("C", "x", "y", "z");

    [Test]
    public void Columns_that_share_a_computation_do_it_once_a_row()
    {
        var done = 0;
        var data = Data;
        var view = Map(data, map =>
        {
            var a = map.Require<int>("A");
            var both = map.Compute<(int Twice, int Square)>([a], row =>
            {
                var get = row.GetGetter<int>(a);
                var value = 0;
                return () =>
                {
                    get(ref value);
                    done++;
                    return (2 * value, value * value);
                };
            });
            map.Add("Twice", NumberDataViewType.Int32, both, ((int Twice, int Square) state, ref int value) => value = state.Twice);
            map.Add("Square", NumberDataViewType.Int32, both, ((int Twice, int Square) state, ref int value) => value = state.Square);
        });

        var rows = ViewRows.Read(view, [view.Schema["Twice"], view.Schema["Square"]]);

        Assert.Multiple(() =>
        {
            Assert.That(rows.Select(row => row.ToString()), Is.EqualTo(["(2, 1)", "(4, 4)", "(6, 9)"]));
            Assert.That(done, Is.EqualTo(3));
            Assert.That(data.ColumnsAsked.Select(c => c.Name), Is.EqualTo(["A"]));
        });
    }

    [Test]
    public void A_computation_that_fails_fails_for_every_column()
    {
        var view = Map(Data, map =>
        {
            var failing = map.Compute<int>([map.Require<int>("A")], _ => () => throw new CellException(0, "A", "bad"));
            map.Add("D", NumberDataViewType.Int32, failing, (int state, ref int value) => value = state);
            map.Add("E", NumberDataViewType.Int32, failing, (int state, ref int value) => value = state);
        });
        using var cursor = view.GetRowCursor(view.Schema);
        var (d, e) = (cursor.GetGetter<int>(view.Schema["D"]), cursor.GetGetter<int>(view.Schema["E"]));
        cursor.MoveNext();
        var got = 0;

        Assert.Multiple(() =>
        {
            Assert.That(() => d(ref got), Throws.TypeOf<CellException>());
            Assert.That(() => e(ref got), Throws.TypeOf<CellException>());
        });
    }

    [Test]
    public void Input_columns_come_through_renamed_or_not_at_all()
    {
        var view = Map(Data,
            map => map.PassThrough(c => c.Name == "B" ? null : c.Name == "C" ? "Text" : c.Name).Copy("Again", map.Input["A"]));

        Assert.That(view.Schema.ToString(), Is.EqualTo("A: Int32, Text: Text, Again: Int32"));
        Assert.That(ViewRows.Read(view)[1].ToString(), Is.EqualTo("(2, \"y\", 2)"));
    }

    [Test]
    public void A_column_added_hides_one_of_its_name()
    {
        var view = Map(Data,
            map => map.Add("A", NumberDataViewType.Int64, map.Require<int>("A"), (in int source, ref long value) => value = -source));

        Assert.Multiple(() =>
        {
            Assert.That(view.Schema[0].IsHidden, Is.True);
            Assert.That(view.Schema["A"].Type, Is.EqualTo(NumberDataViewType.Int64));
            Assert.That(ViewRows.Read(view)[2].ToString(), Is.EqualTo("(3, 30, \"z\", -3)"));
        });
    }

    [Test]
    public void A_getter_sees_only_the_inputs_it_named()
    {
        var view = Map(Data,
            map => map.Add<int>("D", NumberDataViewType.Int32, [map.Input["A"]], row => row.GetGetter<int>(map.Input["B"])));

        using var cursor = view.GetRowCursor([view.Schema["D"]]);

        Assert.That(() => cursor.GetGetter<int>(view.Schema["D"]), Throws.InvalidOperationException.With.Message.Contains("'B'"));
    }

    [Test]
    public void Mistakes_of_the_author_are_found_when_the_mapper_is_made()
    {
        Assert.Multiple(() =>
        {
            Assert.That(
                () => Map(Data, map =>
                    map.Add("D", TextDataViewType.Instance, map.Input["A"], (in int source, ref int value) => value = source)),
                Throws.ArgumentException.With.Message.Contains("Column 'D' of type Text"));
            Assert.That(() => Map(Data, map => map.Copy("D", new TestView().Add("X", 1).Schema["X"])),
                Throws.ArgumentException.With.Message.Contains("Column 'X' (index 0) is not of this view"));
            Assert.That(() => Map(Data, map => map.Require<float>("A")),
                Throws.TypeOf<SchemaException>().With.Message.StartsWith("Column 'A' has type Int32, but Single is needed."));
        });
    }

    [Test]
    public void Columns_of_another_view_cannot_be_asked_for()
    {
        var view = Map(Data, _ => { });
        var foreign = new TestView().Add("A", "x").Schema["A"];

        Assert.Multiple(() =>
        {
            Assert.That(() => view.GetRowCursor([foreign]), Throws.ArgumentException.With.Message.Contains("'A'"));
            Assert.That(() => new ActiveColumns(view.Schema, [default]), Throws.ArgumentException);
            Assert.That(new ActiveColumns(view.Schema, [view.Schema["B"]]).ToColumns(), Is.EqualTo([view.Schema["B"]]));
            Assert.That(new ActiveColumns(view.Schema, [view.Schema["B"]]).Contains("A"), Is.False);
        });
    }

    [Test]
    public void Disposing_the_row_disposes_the_input()
    {
        var data = Data;
        var mapper = RowMapper.Create(data.Schema, _ => { });
        var input = new DisposedRow(data.Schema);

        mapper.GetRow(input, []).Dispose();

        Assert.That(input.Disposed, Is.True);
    }

    private static RowMappedDataView Map(TestView data, Action<RowMapperBuilder> map) => new(data, RowMapper.Create(data.Schema, map));

    private sealed class DisposedRow(DataViewSchema schema) : DataViewRow
    {
        public bool Disposed { get; private set; }

        public override DataViewSchema Schema => schema;

        public override long Position => 0;

        public override bool IsColumnActive(DataViewSchema.Column column) => false;

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = default;

        protected override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column) => throw new InvalidOperationException();

        protected override void Dispose(bool disposing) => Disposed = true;
    }
}
