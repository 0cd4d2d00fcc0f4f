namespace Pipelines.Tests;

[TestFixture]
public sealed class LoadFromEnumerableTests
{
    private static readonly string[] EveryKindNames =
    [
        "Text", "text.slice", "I1", "U1", "I2", "U2", "I4", "U4", "I8", "U8", "R4", "R8", "MaybeR4", "MaybeR8",
        "Flag", "Date", "Moment", "Duration", "Pair", "Vector", "Texts", "List", "ReadOnlyTexts", "Longs", "Buffer", "Field",
    ];

    [Test]
    public void AClassBecomesAColumnAMember()
    {
        var view = Contexts.Data.LoadFromEnumerable<EveryKind>([]);
        Assert.That(view.Schema.Select(c => c.Name), Is.EqualTo(EveryKindNames));
        Assert.That(view.Schema["Text"].Type, Is.SameAs(TextDataViewType.Instance));
        Assert.That(view.Schema["Pair"].Type, Is.EqualTo(new VectorDataViewType(NumberDataViewType.Int32, 2)));
        Assert.That(view.Schema["Vector"].Type, Is.EqualTo(new VectorDataViewType(NumberDataViewType.Single)));
        Assert.That(view.Schema["ReadOnlyTexts"].Type, Is.EqualTo(new VectorDataViewType(TextDataViewType.Instance)));
        Assert.That(view.Schema["MaybeR4"].Type, Is.SameAs(NumberDataViewType.Single));
    }

    [Test]
    public void AListKeepsTheViewsPromises()
    {
        EveryKind[] rows = [.. Enumerable.Range(0, 50).Select(EveryKind.Number)];
        var view = Contexts.Data.LoadFromEnumerable(rows);
        ViewAssert.KeepsPromises(view);
        Assert.That(view.GetRowCount(), Is.EqualTo(50));
        Assert.That(view.CanShuffle, Is.True);
    }

    [Test]
    public void CursorsOfASetTakeTurnsInBlocks()
    {
        var view = Contexts.Data.LoadFromEnumerable(Enumerable.Range(0, 2003).Select(i => new PointRow(i, i)).ToList());
        ViewAssert.KeepsPromises(view);
        var cursors = view.GetRowCursorSet([], 3);
        var counts = Array.ConvertAll(cursors, cursor =>
        {
            using (cursor)
            {
                var count = 0;
                while (cursor.MoveNext())
                    count++;
                return count;
            }
        });
        Assert.That(counts, Is.EqualTo([256 + 256 + 256, 256 + 256 + 211, 256 + 256]), "eight blocks dealt out to three");
    }

    [Test]
    public void ALazySourceKeepsTheViewsPromisesAndGivesTheSameRows()
    {
        var rows = Enumerable.Range(0, 50).Select(EveryKind.Number).Where(row => row.I4 >= 0);
        var view = Contexts.Data.LoadFromEnumerable(rows);
        ViewAssert.KeepsPromises(view);
        Assert.That(view.GetRowCount(), Is.Null);
        Assert.That(ViewAssert.Rows(view), Is.EqualTo(ViewAssert.Rows(Contexts.Data.LoadFromEnumerable(rows.ToList()))));
    }

    [Test]
    public void AnIListThatIsNoReadOnlyListShuffles()
    {
        var view = Contexts.Data.LoadFromEnumerable(new OnlyIList<PointRow>([new(1, 2), new(3, 4), new(5, 6)]));
        Assert.That(view.CanShuffle, Is.True);
        ViewAssert.KeepsPromises(view);
    }

    [Test]
    public void RecordsStructsFieldsAndAnonymousTypesLoad()
    {
        var data = Contexts.Data;
        Assert.That(ViewAssert.Rows(data.LoadFromEnumerable([new PassageRow("1", "one", 0.5f)])).Single(), Does.EndWith("|1|one|0.5"));
        Assert.That(ViewAssert.Rows(data.LoadFromEnumerable([new PointRow(3, 4)])).Single(), Does.EndWith("|3|4"));
        Assert.That(ViewAssert.Rows(data.LoadFromEnumerable([new FieldsRow { Number = 5, Name = "n" }])).Single(), Does.EndWith("|5|n"));
        Assert.That(ViewAssert.Rows(data.LoadFromEnumerable([new { A = true, B = (string?)null }])).Single(), Does.EndWith("|True|"));
    }

