using Pipelines.Nn;
using Pipelines.Samples;

namespace TinyStories.Stories;

/// <summary>
/// Writes little stories in which someone finds something, has trouble with it and is helped. They stand in for real ones: who, what and
/// where stay the same through a story, which is what a model has to learn. The same seed gives the same stories.
/// </summary>
public sealed class StoryWriter(int seed)
{
    private static readonly string[] Parts =
        ["opening", "habit", "finding", "feeling", "trouble", "sadness", "help", "solution", "ending", "moral"];

    private static readonly string[] Bound = ["name", "friend", "animal", "other", "thing", "place"];

    private readonly Grammar _grammar = new(StoryGrammar.Rules);
    private readonly RandomGenerator _random = new((ulong)(uint)seed);

    /// <summary>Writes different stories.</summary>
    public IReadOnlyList<Story> Write(int count)
    {
        var stories = new List<Story>(count);
        var seen = new HashSet<string>();
        while (stories.Count < count)
        {
            var story = Write();
            if (seen.Add(story.Text))
                stories.Add(story);
        }

        return stories;
    }

    private Story Write()
    {
        var bound = new Dictionary<string, string>();
        foreach (var symbol in Bound)
            bound[symbol] = _grammar.Expand(symbol, _random, bound);
        // Not every story has all parts.
        var text = string.Join(' ', Parts.Where(p => p is not ("habit" or "feeling" or "sadness") || _random.NextInt32(3) > 0)
            .Select(p => _grammar.Expand(p, _random, bound)));
        return new Story(text, _grammar.Expand("summary", _random, bound));
    }
}
