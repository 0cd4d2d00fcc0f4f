using System.Globalization;

namespace Pipelines;

/// <summary>What filters take as <c>attribute</c>: a name, an index, or several with dots between.</summary>
internal static class AttributePath
{
    /// <summary>What a path leads to; at each step, a default that is not none stands for what is undefined.</summary>
    public static object? Get(TemplateRendering rendering, object? value, object? path, object? fallback = null)
    {
        rendering.Step();
        switch (path)
        {
            case null:
                return value;
            case long index:
                return Step(rendering, value, index, fallback);
            case MarkedText text:
                foreach (var part in text.Value.Split('.'))
                {
                    object key = long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                        ? number : new MarkedText(part);
                    value = Step(rendering, value, key, fallback);
                }

                return value;
            default:
                throw rendering.Error($"An attribute is named by a string or an integer, not {PythonMath.Describe(path)}.");
        }
    }

    private static object? Step(TemplateRendering rendering, object? value, object key, object? fallback) =>
        Members.GetItem(rendering, value, key) is var found && found is UndefinedValue && fallback is not null ? fallback : found;
}
