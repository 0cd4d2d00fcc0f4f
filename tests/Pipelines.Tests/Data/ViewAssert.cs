using System.Globalization;
using System.Reflection;

namespace Pipelines.Tests;

/// <summary>Reads views as text, and checks what every view promises.</summary>
internal static class ViewAssert
{
    private static readonly MethodInfo ReaderMethod =
        typeof(ViewAssert).GetMethod(nameof(ReaderOf), BindingFlags.NonPublic | BindingFlags.Static)!;
    private static readonly MethodInfo ItemsMethod =
        typeof(ViewAssert).GetMethod(nameof(Items), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>All rows, each "id|value|value…".</summary>
    public static List<string> Rows(IDataView view, int? seed = null)
    {
        using var cursor = view.GetRowCursor(view.Schema, seed);
        return Rows(cursor).Select(row => row.Text).ToList();
    }

    /// <summary>
    /// Every pass gives the same rows; position counts; sets give every row once, in the order their batches tell; several threads may
    /// read; getters are refused where they must be; the count, where known, is right; shuffling keeps the rows and repeats itself.
    /// </summary>
    public static void KeepsPromises(IDataView view)
    {
        var rows = Rows(view);
        var shuffled = Rows(view, 7);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Rows(view), Is.EqualTo(rows), "a second pass");
            Assert.That(shuffled, view.CanShuffle ? Is.EquivalentTo(rows) : Is.EqualTo(rows), "shuffled");
            Assert.That(Rows(view, 7), Is.EqualTo(shuffled), "shuffled twice by one seed");
            Assert.That(view.GetRowCount(), Is.Null.Or.EqualTo(rows.Count), "the count");
            Assert.That(rows.Select(row => row.Split('|')[0]), Is.Unique, "row ids");
            foreach (var count in (int[])[1, 2, 3, 5])
            {
                CheckSet(view, count, rows, null);
                CheckSet(view, count, shuffled, 7);
            }

            var parallel = new List<string>[4];
            Parallel.For(0, parallel.Length, i => parallel[i] = Rows(view));
            Assert.That(parallel, Has.All.EqualTo(rows), "passes on several threads");
            CheckRefusals(view);
        }
    }

    private static void CheckSet(IDataView view, int count, List<string> rows, int? seed)
    {
        var cursors = view.GetRowCursorSet(view.Schema, count, seed);
        Assert.That(cursors, Has.Length.InRange(1, count));
        var parts = new List<(long Batch, string Text)>[cursors.Length];
        Parallel.For(0, cursors.Length, i =>
        {
            using var cursor = cursors[i];
            parts[i] = Rows(cursor);
        });
        Assert.That(
            parts.SelectMany(part => part).OrderBy(row => row.Batch).Select(row => row.Text),
            Is.EqualTo(rows),
            $"a set of {count}, seed {seed}, by batch");
    }

    private static void CheckRefusals(IDataView view)
    {
        using (var none = view.GetRowCursor([]))
        {
            Assert.That(none.Position, Is.EqualTo(-1));
            Assert.That(() => none.GetGetter<int>(view.Schema[0]), Throws.InvalidOperationException, "an inactive column");
        }

        using var cursor = view.GetRowCursor(view.Schema);
        Assert.That(() => cursor.GetGetter<Guid>(view.Schema[0]), Throws.ArgumentException, "a wrong type");
        var other = new DataViewSchema.Builder().AddColumn("no such column", TextDataViewType.Instance).ToSchema();
        Assert.That(() => view.GetRowCursor(other), Throws.ArgumentException, "a column of another schema");
        var read = Reader(cursor, view.Schema[0]);
        var id = cursor.GetIdGetter();
        DataViewRowId value = default;
        Assert.That(() => read(), Throws.InvalidOperationException, "a value before the first row");
        Assert.That(() => id(ref value), Throws.InvalidOperationException, "an id before the first row");
        while (cursor.MoveNext())
        {
        }

        Assert.That(cursor.MoveNext(), Is.False, "moving on after the end");
        Assert.That(() => read(), Throws.InvalidOperationException, "a value after the last row");
    }

    private static List<(long Batch, string Text)> Rows(DataViewRowCursor cursor)
    {
        var readers = cursor.Schema.Select(column => Reader(cursor, column)).ToArray();
        var getId = cursor.GetIdGetter();
        var rows = new List<(long, string)>();
        DataViewRowId id = default;
        while (cursor.MoveNext())
        {
            Assert.That(cursor.Position, Is.EqualTo(rows.Count));
            getId(ref id);
            rows.Add((cursor.Batch, $"{id}|{string.Join('|', readers.Select(read => read()))}"));
        }

        return rows;
    }

    private static Func<string> Reader(DataViewRow row, DataViewSchema.Column column) =>
        (Func<string>)ReaderMethod.MakeGenericMethod(column.Type.RawType).Invoke(null, [row, column])!;

    private static Func<string> ReaderOf<TValue>(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<TValue>(column);
        TValue value = default!;
        return () =>
        {
            getter(ref value);
            return Show(value);
        };
    }

    private static string Show(object? value) =>
        value?.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(VBuffer<>)
            ? (string)ItemsMethod.MakeGenericMethod(type.GetGenericArguments()).Invoke(null, [value])!
            : Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private static string Items<T>(VBuffer<T> vector) => $"[{string.Join(' ', vector.DenseValues().Select(item => Show(item)))}]";
}
