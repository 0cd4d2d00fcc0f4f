namespace Pipelines;

/// <summary>What an assignment or a loop gives a value to: a name, an attribute of a namespace, or several of them at once.</summary>
internal abstract record AssignmentTarget(TemplatePosition Position)
{
    public abstract void Assign(TemplateScope scope, object? value);
}

internal sealed record NameTarget(TemplatePosition Position, string Name) : AssignmentTarget(Position)
{
    public override void Assign(TemplateScope scope, object? value) => scope.Set(Name, value);
}

internal sealed record NamespaceTarget(TemplatePosition Position, string Name, string Attribute) : AssignmentTarget(Position)
{
    public override void Assign(TemplateScope scope, object? value)
    {
        if (!scope.TryGet(Name, out var target) || target is not NamespaceValue names)
            throw Position.Error($"'{Name}.{Attribute}' cannot be set: '{Name}' is no namespace. Make it by 'set {Name} = namespace(…)'.");
        names.Attributes[Attribute] = value;
    }
}

internal sealed record TupleTarget(TemplatePosition Position, IReadOnlyList<AssignmentTarget> Targets) : AssignmentTarget(Position)
{
    public override void Assign(TemplateScope scope, object? value)
    {
        scope.Rendering.At = Position;
        var items = PythonValue.Items(scope.Rendering, value);
        if (items.Count != Targets.Count)
            throw Position.Error($"{items.Count} values cannot be unpacked into {Targets.Count} names.");
        for (var i = 0; i < items.Count; i++)
            Targets[i].Assign(scope, items[i]);
    }
}
