namespace Pipelines.Evaluation;

/// <summary>
/// Running text. WikiText (Merity et al. 2017) is cut at the heads of its articles, <c> = Title = </c>; a text without such heads is one
/// example.
/// </summary>
public sealed class TextFormat : ITaskFormat
{
    /// <inheritdoc/>
    public IEnumerable<TaskExample> Read(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFormatException($"the file cannot be read: {e.Message}", path, null, e);
        }

        var (start, number) = (0, 0);
        for (var line = 0; line <= text.Length;)
        {
            var end = text.IndexOf('\n', line);
            end = end < 0 ? text.Length : end;
            if ((IsHead(text.AsSpan(line, end - line)) || end == text.Length) && (line > start || end == text.Length))
            {
                var stop = end == text.Length ? end : line;
                if (!text.AsSpan(start, stop - start).IsWhiteSpace())
                    yield return new TaskExample { Id = NumericAnswers.Format(++number), Question = text[start..stop] };
                start = stop;
            }

            line = end + 1;
        }
    }

    // One equals sign around a title; sections have two.
    private static bool IsHead(ReadOnlySpan<char> line)
    {
        line = line.Trim();
        return line.Length > 4 && line.StartsWith("= ") && line.EndsWith(" =") && line[2] != '=' && line[^3] != '=';
    }
}
