namespace Pipelines;

/// <summary>A test: what follows <c>is</c>.</summary>
internal delegate bool TemplateTest(TemplateRendering rendering, object? value, CallArguments arguments);

/// <summary>The tests that templates can use; they hold as Jinja2 documents (jinja2/tests.py).</summary>
internal static class TemplateTests
{
    private static readonly Dictionary<string, TemplateTest> All = new(StringComparer.Ordinal)
    {
        ["=="] = (r, value, a) => Comparison.AreEqual(r, value, a.Require(r, "other")),
        ["!="] = (r, value, a) => !Comparison.AreEqual(r, value, a.Require(r, "other")),
        ["<"] = (r, value, a) => Comparison.Holds(r, "<", value, a.Require(r, "other")),
        ["<="] = (r, value, a) => Comparison.Holds(r, "<=", value, a.Require(r, "other")),
        [">"] = (r, value, a) => Comparison.Holds(r, ">", value, a.Require(r, "other")),
        [">="] = (r, value, a) => Comparison.Holds(r, ">=", value, a.Require(r, "other")),
        ["boolean"] = (_, value, _) => value is bool,
        ["callable"] = (_, value, _) => value is ICallable,
        ["defined"] = (_, value, _) => value is not UndefinedValue,
        ["divisibleby"] = (r, value, a) => PythonMath.Compute(r, "%", value, a.Require(r, "num")) is 0L or 0.0,
        ["eq"] = (r, value, a) => Comparison.AreEqual(r, value, a.Require(r, "other")),
        ["equalto"] = (r, value, a) => Comparison.AreEqual(r, value, a.Require(r, "other")),
        ["even"] = (r, value, _) => PythonMath.Compute(r, "%", value, 2L) is 0L or 0.0,
        ["false"] = (_, value, _) => value is false,
        ["float"] = (_, value, _) => value is double,
        ["ge"] = (r, value, a) => Comparison.Holds(r, ">=", value, a.Require(r, "other")),
        ["greaterthan"] = (r, value, a) => Comparison.Holds(r, ">", value, a.Require(r, "other")),
        ["gt"] = (r, value, a) => Comparison.Holds(r, ">", value, a.Require(r, "other")),
        ["in"] = (r, value, a) => Comparison.Holds(r, "in", value, a.Require(r, "seq")),
        ["integer"] = (_, value, _) => value is long,
        ["iterable"] = (_, value, _) => PythonValue.IsIterable(value),
        ["le"] = (r, value, a) => Comparison.Holds(r, "<=", value, a.Require(r, "other")),
        ["lessthan"] = (r, value, a) => Comparison.Holds(r, "<", value, a.Require(r, "other")),
        ["lower"] = (r, value, _) => TextCase.IsLower(TemplateFilters.Scanned(r, value).Value),
        ["lt"] = (r, value, a) => Comparison.Holds(r, "<", value, a.Require(r, "other")),
        ["mapping"] = (_, value, _) => value is DictionaryValue,
        ["ne"] = (r, value, a) => !Comparison.AreEqual(r, value, a.Require(r, "other")),
        ["none"] = (_, value, _) => value is null,
        ["number"] = (_, value, _) => PythonMath.AsNumber(value) is not null,
        ["odd"] = (r, value, _) => PythonMath.Compute(r, "%", value, 2L) is 1L or 1.0,
        ["sameas"] = (r, value, a) => a.Require(r, "other") is var other && (value is MarkedText or long or double or bool
            ? value.GetType() == other?.GetType() && Comparison.AreEqual(r, value, other)
            : ReferenceEquals(value, other)),
        ["sequence"] = (_, value, _) => value is MarkedText or ListValue or DictionaryValue or UndefinedValue,
        ["string"] = (_, value, _) => value is MarkedText,
        ["true"] = (_, value, _) => value is true,
        ["undefined"] = (_, value, _) => value is UndefinedValue,
        ["upper"] = (r, value, _) => TextCase.IsUpper(TemplateFilters.Scanned(r, value).Value),
    };

    /// <summary>The test of a name.</summary>
    /// <exception cref="TemplateException">There is none.</exception>
    public static TemplateTest Find(string name, TemplatePosition position) => All.TryGetValue(name, out var test)
        ? test
        : throw position.Error($"The test '{name}' is not supported. Tests: {string.Join(", ", All.Keys)}.");
}
