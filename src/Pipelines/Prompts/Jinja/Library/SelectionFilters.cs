namespace Pipelines;

/// <summary>Filters that apply another filter or a test to every item.</summary>
internal static class SelectionFilters
{
    public static object? Map(TemplateRendering rendering, object? value, CallArguments arguments)
    {
        var mapped = new List<object?>();
        var items = PythonValue.Items(rendering, value);
        rendering.Allocate(items.Count, items.Count);
        if (arguments.Positional.Count == 0)
        {
            var attribute = arguments.Optional("attribute")
                ?? throw rendering.Error("'map' needs the name of a filter, or attribute='name'.");
            var fallback = arguments.Optional("default");
            foreach (var item in items)
                mapped.Add(AttributePath.Get(rendering, item, attribute, fallback));
            return new ListValue(mapped);
        }

        var name = arguments.RequireText(rendering, "name").Value;
        var filter = TemplateFilters.Find(rendering, name);
        foreach (var item in items)
        {
            var inner = Rest(arguments, name, 1);
            mapped.Add(filter(rendering, item, inner));
            inner.End(rendering);
        }

        arguments.TakeAll();
        return new ListValue(mapped);
    }

    public static object? Select(TemplateRendering rendering, object? value, CallArguments arguments, bool byAttribute, bool keeps)
    {
        var attribute = byAttribute ? arguments.Require(rendering, "attribute") : null;
        var skipped = byAttribute ? 1 : 0;
        var name = arguments.Positional.Count > skipped ? arguments.RequireText(rendering, "test").Value : null;
        var test = name is null ? null : TemplateTests.Find(name, rendering.At);
        var kept = new List<object?>();
        foreach (var item in PythonValue.Items(rendering, value))
        {
            rendering.Step();
            var subject = AttributePath.Get(rendering, item, attribute);
            if (Holds(subject) == keeps)
                kept.Add(item);
        }

        arguments.TakeAll();
        return new ListValue(kept);

        bool Holds(object? subject)
        {
            if (test is null)
                return PythonValue.IsTrue(subject);
            var inner = Rest(arguments, name!, skipped + 1);
            var holds = test(rendering, subject, inner);
            inner.End(rendering);
            return holds;
        }
    }

    private static CallArguments Rest(CallArguments arguments, string callee, int from) =>
        new(callee, arguments.Positional.GetRange(from, arguments.Positional.Count - from),
            arguments.Named is null ? null : new Dictionary<string, object?>(arguments.Named, StringComparer.Ordinal));
}
