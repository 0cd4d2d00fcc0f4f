using Pipelines.Nn;

namespace TinyStories.Stories;

/// <summary>Makes tasks and preferences of stories.</summary>
public sealed class StoryTasks(int seed)
{
    /// <summary>The instruction to go on with a beginning.</summary>
    public const string Continue = "Continue the story.";

    private const int AskedWords = 3;
    private const int ShortestWord = 4;

    private readonly RandomGenerator _random = new((ulong)(uint)seed);

    /// <summary>A task of a story: write it with some words, go on with its beginning, or write it by its summary or first
    /// sentence.</summary>
    public StoryTask Task(Story story) => _random.NextInt32(3) switch
    {
        0 when Words(story.Text) is { Count: AskedWords } words =>
            new StoryTask("Write a story with these words.", string.Join(", ", words), story.Text),
        1 when story.Summary is { } summary => new StoryTask("Write a story that fits the summary.", summary, story.Text),
        1 => new StoryTask("Write a story with this sentence.", Sentences.Of(story.Text)[0], story.Text),
        _ => Continuation(story),
    };

    /// <summary>The task to go on with a story's first half.</summary>
    public static StoryTask Continuation(Story story)
    {
        var (beginning, rest) = Halves(story);
        return new StoryTask(Continue, beginning, rest);
    }

    /// <summary>The same task with a worse answer beside the story's own end.</summary>
    /// <param name="story">The story.</param>
    /// <param name="another">Another one.</param>
    public StoryPair Pair(Story story, Story another)
    {
        var task = Continuation(story);
        return new StoryPair(task.Instruction, task.Input, task.Output, WorseEnding(task.Output, another));
    }

    /// <summary>A story's halves, cut between sentences.</summary>
    public static (string Beginning, string Ending) Halves(Story story)
    {
        var sentences = Sentences.Of(story.Text);
        var half = Math.Max(1, sentences.Count / 2);
        return (string.Join(' ', sentences.Take(half)), string.Join(' ', sentences.Skip(half)));
    }

    // Its sentences in another order, one of them again and again, or another story's end.
    private string WorseEnding(string own, Story another)
    {
        var sentences = Sentences.Of(own).ToArray();
        var kind = _random.NextInt32(3);
        if (kind == 0 && sentences.Distinct().Count() > 2)
        {
            var shuffled = sentences.ToArray();
            while (shuffled.SequenceEqual(sentences))
                Shuffle(shuffled);
            return string.Join(' ', shuffled);
        }

        if (kind == 1 && sentences.Distinct().Count() > 1)
            return string.Join(' ', Enumerable.Repeat(sentences[0], sentences.Length));
        var other = Halves(another).Ending;
        return other == own ? $"{own} {own}" : other;
    }

    private List<string> Words(string text)
    {
        var words = text.Split([' ', '\n', '.', ',', '!', '?', '"', ';', ':'], StringSplitOptions.RemoveEmptyEntries)
            .Where(w => w.Length >= ShortestWord && w.All(char.IsLower)).Distinct().ToArray();
        Shuffle(words);
        return [.. words.Take(AskedWords)];
    }

    private void Shuffle(string[] items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var other = _random.NextInt32(i + 1);
            (items[i], items[other]) = (items[other], items[i]);
        }
    }
}
