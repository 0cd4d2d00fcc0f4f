using System.Globalization;
using System.Text;

namespace Pipelines;

/// <summary>Times as C's <c>strftime</c> writes them in the C locale.</summary>
internal static class TimeFormat
{
    public static string Format(TemplateRendering rendering, DateTime time, string format)
    {
        rendering.Allocate(format.Length * 8L, format.Length);
        var text = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                text.Append(format[i]);
                continue;
            }

            var unpadded = format[++i] == '-' && i + 1 < format.Length;
            var code = format[unpadded ? ++i : i];
            var part = Part(rendering, time, code);
            text.Append(unpadded ? part.TrimStart('0', ' ') is { Length: > 0 } rest ? rest : "0" : part);
        }

        return text.ToString();
    }

    private static string Part(TemplateRendering rendering, DateTime time, char code) => code switch
    {
        'Y' => Number(time, "yyyy"),
        'y' => Number(time, "yy"),
        'm' => Number(time, "MM"),
        'd' => Number(time, "dd"),
        'e' => time.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
        'H' => Number(time, "HH"),
        'I' => Number(time, "hh"),
        'M' => Number(time, "mm"),
        'S' => Number(time, "ss"),
        'f' => Number(time, "ffffff"),
        'p' => time.Hour < 12 ? "AM" : "PM",
        'A' => Number(time, "dddd"),
        'a' => Number(time, "ddd"),
        'B' => Number(time, "MMMM"),
        'b' or 'h' => Number(time, "MMM"),
        'j' => time.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
        'F' => Number(time, "yyyy-MM-dd"),
        'T' => Number(time, "HH':'mm':'ss"),
        'D' => Number(time, "MM'/'dd'/'yy"),
        'R' => Number(time, "HH':'mm"),
        'Z' or 'z' => "",
        'n' => "\n",
        't' => "\t",
        '%' => "%",
        _ => throw rendering.Error(
            $"'%{code}' in a time format is not supported; %Y %y %m %d %e %H %I %M %S %f %p %A %a %B %b %j %F %T %D %R are."),
    };

    private static string Number(DateTime time, string pattern) => time.ToString(pattern, CultureInfo.InvariantCulture);
}
