using Quickstart.World;

namespace Pipelines.Samples.Tests.Quickstart;

public class WorldWriterTests
{
    [Test]
    public void TheSameSeedGivesTheSameLand()
    {
        var (first, second, other) = (new WorldWriter(1), new WorldWriter(1), new WorldWriter(2));
        string[] Articles(WorldWriter writer) => [.. writer.WriteTowns(50).Select(t => t.Article)];
        var articles = Articles(first);
        Assert.That(Articles(second), Is.EqualTo(articles));
        Assert.That(Articles(other), Is.Not.EqualTo(articles));
    }

    [Test]
    public void NamesAreDifferentAndArticlesTellEveryFact()
    {
        var towns = new WorldWriter(1).WriteTowns(2_000);
        Assert.That(towns.Select(t => t.Name), Is.Unique);
        foreach (var town in towns.Take(100))
        {
            Assert.That(town.Sentences, Has.Count.EqualTo(Fact.All.Count));
            for (var i = 0; i < Fact.All.Count; i++)
                Assert.That(town.Article, Does.Contain($"{Fact.All[i].Verb} {town.Values[i]}"));
        }
    }

    [Test]
    public void OneOptionIsRightAndAnotherIsTrueInAnotherRespect()
    {
        var writer = new WorldWriter(1);
        var towns = writer.WriteTowns(30).ToDictionary(t => t.Name);
        var questions = writer.WriteExam([.. towns.Values], 4);
        Assert.That(questions, Has.Count.EqualTo(120));
        Assert.That(questions.Select(q => q.Letter).Distinct().Order(), Is.EqualTo(["A", "B", "C", "D", "E"]), "no place is preferred");
        foreach (var question in questions)
        {
            var town = towns[question.Answer.Split(' ')[0]];
            Assert.That(question.Options, Is.Unique.And.Exactly(5).Items);
            Assert.That(question.Question, Does.Contain(town.Name));
            var fact = Enumerable.Range(0, Fact.All.Count).Single(i => Fact.All[i].Ask(town.Name) == question.Question);
            Assert.That(question.Answer, Is.EqualTo(Fact.All[fact].Say(town.Name, town.Values[fact])));
            Assert.That(question.Options, Does.Contain(Fact.All[fact].Say(town.Name, town.Values[fact ^ 1])));
        }
    }
}
