namespace Pipelines;

/// <summary>Arithmetic as in Python, on 64-bit integers: what does not fit is an error.</summary>
internal static class PythonMath
{
    /// <summary>The number a value is: booleans are 0 and 1. Null for anything else.</summary>
    public static object? AsNumber(object? value) => value switch
    {
        long or double => value,
        bool truth => truth ? 1L : 0L,
        _ => null,
    };

    /// <summary>The order of two numbers; null where one is NaN.</summary>
    public static int? Compare(object left, object right)
    {
        if (left is long a && right is long b)
            return a.CompareTo(b);
        var (x, y) = (ToDouble(left), ToDouble(right));
        return double.IsNaN(x) || double.IsNaN(y) ? null : x.CompareTo(y);
    }

    public static double ToDouble(object number) => number is long integer ? integer : (double)number;

    public static object? Sign(TemplateRendering rendering, object? value, bool negates) => AsNumber(value) switch
    {
        long.MinValue when negates => throw Overflow(rendering),
        long number => (object)(negates ? -number : number),
        double number => negates ? -number : number,
        _ => throw rendering.Error($"'{(negates ? '-' : '+')}' needs a number, not {Describe(value)}."),
    };

    public static object? Compute(TemplateRendering rendering, string operation, object? left, object? right)
    {
        if (AsNumber(left) is { } a && AsNumber(right) is { } b)
        {
            try
            {
                return a is long x && b is long y
                    ? Integers(rendering, operation, x, y) : Doubles(rendering, operation, ToDouble(a), ToDouble(b));
            }
            catch (OverflowException)
            {
                throw Overflow(rendering);
            }
        }

        switch (operation)
        {
            case "+" when left is MarkedText first && right is MarkedText second:
                var text = new MarkedTextBuilder(rendering);
                text.Append(first);
                text.Append(second);
                return text.ToText();
            case "+" when left is ListValue first && right is ListValue second && first.IsTuple == second.IsTuple:
                var length = (long)first.Items.Count + second.Items.Count;
                rendering.Allocate(length, length);
                return new ListValue([.. first.Items, .. second.Items], first.IsTuple);
            case "*" when left is MarkedText or ListValue && AsNumber(right) is long times:
                return Repeat(rendering, left, times);
            case "*" when right is MarkedText or ListValue && AsNumber(left) is long times:
                return Repeat(rendering, right, times);
            case "%" when left is MarkedText format:
                return TextFormat.Percent(rendering, format, right);
            default:
                throw rendering.Error(Explain(operation, left, right));
        }
    }

    public static TemplateException Overflow(TemplateRendering rendering) =>
        rendering.Error("The result has more than 64 bits; such integers are not supported.");

    public static string Describe(object? value) =>
        value is UndefinedValue undefined ? $"{undefined.Description}, which is undefined" : $"a value of type {PythonValue.TypeOf(value)}";

    private static string Explain(string operation, object? left, object? right)
    {
        var hint = operation == "+" && (left is MarkedText || right is MarkedText)
            ? " Use '~', or the filter 'string', to put other values into text." : "";
        return $"'{operation}' cannot be applied to {Describe(left)} and {Describe(right)}.{hint}";
    }

    private static object Integers(TemplateRendering rendering, string operation, long x, long y) => operation switch
    {
        "+" => (object)checked(x + y),
        "-" => checked(x - y),
        "*" => checked(x * y),
        "/" => (double)x / NotZero(rendering, y),
        "//" => FloorDivide(x, NotZero(rendering, y)),
        "%" => y == -1 ? 0L : (x % NotZero(rendering, y)) is var rest && rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest,
        _ => y < 0 ? Math.Pow(x, y) : (object)Power(x, y),
    };

    private static long FloorDivide(long x, long y) =>
        checked(x / y) is var quotient && (x % (y == -1 ? 1 : y)) != 0 && (x < 0) != (y < 0) ? quotient - 1 : quotient;

    private static object Doubles(TemplateRendering rendering, string operation, double x, double y)
    {
        if (operation is "/" or "//" or "%" && y == 0)
            throw rendering.Error("Division by zero.");
        return operation switch
        {
            "+" => x + y,
            "-" => x - y,
            "*" => x * y,
            "/" => x / y,
            "//" => Math.Floor(x / y),
            "%" => x - (y * Math.Floor(x / y)),
            _ => Math.Pow(x, y),
        };
    }

    private static long NotZero(TemplateRendering rendering, long number) =>
        number != 0 ? number : throw rendering.Error("Division by zero.");

    private static long Power(long number, long exponent)
    {
        var result = 1L;
        while (exponent > 0)
        {
            if ((exponent & 1) == 1)
                result = checked(result * number);
            exponent >>= 1;
            if (exponent > 0)
                number = checked(number * number);
        }

        return result;
    }

    private static object Repeat(TemplateRendering rendering, object value, long times)
    {
        times = Math.Max(0, times);
        if (value is ListValue list)
        {
            var length = Product(list.Items.Count, times);
            rendering.Allocate(length, length);
            var items = new List<object?>((int)length);
            for (var i = 0L; i < times && list.Items.Count > 0; i++)
                items.AddRange(list.Items);
            return new ListValue(items, list.IsTuple);
        }

        var text = (MarkedText)value;
        rendering.Allocate(0, Product(text.Length, times));
        var builder = new MarkedTextBuilder(rendering);
        for (var i = 0L; i < times && text.Length > 0; i++)
            builder.Append(text);
        return builder.ToText();
    }

    private static long Product(long length, long times) =>
        length == 0 ? 0 : times > long.MaxValue / 4 / length ? long.MaxValue / 4 : length * times;
}
