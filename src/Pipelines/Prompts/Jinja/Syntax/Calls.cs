namespace Pipelines;

/// <summary>The arguments written in a call, a filter or a test.</summary>
internal sealed record ArgumentList(
    IReadOnlyList<TemplateExpression> Positional,
    IReadOnlyList<(string Name, TemplateExpression Value)> Named,
    TemplateExpression? Spread,
    TemplateExpression? SpreadNamed)
{
    public static ArgumentList None { get; } = new([], [], null, null);

    public CallArguments Evaluate(TemplateScope scope, string callee)
    {
        var positional = new List<object?>(Positional.Count);
        foreach (var argument in Positional)
            positional.Add(argument.Evaluate(scope));
        if (Spread is not null)
            positional.AddRange(PythonValue.Items(scope.Rendering, Spread.Evaluate(scope)));
        if (Named.Count == 0 && SpreadNamed is null)
            return new CallArguments(callee, positional, null);
        var named = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in Named)
            Add(scope, named, callee, name, value.Evaluate(scope));
        if (SpreadNamed is not null)
        {
            if (SpreadNamed.Evaluate(scope) is not DictionaryValue entries)
                throw SpreadNamed.Position.Error($"'**' in the call of '{callee}' needs a mapping.");
            foreach (var (key, value) in entries.Entries)
            {
                var name = key as MarkedText ?? throw SpreadNamed.Position.Error("Names of arguments are strings.");
                Add(scope, named, callee, name.Value, value);
            }
        }

        return new CallArguments(callee, positional, named);
    }

    private static void Add(TemplateScope scope, Dictionary<string, object?> named, string callee, string name, object? value)
    {
        if (!named.TryAdd(name, value))
            throw scope.Rendering.Error($"'{callee}' is given '{name}' twice.");
    }
}

internal sealed class CallExpression(TemplatePosition position, TemplateExpression callee, ArgumentList arguments)
    : TemplateExpression(position)
{
    protected override object? EvaluateCore(TemplateScope scope) => Call(scope, null);

    /// <summary>Calls with a further argument by name: the body of a <c>{% call %}</c> block.</summary>
    public object? Call(TemplateScope scope, ICallable? caller)
    {
        var function = callee.Evaluate(scope);
        if (function is UndefinedValue undefined)
            throw Here(scope).Error($"{undefined.Description} is undefined, so it cannot be called.");
        if (function is not ICallable callable)
            throw Here(scope).Error($"A value of type {PythonValue.TypeOf(function)} cannot be called.");
        var values = arguments.Evaluate(scope, callable.Name);
        if (caller is not null)
        {
            var named = values.Named ?? new Dictionary<string, object?>(StringComparer.Ordinal);
            named["caller"] = caller;
            values = new CallArguments(callable.Name, values.Positional, named);
        }

        return callable.Call(Here(scope), values);
    }
}

internal sealed class FilterExpression(
    TemplatePosition position, TemplateExpression? input, string name, TemplateFilter filter, ArgumentList arguments)
    : TemplateExpression(position)
{
    protected override object? EvaluateCore(TemplateScope scope) => Apply(scope, input!.Evaluate(scope));

    public object? Apply(TemplateScope scope, object? value)
    {
        if (input is FilterExpression { IsOpen: true } inner)
            value = inner.Apply(scope, value);
        var values = arguments.Evaluate(scope, name);
        var rendering = Here(scope);
        var result = filter(rendering, value, values);
        values.End(rendering);
        return result;
    }

    /// <summary>Whether the chain of filters has no input of its own: that of a filter block or a block set.</summary>
    private bool IsOpen => input is null or FilterExpression { IsOpen: true };
}

internal sealed class TestExpression(
    TemplatePosition position, TemplateExpression input, string name, TemplateTest test, ArgumentList arguments)
    : TemplateExpression(position)
{
    protected override object? EvaluateCore(TemplateScope scope)
    {
        var value = input.Evaluate(scope);
        var values = arguments.Evaluate(scope, name);
        var rendering = Here(scope);
        var result = test(rendering, value, values);
        values.End(rendering);
        return result;
    }
}
