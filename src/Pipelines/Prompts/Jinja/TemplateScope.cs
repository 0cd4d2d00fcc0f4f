namespace Pipelines;

/// <summary>The variables that a part of a template sees: its own, then those of what it stands in.</summary>
internal sealed class TemplateScope(TemplateRendering rendering, TemplateScope? outer)
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);

    public TemplateRendering Rendering => rendering;

    public void Set(string name, object? value) => _values[name] = value;

    public bool TryGet(string name, out object? value)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope._values.TryGetValue(name, out value))
                return true;
        }

        value = null;
        return false;
    }

    private TemplateScope? Outer => outer;
}
