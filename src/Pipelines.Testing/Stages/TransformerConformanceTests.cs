using NUnit.Framework;

namespace Pipelines.Testing;

/// <summary>
/// The promises of a transformer as tests: lazy, repeatable, safe to read from several threads and in parts, exact about columns, the same
/// after saving and loading. Inherit it, say how the transformer is made and what it reads, and the tests run.
/// </summary>
/// <typeparam name="TTransformer">The transformer.</typeparam>
[TestFixture]
public abstract class TransformerConformanceTests<TTransformer> where TTransformer : class, ITransformer
{
    private const string Unrelated = "ColumnNobodyAskedFor";

    private PipelineContext? _context;
    private TTransformer? _transformer;

    /// <summary>A context in which the stage is registered.</summary>
    protected PipelineContext Context => _context ?? throw new InvalidOperationException("The context is there while tests run.");

    /// <summary>The transformer tested, made once.</summary>
    protected TTransformer Transformer => _transformer ??= CreateTransformer();

    /// <summary>The columns that the transformer cannot do without.</summary>
    protected abstract IReadOnlyList<string> InputColumns { get; }

    /// <summary>Whether the transformer takes columns of any type, so that none can be wrong.</summary>
    protected virtual bool AcceptsAnyType => false;

    /// <summary>Whether the transformer can be saved. One that holds a function of the user's may not be.</summary>
    protected virtual bool IsSavable => true;

    /// <summary>Makes a context with the stage registered: <c>PipelineContext.Create(p =&gt; p.AddMyStage())</c>.</summary>
    protected abstract PipelineContext CreateContext();

    /// <summary>Makes the transformer.</summary>
    protected abstract TTransformer CreateTransformer();

    /// <summary>A small view that the transformer is applied to: at least five rows, no two the same.</summary>
    protected abstract TestView CreateData();

    /// <summary>Makes the context.</summary>
    [OneTimeSetUp]
    public void MakeContext() => _context = CreateContext();

    /// <summary>Disposes the context and what the tests made.</summary>
    [OneTimeTearDown]
    public void DisposeContext()
    {
        (_transformer as IDisposable)?.Dispose();
        _context?.Dispose();
    }

    /// <summary>The view has the columns that were said to come.</summary>
    [Test]
    public void Transform_gives_the_columns_of_the_output_schema()
    {
        var data = CreateData();
        DataViewAssert.SchemasAreEqual(Transformer.GetOutputSchema(data.Schema), Transformer.Transform(data).Schema);
    }

    /// <summary>Nothing is read until somebody reads the result.</summary>
    [Test]
    public void Transform_reads_nothing()
    {
        var data = CreateData();
        _ = Transformer.Transform(data);
        Assert.Multiple(() =>
        {
            Assert.That(data.CursorsOpened, Is.Zero, "Transform opened a cursor.");
            Assert.That(data.RowsRead, Is.Zero, "Transform read rows.");
        });
    }

    /// <summary>A column that nobody asked for is not pulled from the input.</summary>
    [Test]
    public void Columns_nobody_asked_for_are_not_pulled()
    {
        var data = WithUnrelated(CreateData());
        var output = Transformer.Transform(data);
        _ = ViewRows.Read(output, output.Schema.Where(column => column.Name != Unrelated));
        Assert.Multiple(() =>
        {
            Assert.That(data.ColumnsAsked.Select(column => column.Name), Does.Not.Contain(Unrelated),
                "A column was asked for without need.");
            Assert.That(data.ValuesRead(Unrelated), Is.Zero, "A column was read without need.");
        });
    }

    /// <summary>A row-to-row transformer computes no column that was not asked for.</summary>
    [Test]
    public void Only_columns_asked_for_are_computed()
    {
        var data = CreateData();
        var output = Transformer.Transform(data);
        using var cursor = output.GetRowCursor([]);
        while (cursor.MoveNext())
        {
        }

        // Other stages may need values to know what their rows are.
        if (Transformer.IsRowToRowMapper)
            Assert.That(data.Schema.Sum(data.ValuesRead), Is.Zero, "Values were read though no column was asked for.");
        else
            Assert.That(output.Schema.Any(cursor.IsColumnActive), Is.False, "A column is active though none was asked for.");
    }