    [Test]
    public void AnArrayIsNotHandedOutForWriting()
    {
        float[] values = [1, 2, 3];
        var view = Contexts.Data.LoadFromEnumerable([new { Values = values }, new { Values = (float[])[4, 5, 6] }]);
        using var cursor = view.GetRowCursor(view.Schema);
        var getter = cursor.GetGetter<VBuffer<float>>(view.Schema["Values"]);
        VBuffer<float> buffer = default;
        while (cursor.MoveNext())
            getter(ref buffer);
        Assert.That(values, Is.EqualTo((float[])[1, 2, 3]));
    }

    [Test]
    public void ReadingAllocatesNothingPerRow()
    {
        EveryKind[] rows = [.. Enumerable.Range(1, 20_000).Select(EveryKind.Number)];
        var view = Contexts.Data.LoadFromEnumerable(rows);
        DataViewSchema.Column[] columns = [view.Schema["Text"], view.Schema["I4"], view.Schema["Pair"]];
        long Sum()
        {
            using var cursor = view.GetRowCursor(columns);
            var text = cursor.GetGetter<ReadOnlyMemory<char>>(columns[0]);
            var number = cursor.GetGetter<int>(columns[1]);
            var pair = cursor.GetGetter<VBuffer<int>>(columns[2]);
            ReadOnlyMemory<char> t = default;
            var n = 0;
            VBuffer<int> p = default;
            long sum = 0;
            while (cursor.MoveNext())
            {
                text(ref t);
                number(ref n);
                pair(ref p);
                sum += t.Length + n + p.Length;
            }

            return sum;
        }

        Sum();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Sum();
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(16_384));
    }

    [Test]
    public void ANullRowIsNamed()
    {
        PassageRow?[] rows = [new PassageRow("1", "", 0), null];
        foreach (var view in (IDataView[])[Contexts.Data.LoadFromEnumerable(rows), Contexts.Data.LoadFromEnumerable(rows.Where(_ => true))])
            Assert.That(
                () => ViewAssert.Rows(view),
                Throws.TypeOf<PipelineException>().With.Message.Contains("Row 1").And.Message.Contains("PassageRow"));
    }

    [Test]
    public void AThrowingSourceIsReportedWithItsRow()
    {
        static IEnumerable<PointRow> Source()
        {
            yield return new PointRow(1, 1);
            throw new IOException("the network is down");
        }

        Assert.That(
            () => ViewAssert.Rows(Contexts.Data.LoadFromEnumerable(Source())),
            Throws.TypeOf<PipelineException>().With.Message.Contains("row 1").And.Message.Contains("the network is down")
                .And.InnerException.TypeOf<IOException>());
    }

    [Test]
    public void AThrowingMemberIsReportedWithRowAndColumn()
    {
        var view = Contexts.Data.LoadFromEnumerable([new Divider(1), new Divider(0)]);
        Assert.That(
            () => ViewAssert.Rows(view),
            Throws.TypeOf<CellException>().With.Property(nameof(CellException.Row)).EqualTo(1)
                .And.Property(nameof(CellException.Column)).EqualTo("Quotient").And.InnerException.TypeOf<DivideByZeroException>());
    }

    [Test]
    public void NullWhereThereIsNoMissingValueIsReportedWithRowAndColumn()
    {
        var view = Contexts.Data.LoadFromEnumerable([new { Count = (int?)3 }, new { Count = (int?)null }]);
        Assert.That(
            () => ViewAssert.Rows(view),
            Throws.TypeOf<CellException>().With.Message.Contains("row 1").And.Message.Contains("'Count'").And.Message.Contains("null"));
    }

    [Test]
    public void AVectorOfAnotherSizeThanDeclaredIsReported()
    {
        var view = Contexts.Data.LoadFromEnumerable([new EveryKind { Pair = [1, 2] }, new EveryKind { Pair = [1, 2, 3] }]);
        Assert.That(
            () => ViewAssert.Rows(view),
            Throws.TypeOf<CellException>().With.Message.Contains("row 1").And.Message.Contains("3 items"));
    }

    [Test]
    public void ASourceThatCanBeReadOnlyOnceIsNoticed()
    {
        using var enumerator = ((IEnumerable<PointRow>)[new PointRow(1, 2), new PointRow(3, 4)]).GetEnumerator();
        IEnumerable<PointRow> Rest()
        {
            while (enumerator.MoveNext())
                yield return enumerator.Current;
        }

        var view = Contexts.Data.LoadFromEnumerable(Rest());
        Assert.That(ViewAssert.Rows(view), Has.Count.EqualTo(2));
        Assert.That(
            () => ViewAssert.Rows(view),
            Throws.TypeOf<PipelineException>().With.Message.Contains("2 rows on the first pass and 0"));
    }

    [Test]
    public void MembersWithoutAColumnTypeAreRefusedByName()
    {
        Assert.That(
            () => Contexts.Data.LoadFromEnumerable([new { Price = 1m }]),
            Throws.TypeOf<SchemaException>().With.Message.Contains("Price").And.Message.Contains("System.Decimal")
                .And.Message.Contains("[NoColumn]"));
        Assert.That(
            () => Contexts.Data.LoadFromEnumerable([new object()]),
            Throws.TypeOf<SchemaException>().With.Message.Contains("no public property"));
        Assert.That(() => Contexts.Data.LoadFromEnumerable(["a"]), Throws.TypeOf<SchemaException>().With.Message.Contains("Select"));
        Assert.That(
            () => Contexts.Data.LoadFromEnumerable([new TwoOfOneName()]),
            Throws.TypeOf<SchemaException>().With.Message.Contains("'A'"));
        Assert.That(
            () => Contexts.Data.LoadFromEnumerable([new VectorOfNothing()]),
            Throws.TypeOf<SchemaException>().With.Message.Contains("[VectorType]"));
    }

    [Test]
    public void AListThatIsCutWhileItIsReadIsReported()
    {
        List<PointRow> rows = [new(1, 1), new(2, 2), new(3, 3)];
        var view = Contexts.Data.LoadFromEnumerable(rows);
        using var cursor = view.GetRowCursor(view.Schema);
        Assert.That(cursor.MoveNext(), Is.True);
        rows.RemoveRange(1, 2);
        Assert.That(() => cursor.MoveNext(), Throws.TypeOf<PipelineException>().With.Message.Contains("cut to 1"));
    }

    private sealed record Divider(int By)
    {
        public int Quotient => 10 / By;
    }

    private sealed class TwoOfOneName
    {
        public int A { get; set; }

        [ColumnName("A")]
        public int B { get; set; }
    }

    private sealed class VectorOfNothing
    {
        [VectorType(3)]
        public int A { get; set; }
    }

    private sealed class OnlyIList<T>(List<T> items) : IList<T>
    {
        public int Count => items.Count;

        public bool IsReadOnly => true;

        public T this[int index]
        {
            get => items[index];
            set => throw new NotSupportedException();
        }

        public int IndexOf(T item) => items.IndexOf(item);

        public void Insert(int index, T item) => throw new NotSupportedException();

        public void RemoveAt(int index) => throw new NotSupportedException();

        public void Add(T item) => throw new NotSupportedException();

        public void Clear() => throw new NotSupportedException();

        public bool Contains(T item) => items.Contains(item);

        public void CopyTo(T[] array, int arrayIndex) => items.CopyTo(array, arrayIndex);

        public bool Remove(T item) => throw new NotSupportedException();

        public IEnumerator<T> GetEnumerator() => items.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
