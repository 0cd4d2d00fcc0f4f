namespace Pipelines;

/// <summary>Reads a whole template. What is outside the supported part of Jinja is refused where it stands.</summary>
internal sealed class StatementParser
{
    private const string Supported = "set, if, for, break, continue, macro, call, filter, with, raw, generation";

    private readonly ExpressionParser _expressions;
    private int _loops;

    private StatementParser(List<TemplateToken> tokens) => _expressions = new ExpressionParser(tokens);

    /// <summary>Whether a generation block was met.</summary>
    private bool HasGeneration { get; set; }

    public static (Statement Body, bool HasGeneration) Parse(string source)
    {
        var parser = new StatementParser(TemplateLexer.Read(source));
        var body = parser.ParseBody();
        var rest = parser._expressions.Current;
        if (rest.Kind != TemplateTokenKind.End)
            throw rest.Position.Error($"'{rest.Text}' closes nothing that is open here.");
        return (body, parser.HasGeneration);
    }

    /// <summary>Reads up to one of the tags named, whose name is then the current token, or to the end.</summary>
    private Statement ParseBody(params string[] ends)
    {
        if (!System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw _expressions.Current.Position.Error("The template is nested too deep.");
        var statements = new List<Statement>();
        while (true)
        {
            var token = _expressions.Next();
            switch (token.Kind)
            {
                case TemplateTokenKind.Data:
                    statements.Add(new DataStatement(token.Text));
                    break;
                case TemplateTokenKind.VariableBegin:
                    statements.Add(new PrintStatement(_expressions.ParseTuple()));
                    End(TemplateTokenKind.VariableEnd);
                    break;
                case TemplateTokenKind.BlockBegin:
                    var name = _expressions.Current;
                    if (name.Kind != TemplateTokenKind.Name)
                        throw _expressions.Unexpected("the name of a statement");
                    if (ends.Contains(name.Text) || (ends.Length == 0 && name.Text.StartsWith("end", StringComparison.Ordinal)))
                        return new BlockStatement(statements);
                    statements.Add(ParseStatement());
                    break;
                default:
                    if (ends.Length > 0)
                        throw token.Position.Error($"The template ends, but '{ends[^1]}' is expected.");
                    return new BlockStatement(statements);
            }
        }
    }

    private Statement ParseStatement()
    {
        var token = _expressions.Next();
        switch (token.Text)
        {
            case "set":
                return ParseSet();
            case "if":
                return ParseIf();
            case "for":
                return ParseFor();
            case "break" or "continue":
                if (_loops == 0)
                    throw token.Position.Error($"'{token.Text}' stands in no loop.");
                End();
                return new JumpStatement(token.Text == "break" ? Flow.Break : Flow.Continue);
            case "macro":
                return new MacroStatement(ParseMacro(_expressions.ExpectName(), "endmacro"));
            case "call":
                return ParseCall();
            case "filter":
                var filter = (FilterExpression)_expressions.ParseFilters(null, startsWithName: true)!;
                End();
                return new FilterBlockStatement(ParseInner("endfilter"), filter);
            case "with":
                return ParseWith();
            case "generation":
                End();
                HasGeneration = true;
                return new GenerationStatement(ParseInner("endgeneration"));
            case "include" or "import" or "from" or "extends" or "block":
                throw token.Position.Error(
                    $"'{token.Text}' is not supported: a chat template is one text and reads no others. Statements: {Supported}.");
            default:
                throw token.Position.Error($"'{token.Text}' is not a statement that is supported here. Statements: {Supported}.");
        }
    }

    /// <summary>A body in which no loop can be left, as what it writes is collected first.</summary>
    private Statement ParseInner(string end)
    {
        var loops = _loops;
        _loops = 0;
        var body = ParseBody(end);
        _loops = loops;
        Close();
        return body;
    }

    private void End(TemplateTokenKind kind = TemplateTokenKind.BlockEnd)
    {
        if (_expressions.Current.Kind != kind)
            throw _expressions.Unexpected(kind == TemplateTokenKind.BlockEnd ? "'%}'" : "'}}'");
        _expressions.Next();
    }

    /// <summary>Takes the closing tag that a body ended at.</summary>
    private void Close()
    {
        _expressions.Next();
        End();
    }

    private Statement ParseSet()
    {
        var target = ParseTarget(withNamespace: true);
        if (_expressions.SkipOperator("="))
        {
            var value = _expressions.ParseTuple();
            End();
            return new SetStatement(target, value);
        }

        if (target is TupleTarget)
            throw _expressions.Unexpected("'='");
        var filter = (FilterExpression?)_expressions.ParseFilters(null);
        End();
        return new BlockSetStatement(target, ParseInner("endset"), filter);
    }

    private AssignmentTarget ParseTarget(bool withNamespace)
    {
        var position = _expressions.Current.Position;
        var targets = new List<AssignmentTarget> { ParseOneTarget(withNamespace) };
        var isTuple = false;
        while (_expressions.SkipOperator(","))
        {
            isTuple = true;
            if (!_expressions.Current.IsOperator("(")
                && (_expressions.Current.Kind != TemplateTokenKind.Name || _expressions.Current.Text == "in"))
                break;
            targets.Add(ParseOneTarget(withNamespace));
        }

        return isTuple ? new TupleTarget(position, targets) : targets[0];
    }

    private AssignmentTarget ParseOneTarget(bool withNamespace)
    {
        if (_expressions.SkipOperator("("))
        {
            var inner = ParseTarget(withNamespace);
            _expressions.ExpectOperator(")");
            return inner;
        }

        var position = _expressions.Current.Position;
        var name = _expressions.ExpectName();
        if (name is "true" or "false" or "none" or "True" or "False" or "None" or "loop")
            throw position.Error($"'{name}' cannot be given a value.");
        return withNamespace && _expressions.SkipOperator(".")
            ? new NamespaceTarget(position, name, _expressions.ExpectName())
            : new NameTarget(position, name);
    }

    private Statement ParseIf()
    {
        var branches = new List<(TemplateExpression, Statement)>();
        Statement? otherwise = null;
        while (true)
        {
            var condition = _expressions.ParseTuple(withConditional: false);
            End();
            branches.Add((condition, ParseBody("elif", "else", "endif")));
            var tag = _expressions.Next();
            if (tag.Text == "elif")
                continue;
            if (tag.Text == "else")
            {
                End();
                otherwise = ParseBody("endif");
                _expressions.Next();
            }

            End();
            return new IfStatement(branches, otherwise);
        }
    }

    private Statement ParseFor()
    {
        var target = ParseTarget(withNamespace: false);
        _expressions.ExpectName("in");
        var sequence = _expressions.ParseTuple(withConditional: false);
        var condition = _expressions.SkipName("if") ? _expressions.ParseExpression() : null;
        if (_expressions.Current.IsName("recursive"))
            throw _expressions.Current.Position.Error("Recursive loops are not supported; use a macro that calls itself.");
        End();
        _loops++;
        var body = ParseBody("else", "endfor");
        _loops--;
        Statement? otherwise = null;
        if (_expressions.Next().Text == "else")
        {
            End();
            otherwise = ParseBody("endfor");
            _expressions.Next();
        }

        End();
        return new ForStatement(target, sequence, condition, body, otherwise);
    }

    private MacroDefinition ParseMacro(string name, string end)
    {
        var outer = _expressions.NamesRead;
        var parameters = _expressions.Current.IsOperator("(") ? ParseParameters() : [];
        End();
        _expressions.NamesRead = [];
        var body = ParseInner(end);
        var read = _expressions.NamesRead;
        outer.UnionWith(read);
        _expressions.NamesRead = outer;
        return new MacroDefinition(name, parameters, body, read.Contains("varargs"), read.Contains("kwargs"), read.Contains("caller"));
    }

    private List<(string Name, TemplateExpression? Default)> ParseParameters()
    {
        _expressions.ExpectOperator("(");
        var parameters = new List<(string, TemplateExpression?)>();
        while (!_expressions.Current.IsOperator(")"))
        {
            var position = _expressions.Current.Position;
            var name = _expressions.ExpectName();
            if (_expressions.SkipOperator("="))
                parameters.Add((name, _expressions.ParseExpression()));
            else if (parameters.Count > 0 && parameters[^1].Item2 is not null)
                throw position.Error($"Parameter '{name}' without a default follows one with a default.");
            else
                parameters.Add((name, null));
            if (!_expressions.SkipOperator(","))
                break;
        }

        _expressions.ExpectOperator(")");
        return parameters;
    }

    private Statement ParseCall()
    {
        var parameters = _expressions.Current.IsOperator("(") ? ParseParameters() : [];
        var position = _expressions.Current.Position;
        if (_expressions.ParseExpression() is not CallExpression call)
            throw position.Error("A call block needs a call of a macro.");
        var body = ParseMacro("caller", "endcall");
        return new CallBlockStatement(call, body with { Parameters = parameters });
    }

    private Statement ParseWith()
    {
        var values = new List<(AssignmentTarget, TemplateExpression)>();
        while (_expressions.Current.Kind != TemplateTokenKind.BlockEnd)
        {
            var target = ParseTarget(withNamespace: false);
            _expressions.ExpectOperator("=");
            values.Add((target, _expressions.ParseExpression()));
            if (!_expressions.SkipOperator(","))
                break;
        }

        End();
        var body = ParseBody("endwith");
        Close();
        return new WithStatement(values, body);
    }
}
