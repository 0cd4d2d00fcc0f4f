using FsCheck;
using FsCheck.Fluent;

namespace Pipelines.Tests;

[TestFixture]
public sealed class SplitTests
{
    private static DataCatalog Data => Contexts.Data;

    [Test]
    public void PartsAreDisjointCompleteAndTheSameEveryTime()
    {
        Prop.ForAll<int[], int, bool>((numbers, seed, byKey) =>
        {
            var view = Data.LoadFromEnumerable(numbers.Select(n => new { Key = n % 4, Number = n }).ToList());
            var key = byKey ? "Key" : null;
            var (train, test) = Data.TrainTestSplit(view, 0.3, key, seed);
            Assert.That(ViewAssert.Rows(train).Concat(ViewAssert.Rows(test)), Is.EquivalentTo(ViewAssert.Rows(view)));
            var again = Data.TrainTestSplit(Data.ShuffleRows(view, 1), 0.3, key, seed);
            Assert.That(ViewAssert.Rows(again.TestSet), Is.EquivalentTo(ViewAssert.Rows(test)));
            if (byKey)
                Assert.That(train.GetColumn<int>("Key").Intersect(test.GetColumn<int>("Key")), Is.Empty);
        }).QuickCheckThrowOnFailure();
    }

    [Test]
    public void FoldsTestEveryRowOnce()
    {
        Prop.ForAll<int[], int>((numbers, seed) =>
        {
            var view = Data.LoadFromEnumerable(numbers.Select(n => new { Key = $"key {n % 4}", Number = n }).ToList());
            foreach (var key in (string?[])[null, "Key"])
            {
                var folds = Data.CrossValidationSplit(view, 3, key, seed);
                Assert.That(folds, Has.Count.EqualTo(3));
                Assert.That(folds.SelectMany(fold => ViewAssert.Rows(fold.TestSet)), Is.EquivalentTo(ViewAssert.Rows(view)));
                foreach (var (train, test) in folds)
                {
                    Assert.That(ViewAssert.Rows(train).Concat(ViewAssert.Rows(test)), Is.EquivalentTo(ViewAssert.Rows(view)));
                    if (key is not null)
                        Assert.That(train.GetColumn<string>(key).Intersect(test.GetColumn<string>(key)), Is.Empty);
                }
            }
        }).QuickCheckThrowOnFailure();
    }

    [TestCase(0.1)]
    [TestCase(0.5)]
    [TestCase(0.9)]
    public void TheTestPartIsCloseToTheFraction(double fraction)
    {
        const int count = 20_000;
        var view = Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(n => new { Number = n, Key = $"document {n}" }).ToList());
        // Six standard deviations of a binomial.
        var slack = 6 * Math.Sqrt(count * fraction * (1 - fraction));
        foreach (var key in (string?[])[null, "Number", "Key"])
            Assert.That(
                Data.TrainTestSplit(view, fraction, key).TestSet.GetColumn<int>("Number").Count(),
                Is.EqualTo(count * fraction).Within(slack),
                key);
    }

    [Test]
    public void TheSplitIsTheSameInEveryProcess()
    {
        // Written down when the split was made: those of published results must not move with a new version.
        var rows = Enumerable.Range(0, 20).Select(n => new { Number = n, Text = $"t{n}", Vector = new float[] { n, -0f } });
        var view = Data.LoadFromEnumerable(rows.ToList());
        Assert.That(Data.TrainTestSplit(view, 0.25, seed: 42).TestSet.GetColumn<int>("Number"), Is.EqualTo(Golden.ById));
        Assert.That(Data.TrainTestSplit(view, 0.25, "Number", 42).TestSet.GetColumn<int>("Number"), Is.EqualTo(Golden.ByNumber));
        Assert.That(Data.TrainTestSplit(view, 0.25, "Text", 42).TestSet.GetColumn<int>("Number"), Is.EqualTo(Golden.ByText));
        Assert.That(Data.TrainTestSplit(view, 0.25, "Vector", 42).TestSet.GetColumn<int>("Number"), Is.EqualTo(Golden.ByVector));
    }

    [Test]
    public void EveryKindOfColumnCanBeTheKey()
    {
        var rows = Enumerable.Range(0, 80).Select(n => EveryKind.Number(n % 20)).ToList();
        var view = Data.LoadFromEnumerable(rows);
        foreach (var column in view.Schema)
        {
            var (train, test) = Data.TrainTestSplit(view, 0.5, column.Name, 5);
            // Rows of one number are equal in every column.
            Assert.That(train.GetColumn<int>("I4").Intersect(test.GetColumn<int>("I4")), Is.Empty, column.Name);
            Assert.That(train.GetColumn<int>("I4").Count() + test.GetColumn<int>("I4").Count(), Is.EqualTo(80), column.Name);
        }
    }

    [Test]
    public void EqualKeysStoredDifferentlyStayTogether()
    {
        var rows = Enumerable.Range(0, 200).Select(n => new { Zero = n % 2 == 0 ? 0f : -0f, Sparse = Sparse(n % 2 == 0) });
        var view = Data.LoadFromEnumerable(rows.ToList());
        foreach (var key in (string[])["Zero", "Sparse"])
        {
            var (train, test) = Data.TrainTestSplit(view, 0.5, key, 1);
            Assert.That(Math.Min(train.GetColumn<float>("Zero").Count(), test.GetColumn<float>("Zero").Count()), Is.Zero, key);
        }

        static VBuffer<int> Sparse(bool dense) => dense ? new VBuffer<int>(3, [0, 5, 0]) : new VBuffer<int>(3, 1, [5], [1]);
    }

    [Test]
    public void PartsKeepTheViewsPromises()
    {
        var view = Data.LoadFromEnumerable(Enumerable.Range(0, 60).Select(EveryKind.Number).ToList());
        var (train, test) = Data.TrainTestSplit(view, 0.4, "Text");
        ViewAssert.KeepsPromises(train);
        ViewAssert.KeepsPromises(test);
    }

    [Test]
    public void MistakesAreRefused()
    {
        var view = Data.LoadFromEnumerable([new { A = 1 }]);
        foreach (var fraction in (double[])[0, 1, -0.1, 1.1, double.NaN])
            Assert.That(() => Data.TrainTestSplit(view, fraction), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Data.CrossValidationSplit(view, 1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Data.TrainTestSplit(view, 0.5, "B"), Throws.TypeOf<SchemaException>().With.Message.Contains("'B'"));
        Assert.That(() => Data.CrossValidationSplit(view, 2, "B"), Throws.TypeOf<SchemaException>().With.Message.Contains("'B'"));
    }

    private static class Golden
    {
        public static readonly int[] ById = [3, 5, 12, 14, 15, 16, 17];
        public static readonly int[] ByNumber = [9, 15];
        public static readonly int[] ByText = [0, 1, 2, 4, 12, 16, 18];
        public static readonly int[] ByVector = [2, 3, 11, 13, 14, 15, 17, 19];
    }
}