    /// <summary>A column read by itself has the values it has when all are read.</summary>
    [Test]
    public void Each_column_alone_has_the_same_values()
    {
        var output = Transformer.Transform(CreateData());
        var all = ViewRows.Read(output);
        Assert.Multiple(() =>
        {
            foreach (var column in output.Schema)
            {
                var alone = ViewRows.Read(output, [column]);
                Assert.That(alone.Select(row => row.Values[0]), Is.EqualTo(all.Select(row => row.Values[column.Index])),
                    $"Column '{column.Name}'.");
            }
        });
    }

    /// <summary>Every pass over the view gives the same rows.</summary>
    [Test]
    public void Passes_repeat()
    {
        var output = Transformer.Transform(CreateData());
        var first = ViewRows.Read(output);
        Assert.Multiple(() =>
        {
            DataViewAssert.RowsAreEqual(first, ViewRows.Read(output), "The second pass differs.");
            DataViewAssert.RowsAreEqual(first, ViewRows.Read(Transformer.Transform(CreateData())), "A second Transform differs.");
        });
    }

    /// <summary>Two threads read the same view at once.</summary>
    [Test]
    public async Task Two_threads_read_the_same()
    {
        var output = Transformer.Transform(CreateData());
        var expected = ViewRows.Read(output);
        using var start = new Barrier(2);
        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                return Enumerable.Range(0, 5).Select(_ => ViewRows.Read(output)).ToArray();
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        Assert.Multiple(() =>
        {
            foreach (var rows in both.SelectMany(passes => passes))
                DataViewAssert.RowsAreEqual(expected, rows);
        });
    }

    /// <summary>The cursors of a set give every row once, and their batches restore the order.</summary>
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void Cursor_set_parts_the_rows(int count)
    {
        var output = Transformer.Transform(CreateData());
        var expected = ViewRows.Read(output);
        var columns = output.Schema.ToArray();
        var cursors = output.GetRowCursorSet(columns, count);
        try
        {
            Assert.That(cursors, Has.Length.InRange(1, count));
            var parts = cursors.AsParallel().AsOrdered().WithDegreeOfParallelism(count)
                .Select(cursor => ViewRows.Read(cursor, columns)).ToArray();
            DataViewAssert.RowsAreEqual(expected, [.. parts.SelectMany(rows => rows).OrderBy(row => row.Batch)]);
        }
        finally
        {
            foreach (var cursor in cursors)
                cursor.Dispose();
        }
    }

    /// <summary>Shuffled, the rows are the same in an order that the seed decides; a view that cannot shuffle keeps its order.</summary>
    [Test]
    public void Shuffling_keeps_the_rows()
    {
        var output = Transformer.Transform(CreateData());
        var expected = ViewRows.Read(output);
        var shuffled = ViewRows.Read(output, null, 7);
        Assert.Multiple(() =>
        {
            DataViewAssert.RowsAreEqual(shuffled, ViewRows.Read(output, null, 7), "The same seed gives another order.");
            if (!output.CanShuffle)
                DataViewAssert.RowsAreEqual(expected, shuffled, "A view that cannot shuffle changed its order.");
            else if (Transformer.IsRowToRowMapper)
                DataViewAssert.RowsAreEquivalent(expected, shuffled);
        });
    }

    /// <summary>A row count that is told is true, and positions count from 0.</summary>
    [Test]
    public void Row_count_and_positions_are_true()
    {
        var output = Transformer.Transform(CreateData());
        var count = 0L;
        using var cursor = output.GetRowCursor([]);
        Assert.That(cursor.Position, Is.EqualTo(-1), "Before the first row the position is -1.");
        while (cursor.MoveNext())
            Assert.That(cursor.Position, Is.EqualTo(count++));
        if (output.GetRowCount() is { } told)
            Assert.That(told, Is.EqualTo(count));
        else
            Assert.That(Transformer.IsRowToRowMapper, Is.False, "The input tells its row count; one row in is one row out, so the output "
                + "can tell it.");
    }

    /// <summary>No rows in gives rows out without an error; none, where each row comes from one.</summary>
    [Test]
    public void No_rows_are_no_error()
    {
        var rows = ViewRows.Read(Transformer.Transform(CreateData().WithoutRows()));
        if (Transformer.IsRowToRowMapper)
            Assert.That(rows, Is.Empty);
    }

    /// <summary>A getter of a column that was not asked for is refused.</summary>
    [Test]
    public void Inactive_column_has_no_getter()
    {
        var output = Transformer.Transform(CreateData());
        using var cursor = output.GetRowCursor([]);
        Assert.Multiple(() =>
        {
            foreach (var column in output.Schema)
            {
                Assert.That(cursor.IsColumnActive(column), Is.False, column.ToString());
                Assert.That(() => ViewRows.Reader(cursor, [column]), Throws.InvalidOperationException, column.ToString());
            }
        });
    }

