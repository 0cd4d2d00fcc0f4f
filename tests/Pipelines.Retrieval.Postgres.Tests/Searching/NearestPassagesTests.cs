namespace Pipelines.Retrieval.Postgres.Tests;

internal sealed class NearestPassagesTests
{
    [Test]
    public void The_best_come_first_and_the_lowest_ids_of_equal_ones([Values(1, 2, 5, 50, 1000)] int capacity)
    {
        var random = new Random(capacity);
        var offers = Enumerable.Range(0, 300).Select(id => (Id: (long)id - 150, Score: (float)random.Next(-20, 20))).ToArray();
        random.Shuffle(offers);
        var nearest = new NearestPassages(capacity);

        foreach (var (id, score) in offers)
            nearest.Offer(score, id);

        Assert.That(
            nearest.Take().Select(hit => (hit.Id, (float)hit.Score)),
            Is.EqualTo(offers.OrderByDescending(offer => offer.Score).ThenBy(offer => offer.Id).Take(capacity)));
    }
}
