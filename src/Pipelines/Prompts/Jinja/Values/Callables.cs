namespace Pipelines;

/// <summary>Something a template can call.</summary>
internal interface ICallable
{
    string Name { get; }

    object? Call(TemplateRendering rendering, CallArguments arguments);
}

/// <summary>A function written here: a global, or a method bound to its value.</summary>
internal sealed class FunctionValue(string name, Func<TemplateRendering, CallArguments, object?> call) : ICallable
{
    public string Name => name;

    public object? Call(TemplateRendering rendering, CallArguments arguments) => call(rendering, arguments);
}
