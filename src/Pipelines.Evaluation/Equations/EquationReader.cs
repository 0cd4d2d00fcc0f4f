namespace Pipelines.Evaluation;

/// <summary>
/// Reads a side of an equation by recursive descent: sums, products, quotients, powers, signs, parentheses, numbers, unknowns; a number or
/// parenthesis before an unknown multiplies it.
/// </summary>
internal ref struct EquationReader(ReadOnlySpan<char> text)
{
    // Parentheses nest as deep as people write them; what is deeper comes from no one who means it.
    private const int MaximumDepth = 200;

    private readonly ReadOnlySpan<char> _text = text;
    private int _position;
    private int _depth;

    public LinearForm Read()
    {
        var form = Sum();
        SkipSpace();
        if (_position < _text.Length)
            throw Wrong($"'{_text[_position]}' was not expected");
        return form;
    }

    private LinearForm Sum()
    {
        if (++_depth > MaximumDepth)
            throw Wrong($"parentheses are nested more than {MaximumDepth} deep");
        var form = Product();
        while (Take('+', '-', out var sign))
            form = form.Plus(Product(), sign == '+' ? 1 : -1);
        _depth--;
        return form;
    }

    private LinearForm Product()
    {
        var form = Signed();
        while (true)
        {
            if (Take('*', '/', out var operation))
            {
                var right = Signed();
                form = operation == '*' ? Multiply(form, right) : Divide(form, right);
            }
            else if (Peek() is '(' || char.IsLetter(Peek()))
            {
                form = Multiply(form, Power());
            }
            else
            {
                return form;
            }
        }
    }

    private LinearForm Signed()
    {
        var sign = 1;
        while (Take('+', '-', out var c))
            sign = c == '-' ? -sign : sign;
        var form = Power();
        return sign < 0 ? form.Times(-1) : form;
    }

    private LinearForm Power()
    {
        var form = Value();
        if (!Take('^', '^', out _))
            return form;
        var exponent = Signed();
        if (!exponent.IsConstant || !form.IsConstant && exponent.Constant is not (0 or 1))
            throw Wrong("a power of an unknown is not linear");
        return exponent.Constant == 1 ? form : LinearForm.Number(Math.Pow(form.Constant, exponent.Constant));
    }

    private LinearForm Value()
    {
        SkipSpace();
        if (_position == _text.Length)
            throw Wrong("it ends where a number or an unknown was expected");
        var c = _text[_position];
        if (c == '(')
        {
            _position++;
            var form = Sum();
            if (!Take(')', ')', out _))
                throw Wrong("a ')' is missing");
            return form;
        }

        if (char.IsLetter(c))
        {
            var start = _position;
            while (_position < _text.Length && (char.IsLetterOrDigit(_text[_position]) || _text[_position] == '_'))
                _position++;
            return LinearForm.Unknown(_text[start.._position].ToString());
        }

        var from = _position;
        if (!NumberScanner.TryReadUnsigned(_text[from..], out var length, out var value))
            throw Wrong($"'{c}' was not expected");
        _position += length;
        if (_position < _text.Length && _text[_position] == '%')
        {
            _position++;
            value /= 100;
        }

        return LinearForm.Number(value);
    }

    private readonly LinearForm Multiply(LinearForm left, LinearForm right)
    {
        if (!left.IsConstant && !right.IsConstant)
            throw Wrong("a product of unknowns is not linear");
        return left.IsConstant ? right.Times(left.Constant) : left.Times(right.Constant);
    }

    private readonly LinearForm Divide(LinearForm left, LinearForm right)
    {
        if (!right.IsConstant)
            throw Wrong("a quotient by an unknown is not linear");
        if (right.Constant == 0)
            throw Wrong("it divides by zero");
        return left.Times(1 / right.Constant);
    }

    private char Peek()
    {
        SkipSpace();
        return _position < _text.Length ? _text[_position] : '\0';
    }

    private bool Take(char one, char other, out char taken)
    {
        taken = Peek() switch { '−' or '–' => '-', '×' or '·' => '*', '÷' => '/', var c => c };
        if (taken != one && taken != other)
            return false;
        _position++;
        return true;
    }

    private void SkipSpace()
    {
        while (_position < _text.Length && char.IsWhiteSpace(_text[_position]))
            _position++;
    }

    private readonly EquationException Wrong(string what) => new($"'{_text}' cannot be read at character {_position + 1}: {what}.");
}
