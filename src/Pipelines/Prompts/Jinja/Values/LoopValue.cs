namespace Pipelines;

/// <summary>The variable <c>loop</c>.</summary>
internal sealed class LoopValue(IReadOnlyList<object?> items)
{
    private object? _last;
    private bool _hasLast;

    public static IReadOnlyList<string> Attributes { get; } =
        ["index", "index0", "revindex", "revindex0", "first", "last", "length", "previtem", "nextitem", "depth", "depth0", "cycle",
            "changed"];

    public int Index { get; set; }

    public object? Get(TemplateRendering rendering, string name) => name switch
    {
        "index" => Index + 1L,
        "index0" => (long)Index,
        "revindex" => (long)(items.Count - Index),
        "revindex0" => items.Count - Index - 1L,
        "first" => Index == 0,
        "last" => Index == items.Count - 1,
        "length" => (long)items.Count,
        "previtem" => Index > 0 ? items[Index - 1] : new UndefinedValue("'loop.previtem' of the first item"),
        "nextitem" => Index + 1 < items.Count ? items[Index + 1] : new UndefinedValue("'loop.nextitem' of the last item"),
        "depth" => 1L,
        "depth0" => 0L,
        "cycle" => new FunctionValue("loop.cycle", Cycle),
        "changed" => new FunctionValue("loop.changed", Changed),
        _ => throw rendering.Error($"'loop.{name}' is not known; there are: {string.Join(", ", Attributes)}."),
    };

    private object? Cycle(TemplateRendering rendering, CallArguments arguments) => arguments.Positional.Count > 0
        ? arguments.Positional[Index % arguments.Positional.Count]
        : throw rendering.Error("'loop.cycle' needs values to choose from.");

    private object? Changed(TemplateRendering rendering, CallArguments arguments)
    {
        var value = new ListValue(arguments.Positional, isTuple: true);
        var changed = !_hasLast || !Comparison.AreEqual(rendering, _last, value);
        (_last, _hasLast) = (value, true);
        return changed;
    }
}
