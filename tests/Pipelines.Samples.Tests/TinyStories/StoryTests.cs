using TinyStories;
using TinyStories.Stories;

namespace Pipelines.Samples.Tests.TinyStories;

public class StoryTests
{
    [Test]
    public void TheSameSeedWritesTheSameStories()
    {
        var first = new StoryWriter(3).Write(50);
        Assert.That(new StoryWriter(3).Write(50), Is.EqualTo(first));
        Assert.That(new StoryWriter(4).Write(50), Is.Not.EqualTo(first));
    }

    [Test]
    public void StoriesAreDifferentAndSpellOutEverySymbol()
    {
        var stories = new StoryWriter(1).Write(2_000);
        Assert.That(stories.Select(s => s.Text), Is.Unique.And.All.Not.Contains("{"));
        Assert.That(stories.Select(s => s.Summary), Has.All.Not.Contains("{"));
    }

    [Test]
    public void HalvesAreTheStory()
    {
        foreach (var story in new StoryWriter(2).Write(200))
        {
            var (beginning, rest) = StoryTasks.Halves(story);
            Assert.That($"{beginning} {rest}", Is.EqualTo(story.Text));
            Assert.That(rest, Is.Not.Empty);
        }
    }

    [Test]
    public void AWorseEndingIsAnotherOne()
    {
        var stories = new StoryWriter(2).Write(300);
        var tasks = new StoryTasks(5);
        var pairs = stories.Select((s, i) => tasks.Pair(s, stories[(i + 1) % stories.Count])).ToArray();
        Assert.That(pairs, Has.All.Matches<StoryPair>(p => p!.Chosen != p.Rejected && p.Rejected.Length > 0));
    }

    [Test]
    public void TasksAskForWhatTheStoryHas()
    {
        var tasks = new StoryTasks(1);
        foreach (var story in new StoryWriter(9).Write(200))
        {
            var task = tasks.Task(story);
            if (task.Instruction.Contains("words", StringComparison.Ordinal))
                Assert.That(task.Input.Split(", "),
                    Has.Length.EqualTo(3).And.All.Matches<string>(w => story.Text.Contains(w!, StringComparison.Ordinal)));
            Assert.That(story.Text, Does.EndWith(task.Output));
        }
    }

    [Test]
    public void QualityCountsRunsOfWords()
    {
        string[] texts = ["a b a b", "a c"];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(TextQuality.Distinct(texts, 1), Is.EqualTo(3.0 / 6));
            Assert.That(TextQuality.Distinct(texts, 2), Is.EqualTo(3.0 / 4));
            Assert.That(TextQuality.Repetition(texts, 2), Is.EqualTo(1.0 / 4));
            Assert.That(TextQuality.Distinct([], 2), Is.Zero);
            Assert.That(TextQuality.Repetition(["one"], 4), Is.Zero);
        }
    }
}
