using Pipelines.Testing;

namespace Pipelines.Training.Tests;

public class TokenBatchReaderTests
{
    private static readonly int[][] Ids = [[1, 1], [2, 2], [3], [4, 4], [5, 5]];

    [Test]
    public void BatchesReachAcrossPasses()
    {
        using var reader = Reader(2, shuffleSeed: null);
        var batch = new TokenBatch();
        var first = new List<int>();
        for (var i = 0; i < 5; i++)
        {
            reader.ReadAcrossPasses(batch);
            Assert.That(batch.RowCount, Is.EqualTo(2));
            for (var row = 0; row < batch.RowCount; row++)
                first.Add(batch.InputIds[row * batch.Length]);
        }

        Assert.That(first, Is.EqualTo(new[] { 1, 2, 3, 4, 5, 1, 2, 3, 4, 5 }));
        Assert.That(reader.Position, Is.EqualTo(new DataPosition(1, 5)));
    }

    [Test]
    public void ShorterRowsArePadded()
    {
        using var reader = Reader(3, shuffleSeed: null);
        var batch = new TokenBatch();
        reader.ReadAcrossPasses(batch);
        Assert.That(batch.InputIds.ToArray(), Is.EqualTo(new[] { 1, 1, 2, 2, 3, 0 }));
        Assert.That(batch.Labels.ToArray(), Is.EqualTo(new[] { 1, 1, 2, 2, 3, TokenLabels.IgnoreIndex }));
        Assert.That(batch.LabelCount, Is.EqualTo(5));
    }

    [Test]
    public void SeekingGoesOnWhereItWas()
    {
        using var straight = Reader(1, shuffleSeed: 4);
        var batch = new TokenBatch();
        var sequence = new List<int>();
        DataPosition position = default;
        for (var i = 0; i < 20; i++)
        {
            straight.ReadAcrossPasses(batch);
            sequence.Add(batch.InputIds[0]);
            if (i == 12)
                position = straight.Position;
        }

        using var resumed = Reader(1, shuffleSeed: 4);
        resumed.Seek(position);
        for (var i = 13; i < 20; i++)
        {
            resumed.ReadAcrossPasses(batch);
            Assert.That(batch.InputIds[0], Is.EqualTo(sequence[i]));
        }

        Assert.That(sequence[..5], Is.EquivalentTo(sequence[5..10]));
        Assert.That(sequence[..5], Is.Not.EqualTo(sequence[5..10]));
    }

    [Test]
    public void SeekingPastTheDataIsRefused()
    {
        using var reader = Reader(1, shuffleSeed: null);
        Assert.That(() => reader.Seek(new DataPosition(0, 6)), Throws.TypeOf<CheckpointException>().With.Message.Contains("5 rows"));
    }

    [Test]
    public void APassEndsWithASmallerBatch()
    {
        using var reader = Reader(3, shuffleSeed: null);
        var batch = new TokenBatch();
        Assert.That(reader.ReadInPass(batch), Is.True);
        Assert.That(reader.ReadInPass(batch), Is.True);
        Assert.That(batch.RowCount, Is.EqualTo(2));
        Assert.That(reader.ReadInPass(batch), Is.False);
    }

    [Test]
    public void NoRowsAndUnevenLabelsSaySo()
    {
        using var empty = new TokenBatchReader(View([], []), new TrainingColumns(), 2, null);
        Assert.That(() => empty.ReadAcrossPasses(new TokenBatch()), Throws.TypeOf<PipelineException>().With.Message.Contains("no rows"));
        using var uneven = new TokenBatchReader(View([[1, 2]], [[1]]), new TrainingColumns(), 1, null);
        Assert.That(
            () => uneven.ReadAcrossPasses(new TokenBatch()), Throws.TypeOf<CellException>().With.Message.Contains("row 0").And.Message.Contains("Labels"));
    }

    private static TokenBatchReader Reader(int batchSize, int? shuffleSeed) =>
        new(View(Ids, Ids), new TrainingColumns(), batchSize, shuffleSeed);

    private static TestView View(int[][] ids, int[][] labels) => new TestView().Add(ColumnNames.InputIds, ids).Add(ColumnNames.Labels, labels);
}
