using System.Globalization;

namespace Pipelines.Testing;

/// <summary>Cultures that write numbers and letters otherwise than English.</summary>
internal static class OtherCultures
{
    /// <summary>Turkish, German and Persian where the machine knows cultures, and one with commas and other minus signs anywhere.</summary>
    public static IReadOnlyList<CultureInfo> All { get; } = [.. Known("tr-TR", "de-DE", "fa-IR"), Commas()];

    /// <summary>What a function gives when the thread is of a culture.</summary>
    public static T Run<T>(CultureInfo culture, Func<T> function)
    {
        var (before, beforeInterface) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, culture);
            return function();
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (before, beforeInterface);
        }
    }

    private static IEnumerable<CultureInfo> Known(params string[] names)
    {
        foreach (var name in names)
        {
            CultureInfo culture;
            try
            {
                culture = CultureInfo.GetCultureInfo(name);
            }
            catch (CultureNotFoundException)
            {
                // With invariant globalization there is no other than the invariant one.
                continue;
            }

            yield return culture;
        }
    }

    private static CultureInfo Commas()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        var numbers = culture.NumberFormat;
        (numbers.NumberDecimalSeparator, numbers.NumberGroupSeparator, numbers.NegativeSign) = (",", ".", "−");
        (numbers.PercentDecimalSeparator, numbers.CurrencyDecimalSeparator, numbers.NaNSymbol) = (",", ",", "nicht definiert");
        return culture;
    }
}
