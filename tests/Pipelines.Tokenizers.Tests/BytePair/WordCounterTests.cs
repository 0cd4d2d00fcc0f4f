using System.Text;

namespace Pipelines.Tokenizers.Tests;

public class WordCounterTests
{
    [Test]
    public void Counts_words()
    {
        var counter = new WordCounter(1024);
        foreach (string word in new[] { "a", "b", "a", "a longer word than fits a key", "a", "b" })
            counter.Add(Encoding.UTF8.GetBytes(word));
        Assert.That(Counts(counter),
            Is.EqualTo(new Dictionary<string, long> { ["a"] = 3, ["b"] = 2, ["a longer word than fits a key"] = 1 }));
        Assert.That(counter.ByteCount, Is.EqualTo(2 + 29));
    }

    [Test]
    public void Forgets_the_rarer_half_the_first_seen_of_equals_when_it_is_full()
    {
        var counter = new WordCounter(1024);
        for (int word = 0; word < 1024; word++)
        {
            for (int time = 0; time < (word < 100 ? 5 : word < 300 ? 2 : 1); time++)
                counter.Add(Encoding.UTF8.GetBytes($"w{word}"));
        }
        Assert.That(counter.PruneCount, Is.Zero);
        counter.Add("new"u8);
        Dictionary<string, long> counts = Counts(counter);
        Assert.That(counter.PruneCount, Is.EqualTo(1));
        // 512 go: the words 300 to 811 are the oldest of those that occurred once.
        Assert.That(counts.Keys,
            Is.EquivalentTo(Enumerable.Range(0, 300).Concat(Enumerable.Range(812, 212)).Select(word => $"w{word}").Append("new")));
        Assert.That((counts["w0"], counts["w299"], counts["w1023"], counts["new"]), Is.EqualTo((5L, 2L, 1L, 1L)));
        counter.Add("w1023"u8);
        Assert.That(Counts(counter)["w1023"], Is.EqualTo(2), "words are found where they moved to");
    }

    [Test]
    public void Bounds_the_bytes_of_long_words()
    {
        var counter = new WordCounter(1024);
        for (int word = 0; word < 5000; word++)
            counter.Add(Encoding.UTF8.GetBytes($"{word}".PadLeft(250, '中')[^80..]));
        Assert.That(counter.ByteCount, Is.LessThanOrEqualTo((1024 * 24) + WordCounter.MaximumWordLength));
        Assert.That(counter.PruneCount, Is.GreaterThan(10));
    }

    [Test]
    public void Cuts_a_very_long_word_between_characters()
    {
        var counter = new WordCounter(1024);
        counter.Add(Encoding.UTF8.GetBytes(new string('中', 200)));
        Assert.That(Counts(counter), Is.EqualTo(new Dictionary<string, long> { [new string('中', 85)] = 2, [new string('中', 30)] = 1 }));
    }

    private static Dictionary<string, long> Counts(WordCounter counter) =>
        Enumerable.Range(0, counter.Count).ToDictionary(index => Encoding.UTF8.GetString(counter.Word(index)), counter.Occurrences);
}
