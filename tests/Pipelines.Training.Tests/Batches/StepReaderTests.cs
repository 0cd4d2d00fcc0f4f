using Pipelines.Testing;

namespace Pipelines.Training.Tests;

public class StepReaderTests
{
    private const int Rows = 23;

    [Test]
    public void StepsComeInTheSameOrderHoweverManyArePreparedAhead([Values(1, 2, 7, 100)] int ahead, [Values] bool shuffled)
    {
        var expected = ReadAll(ahead: 0, shuffled, steps: 20, start: default);
        Assert.That(ReadAll(ahead, shuffled, steps: 20, start: default), Is.EqualTo(expected));
    }

    [Test]
    public void ThePositionIsThatOfTheStepTakenNotOfWhatWasReadAhead()
    {
        var all = ReadAll(ahead: 4, shuffled: true, steps: 20, start: default);
        var position = all[8].Position;

        Assert.That(ReadAll(ahead: 4, shuffled: true, steps: 11, position), Is.EqualTo(all[9..]));
    }

    [Test]
    public void NoMoreStepsAreReadThanAreAskedFor()
    {
        var data = Data();
        using (var reader = new TokenBatchReader(data, new TrainingColumns(), 2, null))
        using (var steps = new StepReader(reader, 2, 8, 3, CancellationToken.None))
        {
            for (var i = 0; i < 3; i++)
                steps.Next();
        }

        Assert.That(data.RowsRead, Is.EqualTo(12));
    }

    [Test]
    public void WhatGoesWrongIsThrownAtItsStepWithRowAndColumn([Values(0, 3)] int ahead)
    {
        int[][] ids = [[1], [2], [3], [4], [5, 5], [6]];
        int[][] labels = [[1], [2], [3], [4], [5], [6]];
        var data = new TestView().Add(ColumnNames.InputIds, ids).Add(ColumnNames.Labels, labels);
        using var reader = new TokenBatchReader(data, new TrainingColumns(), 1, null);
        using var steps = new StepReader(reader, 1, ahead, 6, CancellationToken.None);
        for (var i = 0; i < 4; i++)
            Assert.That(steps.Next().Batches[0].InputIds[0], Is.EqualTo(i + 1));
        var failure = Assert.Throws<CellException>(() => steps.Next());
        Assert.That((failure!.Row, failure.Column), Is.EqualTo((4L, ColumnNames.Labels)));
    }

    [Test]
    public void CancellingEndsTheWaitAndDisposingTheThread()
    {
        using var gate = new ManualResetEventSlim();
        var data = new GatedView(Data(), gate, rowsBeforeTheGate: 4);
        using var cancellation = new CancellationTokenSource();
        using var reader = new TokenBatchReader(data, new TrainingColumns(), 2, null);
        using (var steps = new StepReader(reader, 1, 2, 100, cancellation.Token))
        {
            steps.Next();
            steps.Next();
            cancellation.CancelAfter(50);
            Assert.That(() => steps.Next(), Throws.InstanceOf<OperationCanceledException>());
            Assert.That(data.Thread!.IsAlive, Is.True);
            gate.Set();
        }

        Assert.That(data.Thread!.IsAlive, Is.False);
        Assert.That(data.Thread, Is.Not.EqualTo(Thread.CurrentThread));
    }

    [Test]
    public void DisposingEarlyEndsTheThread()
    {
        using var gate = new ManualResetEventSlim(initialState: true);
        var data = new GatedView(Data(), gate, rowsBeforeTheGate: 0);
        using var reader = new TokenBatchReader(data, new TrainingColumns(), 2, null);
        using (var steps = new StepReader(reader, 1, 2, int.MaxValue, CancellationToken.None))
            steps.Next();
        Assert.That(data.Thread!.IsAlive, Is.False);
    }

    [Test]
    [NonParallelizable]
    public void StepsAllocateNothingOnceTheirBuffersAreThere()
    {
        using var reader = new TokenBatchReader(Data(), new TrainingColumns(), 2, null);
        using var steps = new StepReader(reader, 1, 2, 2000, CancellationToken.None);
        for (var i = 0; i < 500; i++)
            steps.Next();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < 1000; i++)
            steps.Next();
        // Each pass opens a cursor; nothing else may add up.
        Assert.That((GC.GetTotalAllocatedBytes(precise: true) - before) / 1000, Is.LessThan(2048));
    }

    private static List<(string Ids, DataPosition Position, int Labels, int Tokens)> ReadAll(int ahead, bool shuffled, int steps, DataPosition start)
    {
        using var reader = new TokenBatchReader(Data(), new TrainingColumns(), 2, shuffled ? 3 : null);
        reader.Seek(start);
        using var ready = new StepReader(reader, 2, ahead, steps, CancellationToken.None);
        var read = new List<(string, DataPosition, int, int)>();
        for (var i = 0; i < steps; i++)
        {
            var step = ready.Next();
            var ids = "";
            foreach (var batch in step.Batches)
                ids += string.Join(' ', batch.InputIds.ToArray()) + "|" + string.Join(' ', batch.Labels.ToArray()) + "/";
            read.Add((ids, step.Position, step.LabelCount, step.TokenCount));
        }

        return read;
    }

    private static TestView Data()
    {
        int[][] ids = [.. Enumerable.Range(0, Rows).Select(i => Enumerable.Repeat(i + 1, (i % 4) + 1).ToArray())];
        return new TestView().Add(ColumnNames.InputIds, ids).Add(ColumnNames.Labels, ids);
    }

    /// <summary>Rows that wait at a gate, and remember who reads them.</summary>
    private sealed class GatedView(IDataView view, ManualResetEventSlim gate, int rowsBeforeTheGate) : IDataView
    {
        public Thread? Thread { get; private set; }

        public bool CanShuffle => view.CanShuffle;

        public DataViewSchema Schema => view.Schema;

        public long? GetRowCount() => view.GetRowCount();

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, int? shuffleSeed = null) =>
            new Cursor(this, view.GetRowCursor(columnsNeeded, shuffleSeed));

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int count, int? shuffleSeed = null) =>
            [GetRowCursor(columnsNeeded, shuffleSeed)];

        private sealed class Cursor(GatedView owner, DataViewRowCursor cursor) : DataViewRowCursor
        {
            public override DataViewSchema Schema => cursor.Schema;

            public override long Position => cursor.Position;

            public override long Batch => cursor.Batch;

            public override bool IsColumnActive(DataViewSchema.Column column) => cursor.IsColumnActive(column);

            public override ValueGetter<DataViewRowId> GetIdGetter() => cursor.GetIdGetter();

            public override bool MoveNext()
            {
                owner.Thread = Thread.CurrentThread;
                if (cursor.Position + 1 >= owner.RowsBeforeTheGate)
                    owner.Gate.Wait(TimeSpan.FromSeconds(20));
                return cursor.MoveNext();
            }

            protected override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column) => cursor.GetGetter<TValue>(column);

            protected override void Dispose(bool disposing)
            {
                if (disposing)
                    cursor.Dispose();
            }
        }

        private int RowsBeforeTheGate => rowsBeforeTheGate;

        private ManualResetEventSlim Gate => gate;
    }
}
