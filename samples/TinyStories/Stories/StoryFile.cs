using System.Text;
using Pipelines;

namespace TinyStories.Stories;

/// <summary>Reads stories from a text file: between lines that end a text where there are such, else a paragraph each.</summary>
internal static class StoryFile
{
    /// <summary>The line that ends a story.</summary>
    public const string EndOfText = "<|endoftext|>";

    /// <summary>Reads different stories of at least two sentences.</summary>
    /// <param name="data">Loads text files.</param>
    /// <param name="path">The file.</param>
    /// <param name="most">Stories to read at most.</param>
    public static IReadOnlyList<Story> Read(DataCatalog data, string path, int most)
    {
        var lines = data.LoadFromTextFile(path).GetColumn<string>(ColumnNames.Text);
        var hasEnds = lines.Any(line => line.Trim() == EndOfText);
        var stories = new List<Story>();
        var seen = new HashSet<string>();
        var text = new StringBuilder();
        foreach (var line in lines.Append(hasEnds ? EndOfText : ""))
        {
            if (line.Trim() != (hasEnds ? EndOfText : ""))
            {
                text.Append(text.Length == 0 ? "" : "\n").Append(line.Trim());
                continue;
            }

            var story = text.ToString().Trim();
            text.Clear();
            if (Sentences.Of(story).Count >= 2 && seen.Add(story))
                stories.Add(new Story(story, null));
            if (stories.Count == most)
                break;
        }

        return stories;
    }
}
