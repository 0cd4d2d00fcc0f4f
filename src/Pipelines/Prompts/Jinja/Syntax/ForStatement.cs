namespace Pipelines;

/// <summary>A loop; what it sets is gone after each pass, as in Jinja.</summary>
internal sealed class ForStatement(
    AssignmentTarget target, TemplateExpression sequence, TemplateExpression? condition, Statement body, Statement? otherwise)
    : Statement
{
    public override Flow Execute(TemplateScope scope)
    {
        var rendering = scope.Rendering;
        rendering.EnsureStack();
        var value = sequence.Evaluate(scope);
        rendering.At = sequence.Position;
        var items = Selected(scope, PythonValue.Items(rendering, value));
        if (items.Count == 0)
            return otherwise?.Execute(new TemplateScope(rendering, scope)) ?? Flow.Next;
        rendering.LoopDepth++;
        try
        {
            Loop(scope, items);
        }
        finally
        {
            rendering.LoopDepth--;
        }

        return Flow.Next;
    }

    private void Loop(TemplateScope scope, IReadOnlyList<object?> items)
    {
        var rendering = scope.Rendering;
        var loop = new LoopValue(items);
        for (var i = 0; i < items.Count; i++)
        {
            rendering.Step();
            var inner = new TemplateScope(rendering, scope);
            loop.Index = i;
            inner.Set("loop", loop);
            target.Assign(inner, items[i]);
            var start = rendering.Output.Length;
            var flow = body.Execute(inner);

            // A pass over one message is where that message's turn begins and ends.
            if (!rendering.HasGenerationBlocks && (rendering.LoopDepth == 1 || items[i] is DictionaryValue { Message: >= 0 }))
                rendering.Output.CloseTurn(start, rendering.GenerationPrompt);
            if (flow == Flow.Break)
                return;
        }
    }

    private IReadOnlyList<object?> Selected(TemplateScope scope, IReadOnlyList<object?> items)
    {
        if (condition is null)
            return items;
        var selected = new List<object?>();
        foreach (var item in items)
        {
            var inner = new TemplateScope(scope.Rendering, scope);
            target.Assign(inner, item);
            if (PythonValue.IsTrue(condition.Evaluate(inner)))
                selected.Add(item);
        }

        return selected;
    }
}
