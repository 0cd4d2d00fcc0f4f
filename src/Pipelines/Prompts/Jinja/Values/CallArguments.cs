namespace Pipelines;

/// <summary>The arguments of a call: by position, then by name. Each is taken once, and what is left over is an error.</summary>
internal sealed class CallArguments(string callee, List<object?> positional, Dictionary<string, object?>? named)
{
    private int _taken;

    public string Callee => callee;

    public List<object?> Positional => positional;

    public Dictionary<string, object?>? Named => named;

    public int Count => positional.Count + (named?.Count ?? 0);

    /// <summary>The next argument, by position or by its name.</summary>
    public bool TryTake(string name, out object? value)
    {
        if (_taken < positional.Count)
        {
            value = positional[_taken++];
            return true;
        }

        value = null;
        return named is not null && named.Remove(name, out value);
    }

    public object? Require(TemplateRendering rendering, string name) =>
        TryTake(name, out var value) ? value : throw rendering.Error($"'{callee}' needs an argument '{name}'.");

    public object? Optional(string name, object? fallback = null) => TryTake(name, out var value) ? value : fallback;

    public MarkedText RequireText(TemplateRendering rendering, string name) => AsText(rendering, name, Require(rendering, name));

    public string? OptionalText(TemplateRendering rendering, string name) =>
        Optional(name) is { } value ? AsText(rendering, name, value).Value : null;

    public long OptionalInteger(TemplateRendering rendering, string name, long fallback)
    {
        if (!TryTake(name, out var value))
            return fallback;
        return value switch
        {
            long number => number,
            bool truth => truth ? 1 : 0,
            _ => throw rendering.Error($"'{callee}' needs an integer as '{name}', not {PythonValue.TypeOf(value)}."),
        };
    }

    public bool OptionalTruth(string name, bool fallback = false) => TryTake(name, out var value) ? PythonValue.IsTrue(value) : fallback;

    /// <summary>Says that all arguments are used, whatever their number and names.</summary>
    public void TakeAll()
    {
        _taken = positional.Count;
        named?.Clear();
    }

    /// <summary>Checks that every argument was taken.</summary>
    public void End(TemplateRendering rendering)
    {
        if (_taken < positional.Count)
            throw rendering.Error(
                $"'{callee}' takes {_taken} argument{(_taken == 1 ? "" : "s")} by position, but {positional.Count} are given.");
        if (named is { Count: > 0 })
            throw rendering.Error($"'{callee}' has no argument '{named.Keys.First()}' (or it is given twice).");
    }

    private MarkedText AsText(TemplateRendering rendering, string name, object? value) =>
        value as MarkedText ?? throw rendering.Error($"'{callee}' needs a string as '{name}', not {PythonValue.TypeOf(value)}.");
}
