namespace Pipelines;

/// <content>Literals and names, and what is written after them.</content>
internal sealed partial class ExpressionParser
{
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
            TemplateTokenKind.Number when token.Number is long =>
                new SubscriptExpression(token.Position, value, new Literal(token.Position, token.Number)),
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
