using System.Globalization;
using System.Numerics;
using System.Reflection;

namespace Pipelines;

/// <summary>Converts a value; says what is wrong with it where it cannot.</summary>
internal delegate string? ValueConverter<TFrom, TTo>(in TFrom from, out TTo to);

/// <summary>Finds the converter between two types of values.</summary>
internal static class ValueConverter
{
    /// <summary>The converter between numbers and text, whatever their types.</summary>
    public static ValueConverter<TFrom, TTo> Get<TFrom, TTo>()
    {
        if (typeof(TFrom) == typeof(TTo))
            return (ValueConverter<TFrom, TTo>)(object)(ValueConverter<TFrom, TFrom>)Same;
        var name = typeof(TFrom) == typeof(ReadOnlyMemory<char>) ? nameof(Parse)
            : typeof(TTo) == typeof(ReadOnlyMemory<char>) ? nameof(Format)
            : nameof(Convert);
        var method = typeof(ValueConverter).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;
        method = name switch
        {
            nameof(Parse) => method.MakeGenericMethod(typeof(TTo)),
            nameof(Format) => method.MakeGenericMethod(typeof(TFrom)),
            _ => method.MakeGenericMethod(typeof(TFrom), typeof(TTo)),
        };
        return method.CreateDelegate<ValueConverter<TFrom, TTo>>();
    }

    private static string? Same<T>(in T from, out T to)
    {
        to = from;
        return null;
    }

    private static string? Parse<T>(in ReadOnlyMemory<char> from, out T to) where T : INumberBase<T>, IMinMaxValue<T>
    {
        if (from.Span.IsWhiteSpace() && T.Zero is float or double)
        {
            to = T.CreateChecked(double.NaN);
            return null;
        }

        // Thousands separators are not read: in half the world "1,5" is one and a half.
        if (T.TryParse(from.Span, NumberStyles.Float, CultureInfo.InvariantCulture, out to!))
            return null;
        to = T.Zero;
        var shown = from.Length <= 40 ? from.ToString() : string.Concat(from.Span[..40], "…");
        return $"'{shown}' is not a number from {T.MinValue} to {T.MaxValue}. Write numbers with a decimal point and without separators, "
            + "or correct the cell.";
    }

    private static string? Format<T>(in T from, out ReadOnlyMemory<char> to) where T : INumberBase<T>
    {
        to = from.ToString(null, CultureInfo.InvariantCulture).AsMemory();
        return null;
    }

    private static string? Convert<TFrom, TTo>(in TFrom from, out TTo to)
        where TFrom : INumberBase<TFrom>
        where TTo : INumberBase<TTo>, IMinMaxValue<TTo>
    {
        if (TTo.Zero is float or double)
        {
            to = TTo.CreateChecked(from);
            return TTo.IsInfinity(to) && !TFrom.IsInfinity(from) ? $"{Show(from)} is too large for {typeof(TTo).Name}." : null;
        }

        try
        {
            to = TTo.CreateChecked(from);
            if (TFrom.IsInteger(from))
                return null;
        }
        catch (OverflowException)
        {
        }

        to = TTo.Zero;
        return $"{Show(from)} is not an integer from {TTo.MinValue} to {TTo.MaxValue}, as {typeof(TTo).Name} holds them.";
    }

    private static string Show<T>(T value) where T : INumberBase<T> => value.ToString(null, CultureInfo.InvariantCulture);
}
