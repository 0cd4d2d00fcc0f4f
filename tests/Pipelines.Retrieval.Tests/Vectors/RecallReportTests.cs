namespace Pipelines.Retrieval.Tests;

public class RecallReportTests
{
    [Test]
    public void AnIndexThatLooksEverywhereFindsAll()
    {
        var vectors = Clustered.Vectors(1000, 8, 10, seed: 1);
        var exact = new FlatIndex(8);
        exact.Add(Clustered.Ids(1000), vectors);
        var index = new IvfFlatIndex(8, 20) { ProbeCount = 20 };
        index.Train(vectors);
        index.Add(Clustered.Ids(1000), vectors);
        var queries = Clustered.Vectors(100, 8, 10, seed: 2);
        Assert.That(RecallReport.Measure(index, exact, queries, 10), Is.EqualTo(new RecallReport(10, 100, 1000, 1, 1, 1)));
        index.ProbeCount = 1;
        var report = RecallReport.Measure(index, exact, queries, 10);
        Assert.That(report.Recall, Is.InRange(0.1, 0.999));
        Assert.That(report.LowestRecall, Is.LessThan(report.Recall));
        Assert.That(report.NearestRecall, Is.GreaterThan(report.Recall - 0.1));
    }

    [Test]
    public void IndexesThatCannotBeComparedAreRefused()
    {
        var exact = new FlatIndex(2);
        exact.Add(new long[] { 1 }, new float[2]);
        Assert.That(() => RecallReport.Measure(new HnswIndex(2), exact, new float[2], 1), Throws.InstanceOf<VectorIndexException>());
        Assert.That(() => RecallReport.Measure(exact, new HnswIndex(2), new float[2], 1), Throws.InstanceOf<VectorIndexException>());
        Assert.That(() => RecallReport.Measure(exact, exact, default, 1), Throws.InstanceOf<VectorIndexException>());
    }
}
