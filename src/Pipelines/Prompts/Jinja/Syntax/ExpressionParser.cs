namespace Pipelines;

/// <summary>Reads expressions, with the precedences of Jinja2's parser (jinja2/parser.py).</summary>
internal sealed class ExpressionParser(List<TemplateToken> tokens)
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

    public TemplateException Unexpected(string expected) => Current.Position.Error($"Here stands {Current.Describe()}, but {expected} is expected.");

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

    private TemplateExpression ParseConditional()
    {
        var value = ParseOr();
        while (Current.IsName("if"))
        {
            var position = Next().Position;
            var condition = ParseOr();
            var otherwise = SkipName("else") ? ParseExpression() : null;
            value = new ConditionalExpression(position, condition, value, otherwise);
        }

        return value;
    }

    private TemplateExpression ParseOr()
    {
        var left = ParseAnd();
        while (Current.IsName("or"))
            left = new OrExpression(Next().Position, left, ParseAnd());
        return left;
    }

    private TemplateExpression ParseAnd()
    {
        var left = ParseNot();
        while (Current.IsName("and"))
            left = new AndExpression(Next().Position, left, ParseNot());
        return left;
    }

    private TemplateExpression ParseNot()
    {
        EnsureStack();
        return Current.IsName("not") ? new NotExpression(Next().Position, ParseNot()) : ParseComparison();
    }

    private TemplateExpression ParseComparison()
    {
        var position = Current.Position;
        var first = ParseSum();
        List<(string, TemplateExpression)>? rest = null;
        while (true)
        {
            string operation;
            if (Current.Kind == TemplateTokenKind.Operator && Comparisons.Contains(Current.Text))
                operation = Next().Text;
            else if (SkipName("in"))
                operation = "in";
            else if (Current.IsName("not") && Look().IsName("in"))
                operation = SkipNotIn();
            else
                break;
            (rest ??= []).Add((operation, ParseSum()));
        }

        return rest is null ? first : new ComparisonExpression(position, first, rest);
    }

    private string SkipNotIn()
    {
        Next();
        Next();
        return "not in";
    }

    private TemplateExpression ParseSum()
    {
        var left = ParseConcatenation();
        while (Current.IsOperator("+") || Current.IsOperator("-"))
        {
            var token = Next();
            left = new BinaryExpression(token.Position, token.Text, left, ParseConcatenation());
        }

        return left;
    }

    private TemplateExpression ParseConcatenation()
    {
        var first = ParseProduct();
        if (!Current.IsOperator("~"))
            return first;
        var position = Current.Position;
        List<TemplateExpression> parts = [first];
        while (SkipOperator("~"))
            parts.Add(ParseProduct());
        return new ConcatenationExpression(position, parts);
    }

    private TemplateExpression ParseProduct()
    {
        var left = ParsePower();
        while (Current.Kind == TemplateTokenKind.Operator && Current.Text is "*" or "/" or "//" or "%")
        {
            var token = Next();
            left = new BinaryExpression(token.Position, token.Text, left, ParsePower());
        }

        return left;
    }

    private TemplateExpression ParsePower()
    {
        var left = ParseUnary(withFilters: true);
        while (Current.IsOperator("**"))
            left = new BinaryExpression(Next().Position, "**", left, ParseUnary(withFilters: true));
        return left;
    }

    private TemplateExpression ParseUnary(bool withFilters)
    {
        EnsureStack();
        TemplateExpression value;
        if (Current.IsOperator("-") || Current.IsOperator("+"))
        {
            var token = Next();
            value = new UnaryExpression(token.Position, ParseUnary(withFilters: false), token.Text == "-");
        }
        else
        {
            value = ParsePrimary();
        }

        value = ParsePostfix(value);
        return withFilters ? ParseFiltersAndTests(value) : value;
    }

    private TemplateExpression ParsePrimary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TemplateTokenKind.Name:
                Next();
                return ParseNameOrConstant(token);
            case TemplateTokenKind.String:
                var text = Next().Text;
                while (Current.Kind == TemplateTokenKind.String)
                    text += Next().Text;
                return new Literal(token.Position, new MarkedText(text));
            case TemplateTokenKind.Number:
                return new Literal(token.Position, Next().Number);
            case TemplateTokenKind.Operator when token.Text == "(":
                Next();
                var inner = ParseTuple(inParentheses: true);
                ExpectOperator(")");
                return inner;
            case TemplateTokenKind.Operator when token.Text == "[":
                return ParseList();
            case TemplateTokenKind.Operator when token.Text == "{":
                return ParseDictionary();
            default:
                throw Unexpected("an expression");
        }
    }

    private TemplateExpression ParseNameOrConstant(TemplateToken token)
    {
        switch (token.Text)
        {
            case "true" or "True":
                return new Literal(token.Position, true);
            case "false" or "False":
                return new Literal(token.Position, false);
            case "none" or "None":
                return new Literal(token.Position, null);
            default:
                NamesRead.Add(token.Text);
                return new NameExpression(token.Position, token.Text);
        }
    }

    private ListExpression ParseList()
    {
        var position = Next().Position;
        var items = new List<TemplateExpression>();
        while (!Current.IsOperator("]"))
        {
            items.Add(ParseExpression());
            if (!SkipOperator(","))
                break;
        }

        ExpectOperator("]");
        return new ListExpression(position, items, isTuple: false);
    }

    private DictionaryExpression ParseDictionary()
    {
        var position = Next().Position;
        var entries = new List<(TemplateExpression, TemplateExpression)>();
        while (!Current.IsOperator("}"))
        {
            var key = ParseExpression();
            ExpectOperator(":");
            entries.Add((key, ParseExpression()));
            if (!SkipOperator(","))
                break;
        }

        ExpectOperator("}");
        return new DictionaryExpression(position, entries);
    }

    private TemplateExpression ParsePostfix(TemplateExpression value)
    {
        while (Current.Kind == TemplateTokenKind.Operator)
        {
            if (Current.Text == ".")
                value = ParseAttribute(value);
            else if (Current.Text == "[")
                value = ParseSubscript(value);
            else if (Current.Text == "(")
                value = new CallExpression(Current.Position, value, ParseArguments());
            else
                break;
        }

        return value;
    }

    private TemplateExpression ParseFiltersAndTests(TemplateExpression value)
    {
        while (true)
        {
            if (Current.IsOperator("|"))
                value = ParseFilters(value)!;
            else if (Current.IsName("is"))
                value = ParseTest(value);
            else if (Current.IsOperator("("))
                value = new CallExpression(Current.Position, value, ParseArguments());
            else
                return value;
        }
    }

    private TemplateExpression ParseAttribute(TemplateExpression value)
    {
        Next();
        var token = Next();
        return token.Kind switch
        {
            TemplateTokenKind.Name => new AttributeExpression(token.Position, value, token.Text),
            TemplateTokenKind.Number when token.Number is long => new SubscriptExpression(token.Position, value, new Literal(token.Position, token.Number)),
            _ => throw token.Position.Error($"Here stands {token.Describe()}, but a name or an integer is expected after '.'."),
        };
    }

    private TemplateExpression ParseSubscript(TemplateExpression value)
    {
        var position = Next().Position;
        if (Current.IsOperator("]"))
            throw Unexpected("an index");
        var start = Current.IsOperator(":") ? null : ParseTuple();
        if (!SkipOperator(":"))
        {
            ExpectOperator("]");
            return new SubscriptExpression(position, value, start!);
        }

        var stop = ParseSlicePart();
        var step = SkipOperator(":") ? ParseSlicePart() : null;
        ExpectOperator("]");
        return new SliceExpression(position, value, start, stop, step);
    }

    private TemplateExpression? ParseSlicePart() => Current.IsOperator(":") || Current.IsOperator("]") ? null : ParseExpression();

    private TemplateExpression ParseTest(TemplateExpression value)
    {
        Next();
        var negated = SkipName("not");
        var position = Current.Position;
        var name = ExpectName();
        ArgumentList arguments;
        if (Current.IsOperator("("))
        {
            arguments = ParseArguments();
        }
        else if (StartsArgument())
        {
            if (Current.IsName("is"))
                throw Current.Position.Error("Tests cannot be chained by 'is'; put the first in parentheses.");
            arguments = new ArgumentList([ParsePostfix(ParsePrimary())], [], null, null);
        }
        else
        {
            arguments = ArgumentList.None;
        }

        var test = new TestExpression(position, value, name, TemplateTests.Find(name, position), arguments);
        return negated ? new NotExpression(position, test) : test;
    }

    private bool StartsArgument() => Current.Kind switch
    {
        TemplateTokenKind.Name => Current.Text is not ("else" or "or" or "and"),
        TemplateTokenKind.String or TemplateTokenKind.Number => true,
        TemplateTokenKind.Operator => Current.Text is "[" or "{",
        _ => false,
    };
}
