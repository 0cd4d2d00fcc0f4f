namespace Pipelines;

/// <summary>A macro as written.</summary>
internal sealed record MacroDefinition(
    string Name,
    IReadOnlyList<(string Name, TemplateExpression? Default)> Parameters,
    Statement Body,
    bool TakesMore,
    bool TakesMoreNamed,
    bool TakesCaller);

/// <summary>A macro with the variables it sees: those of where it was defined.</summary>
internal sealed class MacroValue(MacroDefinition definition, TemplateScope scope) : ICallable
{
    public string Name => definition.Name;

    public object? Call(TemplateRendering rendering, CallArguments arguments)
    {
        rendering.Step();
        rendering.EnsureStack();
        rendering.EnterCall();
        var inner = Bind(rendering, arguments);
        var depth = rendering.LoopDepth;
        rendering.LoopDepth = 0;
        try
        {
            return rendering.Capture(() => definition.Body.Execute(inner));
        }
        finally
        {
            rendering.LoopDepth = depth;
            rendering.CallDepth--;
        }
    }

    private TemplateScope Bind(TemplateRendering rendering, CallArguments arguments)
    {
        var inner = new TemplateScope(rendering, scope);
        var named = arguments.Named;
        var parameters = definition.Parameters;
        for (var i = 0; i < parameters.Count; i++)
        {
            var (name, standard) = parameters[i];
            object? value;
            if (i < arguments.Positional.Count)
                value = arguments.Positional[i];
            else if (named is null || !named.Remove(name, out value))
                value = standard is null
                    ? new UndefinedValue($"parameter '{name}' of macro '{Name}', which was not given,") : standard.Evaluate(inner);
            inner.Set(name, value);
        }

        if (named is not null && named.Remove("caller", out var caller))
        {
            inner.Set("caller", definition.TakesCaller
                ? caller : throw rendering.Error($"Macro '{Name}' calls no caller(), so no call block can be passed to it."));
        }

        if (definition.TakesMore)
            inner.Set("varargs", new ListValue([.. arguments.Positional.Skip(parameters.Count)], isTuple: true));
        else if (arguments.Positional.Count > parameters.Count)
            throw rendering.Error($"Macro '{Name}' takes {parameters.Count} arguments, but {arguments.Positional.Count} are given.");
        if (definition.TakesMoreNamed)
            inner.Set("kwargs", ToDictionary(named));
        else if (named is { Count: > 0 })
            throw rendering.Error($"Macro '{Name}' has no parameter '{named.Keys.First()}' (or it is given twice).");
        return inner;
    }

    private static DictionaryValue ToDictionary(Dictionary<string, object?>? named)
    {
        var result = new DictionaryValue();
        foreach (var (name, value) in named ?? [])
            result.Set(name, value);
        return result;
    }
}
