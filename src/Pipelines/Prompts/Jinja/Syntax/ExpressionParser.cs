namespace Pipelines;

/// <summary>Reads expressions, with the precedences of Jinja2's parser (jinja2/parser.py).</summary>
internal sealed partial class ExpressionParser(List<TemplateToken> tokens)
{
    private static readonly HashSet<string> Comparisons = ["==", "!=", "<", "<=", ">", ">="];

    private int _at;

    public TemplateToken Current => tokens[_at];

    /// <summary>The names read since the set was put here: whether a macro uses its further arguments.</summary>
    public HashSet<string> NamesRead { get; set; } = [];

    public TemplateToken Look() => tokens[Math.Min(_at + 1, tokens.Count - 1)];

    public TemplateToken Next()
    {
        var token = Current;
        if (token.Kind != TemplateTokenKind.End)
            _at++;
        return token;
    }

    public bool SkipOperator(string text) => Skip(Current.IsOperator(text));

    public bool SkipName(string text) => Skip(Current.IsName(text));

    public void ExpectOperator(string text)
    {
        if (!SkipOperator(text))
            throw Unexpected($"'{text}'");
    }

    public void ExpectName(string text)
    {
        if (!SkipName(text))
            throw Unexpected($"'{text}'");
    }

    public string ExpectName()
    {
        if (Current.Kind != TemplateTokenKind.Name)
            throw Unexpected("a name");
        return Next().Text;
    }

    public TemplateException Unexpected(string expected) =>
        Current.Position.Error($"Here stands {Current.Describe()}, but {expected} is expected.");

    public TemplateExpression ParseExpression(bool withConditional = true)
    {
        EnsureStack();
        return withConditional ? ParseConditional() : ParseOr();
    }

    /// <summary>An expression, or a tuple where commas follow.</summary>
    public TemplateExpression ParseTuple(bool withConditional = true, bool inParentheses = false)
    {
        var position = Current.Position;
        var items = new List<TemplateExpression>();
        var isTuple = false;
        while (!IsTupleEnd())
        {
            items.Add(ParseExpression(withConditional));
            if (!SkipOperator(","))
                break;
            isTuple = true;
        }

        if (isTuple || (items.Count == 0 && inParentheses))
            return new ListExpression(position, items, isTuple: true);
        return items.Count == 1 ? items[0] : throw Unexpected("an expression");
    }

    public ArgumentList ParseArguments()
    {
        ExpectOperator("(");
        var positional = new List<TemplateExpression>();
        var named = new List<(string, TemplateExpression)>();
        TemplateExpression? spread = null;
        TemplateExpression? spreadNamed = null;
        while (!Current.IsOperator(")"))
        {
            if (SkipOperator("**"))
                spreadNamed = ParseExpression();
            else if (SkipOperator("*"))
                spread = ParseExpression();
            else if (Current.Kind == TemplateTokenKind.Name && Look().IsOperator("="))
                named.Add(ParseNamed());
            else if (named.Count == 0 && spread is null && spreadNamed is null)
                positional.Add(ParseExpression());
            else
                throw Current.Position.Error("An argument by position cannot follow one by name.");
            if (!SkipOperator(","))
                break;
        }

        ExpectOperator(")");
        return new ArgumentList(positional, named, spread, spreadNamed);
    }

    /// <summary>A chain of filters; without an input it is that of a block.</summary>
    public TemplateExpression? ParseFilters(TemplateExpression? input, bool startsWithName = false)
    {
        while (startsWithName || Current.IsOperator("|"))
        {
            if (!startsWithName)
                Next();
            startsWithName = false;
            var position = Current.Position;
            var name = ExpectName();
            var arguments = Current.IsOperator("(") ? ParseArguments() : ArgumentList.None;
            input = new FilterExpression(position, input, name, TemplateFilters.Find(name, position), arguments);
        }

        return input;
    }

    private (string Name, TemplateExpression Value) ParseNamed()
    {
        var name = Next().Text;
        Next();
        return (name, ParseExpression());
    }

    private bool Skip(bool matches)
    {
        _at += matches ? 1 : 0;
        return matches;
    }

    private void EnsureStack()
    {
        if (!System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw Current.Position.Error("The expression is nested too deep.");
    }

    private bool IsTupleEnd() =>
        Current.Kind is TemplateTokenKind.VariableEnd or TemplateTokenKind.BlockEnd or TemplateTokenKind.End || Current.IsOperator(")");
}
