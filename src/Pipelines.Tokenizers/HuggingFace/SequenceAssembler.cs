namespace Pipelines.Tokenizers;

/// <summary>Cuts, surrounds and fills up the ids of one text or two, as Hugging Face's library does.</summary>
internal static class SequenceAssembler
{
    public static TokenizedText Assemble(List<int> first, List<int>? second, IPostProcessor? processor, EncodeOptions options)
    {
        bool adds = options.Surrounding != SurroundingTokens.None;
        if (options.Truncation is { } truncation)
            Truncate(first, second, Math.Max(0, truncation.MaximumLength - (adds ? AddedCount(processor, second is not null) : 0)),
                truncation);
        var segments = new List<TokenSegment> { new(first, 0) };
        if (second is not null)
            segments.Add(new TokenSegment(second, 1));
        processor?.Process(segments, adds);
        if (options.Surrounding == SurroundingTokens.AddMissing)
            DropDoubled(segments);
        return Join(segments, options.Padding);
    }

    /// <summary>The number of ids that a post-processor adds.</summary>
    public static int AddedCount(IPostProcessor? processor, bool isPair)
    {
        var segments = new List<TokenSegment> { new([], 0) };
        if (isPair)
            segments.Add(new TokenSegment([], 1));
        processor?.Process(segments, true);
        return segments.Sum(segment => segment.Ids.Count);
    }

    private static void Truncate(List<int> first, List<int>? second, int maximum, TruncationOptions truncation)
    {
        int excess = first.Count + (second?.Count ?? 0) - maximum;
        if (excess <= 0)
            return;
        if (truncation.Strategy == TruncationStrategy.LongestFirst)
        {
            (int firstLength, int secondLength) = second is null ? (maximum, 0) : Shares(first.Count, second.Count, maximum);
            Cut(first, firstLength, truncation.Side);
            if (second is not null)
                Cut(second, secondLength, truncation.Side);
            return;
        }
        List<int>? target = truncation.Strategy == TruncationStrategy.OnlyFirst ? first : second;
        if (target is null || target.Count <= excess)
        {
            throw new TokenizationException(
                $"{excess} ids are too many, but the text that {truncation.Strategy} may cut has {target?.Count ?? 0}; "
                    + "allow a greater length, or "
                + $"cut {TruncationStrategy.LongestFirst}.");
        }
        Cut(target, target.Count - excess, truncation.Side);
    }

    private static (int First, int Second) Shares(int first, int second, int maximum)
    {
        (int shorter, int longer) = (Math.Min(first, second), Math.Max(first, second));
        longer = shorter > maximum ? shorter : Math.Max(shorter, maximum - shorter);
        if (shorter + longer > maximum)
            (shorter, longer) = (maximum / 2, (maximum / 2) + (maximum % 2));
        return first > second ? (longer, shorter) : (shorter, longer);
    }

    private static void Cut(List<int> ids, int length, TextSide side)
    {
        if (ids.Count > length)
            ids.RemoveRange(side == TextSide.Right ? length : 0, ids.Count - length);
    }

    // What was added before the first text, and behind the last, goes if the text has it already.
    private static void DropDoubled(List<TokenSegment> segments)
    {
        int first = segments.FindIndex(segment => !segment.IsAdded);
        int[] before = [.. segments.Take(first).SelectMany(segment => segment.Ids)];
        if (before.Length > 0 && segments[first].Ids.Take(before.Length).SequenceEqual(before))
            segments.RemoveRange(0, first);
        int last = segments.FindLastIndex(segment => !segment.IsAdded);
        int[] behind = [.. segments.Skip(last + 1).SelectMany(segment => segment.Ids)];
        if (behind.Length > 0 && segments[last].Ids.TakeLast(behind.Length).SequenceEqual(behind))
            segments.RemoveRange(last + 1, segments.Count - last - 1);
    }

    private static TokenizedText Join(List<TokenSegment> segments, PaddingOptions? padding)
    {
        int count = segments.Sum(segment => segment.Ids.Count);
        // A fixed length becomes a multiple; a sequence that is longer stays as it is.
        int target = padding?.Length ?? count;
        if (padding?.Multiple is { } multiple and > 0)
            target = checked((target + multiple - 1) / multiple * multiple);
        int length = padding is null ? count : Math.Max(count, target);
        var text = new TokenizedText(new int[length], new int[length], new int[length], new int[length]);
        int at = padding?.Side == TextSide.Left ? length - count : 0;
        if (padding is not null)
        {
            text.Ids.AsSpan().Fill(padding.Id);
            text.TypeIds.AsSpan().Fill(padding.TypeId);
            text.SpecialTokensMask.AsSpan().Fill(1);
        }
        foreach (TokenSegment segment in segments)
        {
            foreach (int id in segment.Ids)
            {
                text.Ids[at] = id;
                text.TypeIds[at] = segment.TypeId;
                text.AttentionMask[at] = 1;
                text.SpecialTokensMask[at] = segment.IsAdded ? 1 : 0;
                at++;
            }
        }
        return text;
    }
}
