namespace Pipelines.Retrieval.Tests;

public class IdSelectorTests
{
    [Test]
    public void SelectorsSayWhichIdsAreFound()
    {
        var index = new FlatIndex(1);
        index.Add(Clustered.Ids(10), Enumerable.Range(0, 10).Select(i => (float)i).ToArray());
        var languages = new Dictionary<long, string> { [2] = "de", [5] = "en", [7] = "en", [99] = "en" };
        long[] Found(Func<long, bool> filter) => [.. index.Search([0], 10, filter).Select(h => h.Id)];
        Assert.That(Found(IdSelector.OneOf([8, 3])), Is.EqualTo(new[] { 3, 8 }));
        Assert.That(Found(IdSelector.Between(4, 6)), Is.EqualTo(new[] { 4, 5, 6 }));
        Assert.That(Found(IdSelector.Not(IdSelector.Between(1, 8))), Is.EqualTo(new[] { 0, 9 }));
        Assert.That(Found(IdSelector.Where(languages, language => language == "en")), Is.EqualTo(new[] { 5, 7 }));
    }
}
