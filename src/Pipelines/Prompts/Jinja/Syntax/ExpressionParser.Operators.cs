namespace Pipelines;

/// <content>Operators, loosest first.</content>
internal sealed partial class ExpressionParser
{
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
}