    /// <summary>A getter of another type than the column's is refused.</summary>
    [Test]
    public void Getter_of_wrong_type_is_refused()
    {
        var output = Transformer.Transform(CreateData());
        using var cursor = output.GetRowCursor(output.Schema);
        Assert.Multiple(() =>
        {
            foreach (var column in output.Schema)
                Assert.That(() => cursor.GetGetter<VBuffer<DataViewRowId>>(column), Throws.ArgumentException, column.ToString());
        });
    }

    /// <summary>A column that hides another of its name is the one that is read.</summary>
    [Test]
    public void Hidden_input_columns_are_passed_over()
    {
        var data = CreateData();
        var hidden = CreateData().WithHidden(InputColumns);
        DataViewAssert.AreEqual(
            Transformer.Transform(data), Transformer.Transform(hidden), "Hidden columns of the same names changed the output.");
    }

    /// <summary>Without a column it needs the transformer says so, before anything is read.</summary>
    [Test]
    public void Missing_column_is_named() =>
        RefusesColumns(CreateData, InputColumns, (data, column) => data.Without(column), data => Transformer.Transform(data));

    /// <summary>With a column of a wrong type the transformer says so, before anything is read.</summary>
    [Test]
    public void Wrong_type_is_named() =>
        RefusesColumns(CreateData, AcceptsAnyType ? [] : InputColumns, (data, column) => data.WithWrongType(column),
            data => Transformer.Transform(data));

    /// <summary>As a function from row to row the transformer computes what its view does.</summary>
    [Test]
    public void Row_to_row_mapper_computes_what_the_view_does()
    {
        var data = CreateData();
        if (!Transformer.IsRowToRowMapper)
        {
            Assert.That(() => Transformer.GetRowToRowMapper(data.Schema), Throws.InvalidOperationException);
            return;
        }

        var mapper = Transformer.GetRowToRowMapper(data.Schema);
        DataViewAssert.SchemasAreEqual(Transformer.GetOutputSchema(data.Schema), mapper.OutputSchema);
        var columns = mapper.OutputSchema.ToArray();
        using var cursor = data.GetRowCursor(mapper.GetDependencies(columns));
        using var row = mapper.GetRow(cursor, columns);
        var read = ViewRows.Reader(row, columns);
        var rows = new List<ViewRow>();
        while (cursor.MoveNext())
            rows.Add(read());
        DataViewAssert.RowsAreEqual(ViewRows.Read(Transformer.Transform(data)), rows);
    }

    /// <summary>Saved and loaded, the transformer does the same; one that cannot be saved says so.</summary>
    [Test]
    public void Saved_and_loaded_it_does_the_same()
    {
        var schema = CreateData().Schema;
        using var file = new MemoryStream();
        if (!IsSavable)
        {
            Assert.That(() => Context.Model.Save(Transformer, schema, file), Throws.InstanceOf<PipelineException>());
            return;
        }

        Context.Model.Save(Transformer, schema, file);
        file.Position = 0;
        var loaded = Context.Model.Load(file, out var loadedSchema);
        try
        {
            Assert.That(loadedSchema, Is.Not.Null);
            DataViewAssert.SchemasAreEqual(schema, loadedSchema!);
            DataViewAssert.AreEqual(
                Transformer.Transform(CreateData()), loaded.Transform(CreateData()), "Loaded, the transformer does something else.");
        }
        finally
        {
            (loaded as IDisposable)?.Dispose();
        }
    }

    /// <summary>Checks that each column, damaged, is named in a schema error with nothing read.</summary>
    private protected void RefusesColumns(
        Func<TestView> create,
        IReadOnlyList<string> columns,
        Func<TestView, string, TestView> damage,
        Action<TestView> use,
        string? stage = null) =>
        Assert.Multiple(() =>
        {
            foreach (var column in columns)
            {
                var data = damage(create(), column);
                var error = Assert.Throws<SchemaException>(() => use(data), $"Column '{column}' was not checked.");
                Assert.That(error?.Message, Does.Contain($"'{column}'"));
                if (stage is not null)
                    Assert.That(error?.Message, Does.Contain(stage), "The error does not name the stage.");
                Assert.That(data.CursorsOpened, Is.Zero, "The input was read before its schema was checked.");
            }
        });

    private static TestView WithUnrelated(TestView data) => data.Unread().Add(Unrelated, Enumerable.Range(0, data.RowCount).ToArray());
}
