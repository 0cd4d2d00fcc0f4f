namespace Pipelines;

/// <summary>A node of a template that has a value.</summary>
internal abstract class TemplateExpression(TemplatePosition position)
{
    public TemplatePosition Position => position;

    /// <summary>The node's value; counts a step and guards the stack.</summary>
    public object? Evaluate(TemplateScope scope)
    {
        scope.Rendering.Step();
        scope.Rendering.EnsureStack();
        return EvaluateCore(scope);
    }

    protected abstract object? EvaluateCore(TemplateScope scope);

    /// <summary>The rendering, with errors from here on placed at this node.</summary>
    protected TemplateRendering Here(TemplateScope scope)
    {
        scope.Rendering.At = position;
        return scope.Rendering;
    }
}

internal sealed class Literal(TemplatePosition position, object? value) : TemplateExpression(position)
{
    protected override object? EvaluateCore(TemplateScope scope) => value;
}

internal sealed class NameExpression(TemplatePosition position, string name) : TemplateExpression(position)
{
    protected override object? EvaluateCore(TemplateScope scope)
    {
        if (scope.TryGet(name, out var value))
            return value;
        if (GlobalFunctions.Unsupported.Contains(name))
            throw Here(scope).Error($"'{name}' is not supported. Functions: {string.Join(", ", GlobalFunctions.Names)}.");
        return new UndefinedValue($"'{name}'");
    }
}

internal sealed class ListExpression(TemplatePosition position, IReadOnlyList<TemplateExpression> items, bool isTuple)
    : TemplateExpression(position)
{
    protected override object? EvaluateCore(TemplateScope scope)
    {
        Here(scope).Allocate(items.Count, items.Count);
        var values = new List<object?>(items.Count);
        foreach (var item in items)
            values.Add(item.Evaluate(scope));
        return new ListValue(values, isTuple);
    }
}

internal sealed class DictionaryExpression(
    TemplatePosition position, IReadOnlyList<(TemplateExpression Key, TemplateExpression Value)> entries)
    : TemplateExpression(position)
{
    protected override object? EvaluateCore(TemplateScope scope)
    {
        var result = new DictionaryValue();
        foreach (var (key, value) in entries)
        {
            var name = key.Evaluate(scope);
            var item = value.Evaluate(scope);
            PythonValue.SetItem(Here(scope), result, name, item);
        }

        return result;
    }
}

internal sealed class AndExpression(TemplatePosition position, TemplateExpression left, TemplateExpression right)
    : TemplateExpression(position)
{
    protected override object? EvaluateCore(TemplateScope scope) =>
        left.Evaluate(scope) is var value && PythonValue.IsTrue(value) ? right.Evaluate(scope) : value;
}

internal sealed class OrExpression(TemplatePosition position, TemplateExpression left, TemplateExpression right)
    : TemplateExpression(position)
{
    protected override object? EvaluateCore(TemplateScope scope) =>
        left.Evaluate(scope) is var value && PythonValue.IsTrue(value) ? value : right.Evaluate(scope);
}

internal sealed class NotExpression(TemplatePosition position, TemplateExpression operand) : TemplateExpression(position)
{
    protected override object? EvaluateCore(TemplateScope scope) => !PythonValue.IsTrue(operand.Evaluate(scope));
}

internal sealed class ConditionalExpression(
    TemplatePosition position, TemplateExpression condition, TemplateExpression whenTrue, TemplateExpression? whenFalse)
    : TemplateExpression(position)
{
    protected override object? EvaluateCore(TemplateScope scope) =>
        PythonValue.IsTrue(condition.Evaluate(scope)) ? whenTrue.Evaluate(scope)
            : whenFalse is null ? new UndefinedValue("the inline if, whose condition is false and which has no else,")
                : whenFalse.Evaluate(scope);
}

internal sealed class UnaryExpression(TemplatePosition position, TemplateExpression operand, bool negates) : TemplateExpression(position)
{
    protected override object? EvaluateCore(TemplateScope scope)
    {
        var value = operand.Evaluate(scope);
        return PythonMath.Sign(Here(scope), value, negates);
    }
}

internal sealed class BinaryExpression(TemplatePosition position, string operation, TemplateExpression left, TemplateExpression right)
    : TemplateExpression(position)
{
    protected override object? EvaluateCore(TemplateScope scope)
    {
        var first = left.Evaluate(scope);
        var second = right.Evaluate(scope);
        return PythonMath.Compute(Here(scope), operation, first, second);
    }
}

/// <summary>Texts of values one after the other: <c>a ~ b ~ c</c>.</summary>
internal sealed class ConcatenationExpression(TemplatePosition position, IReadOnlyList<TemplateExpression> parts)
    : TemplateExpression(position)
{
    protected override object? EvaluateCore(TemplateScope scope)
    {
        var text = new MarkedTextBuilder(scope.Rendering);
        foreach (var part in parts)
        {
            var value = part.Evaluate(scope);
            text.Append(PythonText.Of(Here(scope), value));
        }

        return text.ToText();
    }
}

/// <summary>A chain as in Python: <c>a &lt; b &lt;= c</c> compares neighbours and stops at the first that fails.</summary>
internal sealed class ComparisonExpression(
    TemplatePosition position, TemplateExpression first, IReadOnlyList<(string Operation, TemplateExpression Operand)> rest)
        : TemplateExpression(position)
{
    protected override object? EvaluateCore(TemplateScope scope)
    {
        var left = first.Evaluate(scope);
        foreach (var (operation, operand) in rest)
        {
            var right = operand.Evaluate(scope);
            if (!Comparison.Holds(Here(scope), operation, left, right))
                return false;
            left = right;
        }

        return true;
    }
}

internal sealed class AttributeExpression(TemplatePosition position, TemplateExpression target, string name) : TemplateExpression(position)
{
    protected override object? EvaluateCore(TemplateScope scope)
    {
        var value = target.Evaluate(scope);
        return Members.GetAttribute(Here(scope), value, name);
    }
}

internal sealed class SubscriptExpression(TemplatePosition position, TemplateExpression target, TemplateExpression index)
    : TemplateExpression(position)
{
    protected override object? EvaluateCore(TemplateScope scope)
    {
        var value = target.Evaluate(scope);
        var key = index.Evaluate(scope);
        return Members.GetItem(Here(scope), value, key);
    }
}

internal sealed class SliceExpression(
    TemplatePosition position, TemplateExpression target, TemplateExpression? start, TemplateExpression? stop, TemplateExpression? step)
    : TemplateExpression(position)
{
    protected override object? EvaluateCore(TemplateScope scope)
    {
        var value = target.Evaluate(scope);
        var from = start?.Evaluate(scope);
        var to = stop?.Evaluate(scope);
        var by = step?.Evaluate(scope);
        return Slicing.Slice(Here(scope), value, from, to, by);
    }
}
