using FsCheck;
using FsCheck.Fluent;
using Pipelines.Testing;

namespace Pipelines.Training.Tests;

public class PackTests
{
    [Test]
    public void BlocksAreConsecutiveAndLabelsAreShiftedByOne()
    {
        var rows = Rows(Pack([[1, 2, 3], [], [4, 5], [6, 7, 8]], 3));
        Assert.That(rows, Is.EqualTo(new[] { ("1 2 3", "2 3 4"), ("4 5 6", "5 6 7") }));
    }

    [Test]
    public void APaddedRemainderCountsNothing()
    {
        var rows = Rows(Pack([[1, 2, 3, 4, 5, 6]], 3, remainder: PackRemainder.Pad));
        Assert.That(rows, Is.EqualTo(new[] { ("1 2 3", "2 3 4"), ("4 5 0", "5 6 -100") }));
    }

    [Test]
    public void AStrideOfOneStartsABlockEverywhere()
    {
        var rows = Rows(Pack([[1, 2, 3, 4, 5]], 2, stride: 1));
        Assert.That(rows, Is.EqualTo(new[] { ("1 2", "2 3"), ("2 3", "3 4"), ("3 4", "4 5") }));
    }

    [Test]
    public void EveryLabelIsPredictedOnceWithPadding() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(PositiveInt Block, PositiveInt Count)>(), input =>
        {
            var (block, count) = (input.Block.Get % 20 + 1, input.Count.Get % 200 + 2);
            var ids = Enumerable.Range(1, count).ToArray();
            var labels = Pack([ids], block, remainder: PackRemainder.Pad).GetColumn<int[]>(ColumnNames.Labels).SelectMany(l => l);
            return labels.Where(l => l != TokenLabels.IgnoreIndex).SequenceEqual(ids[1..]);
        }).QuickCheckThrowOnFailure();

    [Test]
    public void ShufflingGivesTheSameRowsInAnotherOrder()
    {
        var view = Pack([[.. Enumerable.Range(0, 500)]], 4, stride: 1);
        var ordered = Rows(view);
        var shuffled = Rows(view, shuffleSeed: 3);
        Assert.That(shuffled, Is.Not.EqualTo(ordered));
        Assert.That(shuffled, Is.EquivalentTo(ordered));
        Assert.That(Rows(view, shuffleSeed: 3), Is.EqualTo(shuffled));
    }

    [Test]
    public void CursorsOfASetShareTheRows()
    {
        var view = Pack([[.. Enumerable.Range(0, 100)]], 4);
        var cursors = view.GetRowCursorSet(view.Schema, 3);
        Assert.That(cursors, Has.Length.EqualTo(3));
        Assert.That(cursors.SelectMany(c => Read(c, view.Schema)), Is.EqualTo(Rows(view)));
    }

    [Test]
    public void PackingReadsItsInputOnce()
    {
        var input = new TestView().Add(ColumnNames.Tokens, [[1, 2, 3, 4, 5, 6, 7]]);
        var view = new PackTransformer(ColumnNames.Tokens, 2).Transform(input);
        Assert.That(input.CursorsOpened, Is.Zero);
        _ = Rows(view);
        _ = Rows(view);
        Assert.That(input.CursorsOpened, Is.EqualTo(1));
        Assert.That(view.GetRowCount(), Is.EqualTo(3));
    }

    [Test]
    public void TooFewTokensSayHowManyAreNeeded()
    {
        Assert.That(() => Rows(Pack([[1, 2, 3]], 3)), Throws.TypeOf<PipelineException>().With.Message.Contains("3 tokens").And.Message.Contains("needs 4"));
        Assert.That(Rows(Pack([[]], 3)), Is.Empty);
    }

    private static IDataView Pack(int[][] tokens, int blockSize, int stride = 0, PackRemainder remainder = PackRemainder.Drop) =>
        new PackTransformer(ColumnNames.Tokens, blockSize, stride, remainder).Transform(new TestView().Add(ColumnNames.Tokens, tokens));

    private static List<(string Inputs, string Labels)> Rows(IDataView view, int? shuffleSeed = null) =>
        Read(view.GetRowCursor(view.Schema, shuffleSeed), view.Schema);

    private static List<(string Inputs, string Labels)> Read(DataViewRowCursor cursor, DataViewSchema schema)
    {
        using (cursor)
        {
            var inputs = cursor.GetGetter<VBuffer<int>>(schema[ColumnNames.InputIds]);
            var labels = cursor.GetGetter<VBuffer<int>>(schema[ColumnNames.Labels]);
            var rows = new List<(string, string)>();
            VBuffer<int> value = default;
            while (cursor.MoveNext())
            {
                inputs(ref value);
                var text = string.Join(' ', value.DenseValues());
                labels(ref value);
                rows.Add((text, string.Join(' ', value.DenseValues())));
            }

            return rows;
        }
    }
}
