namespace Pipelines;

/// <summary>Python's indices and slices; those of strings count code points.</summary>
internal static class Slicing
{
    public static object? Slice(TemplateRendering rendering, object? value, object? start, object? stop, object? step)
    {
        var by = Index(rendering, step) ?? 1;
        if (by == 0)
            throw rendering.Error("The step of a slice cannot be 0.");
        switch (value)
        {
            case ListValue list:
                var items = new List<object?>();
                foreach (var i in Indices(rendering, list.Items.Count, Index(rendering, start), Index(rendering, stop), by))
                    items.Add(list.Items[i]);
                return new ListValue(items, list.IsTuple);
            case MarkedText text:
                return Slice(rendering, text, Index(rendering, start), Index(rendering, stop), by);
            case UndefinedValue undefined:
                throw rendering.Error($"{undefined.Description} is undefined, so it cannot be sliced.");
            default:
                throw rendering.Error($"A value of type {PythonValue.TypeOf(value)} cannot be sliced.");
        }
    }

    /// <summary>The character at an index; null where there is none.</summary>
    public static MarkedText? CharacterAt(TemplateRendering rendering, MarkedText text, long index)
    {
        rendering.Scan(text.Length);
        var starts = PythonCharacters.Starts(text.Value);
        var count = starts is null ? text.Length : starts.Length - 1;
        index = index < 0 ? index + count : index;
        if (index < 0 || index >= count)
            return null;
        return starts is null ? text.Slice((int)index, 1) : text.Slice(starts[index], starts[index + 1] - starts[index]);
    }

    private static MarkedText Slice(TemplateRendering rendering, MarkedText text, long? start, long? stop, long step)
    {
        rendering.Scan(text.Length);
        var starts = PythonCharacters.Starts(text.Value);
        var count = starts is null ? text.Length : starts.Length - 1;
        if (step == 1)
        {
            var (from, to) = Bounds(count, start, stop, 1);
            to = Math.Max(from, to);
            rendering.Allocate(to - from, to - from);
            return starts is null ? text.Slice((int)from, (int)(to - from)) : text.Slice(starts[from], starts[to] - starts[from]);
        }

        var builder = new MarkedTextBuilder(rendering);
        foreach (var i in Indices(rendering, count, start, stop, step))
            builder.Append(starts is null ? text.Slice(i, 1) : text.Slice(starts[i], starts[i + 1] - starts[i]));
        return builder.ToText();
    }

    private static IEnumerable<int> Indices(TemplateRendering rendering, int count, long? start, long? stop, long step)
    {
        var (from, to) = Bounds(count, start, stop, step);
        for (var i = from; step > 0 ? i < to : i > to; i = step > 0 && i > long.MaxValue - step ? long.MaxValue : i + step)
        {
            rendering.Allocate(1, 1);
            yield return (int)i;
            if (Math.Abs(step) > count)
                yield break;
        }
    }

    private static (long From, long To) Bounds(int count, long? start, long? stop, long step)
    {
        var (lowest, highest) = step > 0 ? (0L, (long)count) : (-1L, count - 1L);
        return (Bound(start, step > 0 ? lowest : highest), Bound(stop, step > 0 ? highest : lowest));

        long Bound(long? index, long fallback) =>
            index is not { } i ? fallback : i < 0 ? Math.Max(lowest, i < -count ? lowest : i + count) : Math.Min(highest, i);
    }

    private static long? Index(TemplateRendering rendering, object? value) => value switch
    {
        null => null,
        long index => index,
        bool truth => truth ? 1 : 0,
        _ => throw rendering.Error($"The bounds of a slice are integers, not {PythonMath.Describe(value)}."),
    };
}
