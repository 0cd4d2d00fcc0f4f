using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>
/// The texts of a batch of preference rows, each a row of its own, padded at the end: all first texts, then all second ones. Padding is
/// seen by nothing, as every token sees only those before it.
/// </summary>
internal sealed class SequenceBatch
{
    private TokenBatch _source = new();
    private int[] _starts = [];
    private int[] _lengths = [];
    private int[] _ones = [];

    /// <summary>What the model reads.</summary>
    public TokenBatch Tokens { get; } = new();

    /// <summary>How many preference rows there are.</summary>
    public int RowCount { get; private set; }

    /// <summary>How many texts are taken: one or two a row.</summary>
    public int Count { get; private set; }

    /// <summary>Takes the texts of a batch.</summary>
    /// <param name="source">Rows with segments 1 and, where they hold two texts, 2.</param>
    /// <param name="sides">Which texts are taken. Text numbers count those taken, all first ones before all second ones.</param>
    /// <param name="learnsPrompts">Whether the first texts get labels for their prompts, too.</param>
    /// <param name="marksPadding">Whether the texts get segments, for a model that reads them to their end.</param>
    public void Split(TokenBatch source, TextSides sides = TextSides.Both, bool learnsPrompts = false, bool marksPadding = false)
    {
        _source = source;
        RowCount = source.RowCount;
        Grow(2 * RowCount);
        var hasSecond = false;
        var longest = 0;
        for (var row = 0; row < RowCount; row++)
        {
            var segments = source.Segments.Slice(row * source.Length, source.Length);
            var first = Run(segments, 0, 1);
            var second = Run(segments, first, 2);
            if (sides != TextSides.Second)
            {
                (_starts[row], _lengths[row]) = (row * source.Length, first);
                longest = Math.Max(longest, first);
            }

            if (sides != TextSides.First)
            {
                var text = sides == TextSides.Second ? row : RowCount + row;
                (_starts[text], _lengths[text]) = (row * source.Length + first, second);
                longest = Math.Max(longest, second);
                hasSecond |= second > 0;
            }
        }

        Count = sides == TextSides.Both && hasSecond ? 2 * RowCount : RowCount;
        Tokens.Reset(Count, longest);
        for (var text = 0; text < Count; text++)
        {
            Tokens.SetRow(text, InputIds(text), Labels(text));
            if (learnsPrompts && text < RowCount && sides != TextSides.Second)
                LabelPrompt(text);
            if (marksPadding)
                Tokens.SetSegments(text, Ones(_lengths[text]));
        }
    }

    /// <summary>The tokens of a text.</summary>
    public ReadOnlySpan<int> InputIds(int text) => _source.InputIds.Slice(_starts[text], _lengths[text]);

    /// <summary>The labels of a text's answer; ignored elsewhere.</summary>
    public ReadOnlySpan<int> Labels(int text) => _source.Labels.Slice(_starts[text], _lengths[text]);

    private static int Run(ReadOnlySpan<int> segments, int start, int segment)
    {
        var end = start;
        while (end < segments.Length && segments[end] == segment)
            end++;
        return end - start;
    }

    private ReadOnlySpan<int> Ones(int length)
    {
        if (_ones.Length < length)
        {
            _ones = new int[length];
            Array.Fill(_ones, 1);
        }

        return _ones.AsSpan(0, length);
    }

    // Each token of the prompt predicts the next one; the labels of the answer are there already.
    private void LabelPrompt(int text)
    {
        var ids = InputIds(text);
        var labels = Tokens.Labels.Slice(text * Tokens.Length, ids.Length);
        for (var i = 0; i + 1 < ids.Length; i++)
            labels[i] = ids[i + 1];
    }

    private void Grow(int count)
    {
        if (_starts.Length >= count)
            return;
        _starts = new int[count];
        _lengths = new int[count];
    }
}
