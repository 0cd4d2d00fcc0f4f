namespace Pipelines;

/// <summary>
/// A parsed Jinja2 template as chat templates use it: rendered by walking its tree, with no access to anything but the values given.
/// </summary>
internal sealed class JinjaTemplate
{
    /// <summary>The longest template that is read, in characters; the longest known are under 50,000.</summary>
    public const int MaxSourceLength = 1 << 20;

    private readonly Statement _body;

    private JinjaTemplate(Statement body, bool hasGeneration) => (_body, HasGenerationBlocks) = (body, hasGeneration);

    /// <summary>Whether the template marks by itself what the assistant writes.</summary>
    public bool HasGenerationBlocks { get; }

    /// <exception cref="TemplateException">The source is no template, or outside what is supported.</exception>
    public static JinjaTemplate Parse(string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Length > MaxSourceLength)
            throw new TemplateException($"The template has {source.Length} characters; at most {MaxSourceLength} are read.", 1, 1);
        var (body, hasGeneration) = StatementParser.Parse(source);
        return new JinjaTemplate(body, hasGeneration);
    }

    /// <summary>Renders the template.</summary>
    /// <param name="variables">What it sees.</param>
    /// <param name="limits">What it may use.</param>
    /// <param name="now">What <c>strftime_now</c> tells.</param>
    /// <param name="generationPrompt">What an assistant's turn begins with; empty where unknown.</param>
    public MarkedText Render(
        IEnumerable<KeyValuePair<string, object?>> variables, TemplateLimits limits, DateTime now, string generationPrompt = "")
    {
        var rendering = new TemplateRendering(limits, now, HasGenerationBlocks) { GenerationPrompt = generationPrompt };
        var globals = new TemplateScope(rendering, null);
        foreach (var (name, function) in GlobalFunctions.All)
            globals.Set(name, function);
        var scope = new TemplateScope(rendering, globals);
        foreach (var (name, value) in variables)
            scope.Set(name, value);
        _body.Execute(scope);
        return rendering.Output.ToText();
    }
}
