namespace Pipelines;

/// <summary>A rendered conversation as values of columns.</summary>
internal static class ChatColumns
{
    /// <summary>Start and length of each trained span, one after the other.</summary>
    public static void WriteSpans(RenderedChat chat, ref VBuffer<int> value)
    {
        var spans = chat.TrainedSpans;
        var editor = VBufferEditor.Create(ref value, 2 * spans.Count);
        for (var i = 0; i < spans.Count; i++)
        {
            editor.Values[2 * i] = spans[i].Start;
            editor.Values[(2 * i) + 1] = spans[i].Length;
        }

        value = editor.Commit();
    }

    /// <summary>The text cut at the spans' ends: given, trained, given, …; the last piece is left out where it is empty.</summary>
    public static void WriteSegments(RenderedChat chat, ref VBuffer<ReadOnlyMemory<char>> value)
    {
        var text = chat.Text.AsMemory();
        var spans = chat.TrainedSpans;
        var end = spans.Count == 0 ? 0 : spans[^1].End;
        var editor = VBufferEditor.Create(ref value, (2 * spans.Count) + (end < text.Length ? 1 : 0));
        var at = 0;
        for (var i = 0; i < spans.Count; i++)
        {
            editor.Values[2 * i] = text[at..spans[i].Start];
            editor.Values[(2 * i) + 1] = text.Slice(spans[i].Start, spans[i].Length);
            at = spans[i].End;
        }

        if (at < text.Length)
            editor.Values[2 * spans.Count] = text[at..];
        value = editor.Commit();
    }
}
