namespace Pipelines;

/// <summary>How a statement ends: with the next one, or by leaving or repeating the loop it stands in.</summary>
internal enum Flow
{
    Next,
    Break,
    Continue,
}

/// <summary>A node of a template that does something.</summary>
internal abstract class Statement
{
    public abstract Flow Execute(TemplateScope scope);
}

internal sealed class DataStatement(string text) : Statement
{
    public override Flow Execute(TemplateScope scope)
    {
        scope.Rendering.Step();
        scope.Rendering.Output.Append(text);
        return Flow.Next;
    }
}

internal sealed class PrintStatement(TemplateExpression value) : Statement
{
    public override Flow Execute(TemplateScope scope)
    {
        var result = value.Evaluate(scope);
        scope.Rendering.At = value.Position;
        scope.Rendering.Output.Append(PythonText.Of(scope.Rendering, result));
        return Flow.Next;
    }
}

internal sealed class BlockStatement(IReadOnlyList<Statement> statements) : Statement
{
    public override Flow Execute(TemplateScope scope)
    {
        scope.Rendering.EnsureStack();
        foreach (var statement in statements)
        {
            if (statement.Execute(scope) is var flow and not Flow.Next)
                return flow;
        }

        return Flow.Next;
    }
}

internal sealed class IfStatement(IReadOnlyList<(TemplateExpression Condition, Statement Body)> branches, Statement? otherwise) : Statement
{
    public override Flow Execute(TemplateScope scope)
    {
        foreach (var (condition, body) in branches)
        {
            if (PythonValue.IsTrue(condition.Evaluate(scope)))
                return body.Execute(scope);
        }

        return otherwise?.Execute(scope) ?? Flow.Next;
    }
}

internal sealed class JumpStatement(Flow flow) : Statement
{
    public override Flow Execute(TemplateScope scope)
    {
        scope.Rendering.Step();
        return flow;
    }
}

/// <summary>Gives names the value of an expression, or of the text that a block writes.</summary>
internal sealed class SetStatement(AssignmentTarget target, TemplateExpression value) : Statement
{
    public override Flow Execute(TemplateScope scope)
    {
        target.Assign(scope, value.Evaluate(scope));
        return Flow.Next;
    }
}

internal sealed class BlockSetStatement(AssignmentTarget target, Statement body, FilterExpression? filter) : Statement
{
    public override Flow Execute(TemplateScope scope)
    {
        object? value = scope.Rendering.Capture(() => body.Execute(new TemplateScope(scope.Rendering, scope)));
        target.Assign(scope, filter is null ? value : filter.Apply(scope, value));
        return Flow.Next;
    }
}

internal sealed class FilterBlockStatement(Statement body, FilterExpression filter) : Statement
{
    public override Flow Execute(TemplateScope scope)
    {
        var text = scope.Rendering.Capture(() => body.Execute(new TemplateScope(scope.Rendering, scope)));
        scope.Rendering.Output.Append(PythonText.Of(scope.Rendering, filter.Apply(scope, text)));
        return Flow.Next;
    }
}

internal sealed class WithStatement(IReadOnlyList<(AssignmentTarget Target, TemplateExpression Value)> values, Statement body) : Statement
{
    public override Flow Execute(TemplateScope scope)
    {
        var inner = new TemplateScope(scope.Rendering, scope);
        foreach (var (target, value) in values)
            target.Assign(inner, value.Evaluate(scope));
        return body.Execute(inner);
    }
}

/// <summary>What transformers adds to Jinja to say which text an assistant writes.</summary>
internal sealed class GenerationStatement(Statement body) : Statement
{
    public override Flow Execute(TemplateScope scope)
    {
        var output = scope.Rendering.Output;
        var start = output.Length;
        var flow = body.Execute(new TemplateScope(scope.Rendering, scope));
        output.CloseGeneration(start);
        return flow;
    }
}

internal sealed class MacroStatement(MacroDefinition definition) : Statement
{
    public override Flow Execute(TemplateScope scope)
    {
        scope.Set(definition.Name, new MacroValue(definition, scope));
        return Flow.Next;
    }
}

/// <summary>Calls a macro that is handed the block's body as <c>caller()</c>.</summary>
internal sealed class CallBlockStatement(CallExpression call, MacroDefinition body) : Statement
{
    public override Flow Execute(TemplateScope scope)
    {
        scope.Rendering.Step();
        var result = call.Call(scope, new MacroValue(body, scope));
        scope.Rendering.Output.Append(PythonText.Of(scope.Rendering, result));
        return Flow.Next;
    }
}
