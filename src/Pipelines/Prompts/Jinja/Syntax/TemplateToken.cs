namespace Pipelines;

/// <summary>Where something stands in a template, both from 1.</summary>
internal readonly record struct TemplatePosition(int Line, int Column)
{
    public TemplateException Error(string message) => new(message, Line, Column);
}

internal enum TemplateTokenKind
{
    Data,
    VariableBegin,
    VariableEnd,
    BlockBegin,
    BlockEnd,
    Name,
    String,
    Number,
    Operator,
    End,
}

/// <summary>A piece of a template: its text, and the value of a number.</summary>
internal readonly record struct TemplateToken(TemplateTokenKind Kind, string Text, TemplatePosition Position, object? Number = null)
{
    public bool IsOperator(string text) => Kind == TemplateTokenKind.Operator && Text == text;

    public bool IsName(string text) => Kind == TemplateTokenKind.Name && Text == text;

    public string Describe() => Kind switch
    {
        TemplateTokenKind.End => "the end of the template",
        TemplateTokenKind.BlockEnd => "'%}'",
        TemplateTokenKind.VariableEnd => "'}}'",
        TemplateTokenKind.BlockBegin => "'{%'",
        TemplateTokenKind.VariableBegin => "'{{'",
        TemplateTokenKind.Data => "text",
        TemplateTokenKind.String => "a string",
        _ => $"'{Text}'",
    };
}
