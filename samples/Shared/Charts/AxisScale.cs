using System.Globalization;

namespace Pipelines.Samples;

/// <summary>A linear axis whose ticks are round numbers: 1, 2 or 5 times a power of ten.</summary>
public sealed class AxisScale
{
    private readonly double _start;
    private readonly double _end;
    private readonly double _step;

    /// <summary>Makes the smallest axis of whole ticks that holds a range.</summary>
    /// <param name="minimum">The least value.</param>
    /// <param name="maximum">The greatest value.</param>
    /// <param name="tickCount">About how many ticks there should be.</param>
    public AxisScale(double minimum, double maximum, int tickCount)
    {
        if (!(double.IsFinite(minimum) && double.IsFinite(maximum)))
            (minimum, maximum) = (0, 1);
        if (maximum <= minimum)
            (minimum, maximum) = (minimum - 0.5, minimum + 0.5);
        _step = RoundStep((maximum - minimum) / Math.Max(1, tickCount));
        _start = Math.Floor(minimum / _step) * _step;
        _end = Math.Ceiling(maximum / _step) * _step;
    }

    /// <summary>The values that have a tick.</summary>
    public IEnumerable<double> Ticks
    {
        get
        {
            var count = (int)Math.Round((_end - _start) / _step);
            for (var i = 0; i <= count; i++)
                yield return _start + i * _step;
        }
    }

    /// <summary>Where a value lies on the axis: 0 at its start, 1 at its end.</summary>
    public double Position(double value) => (value - _start) / (_end - _start);

    /// <summary>A tick's label, with as many decimals as the distance of ticks needs.</summary>
    public string Label(double tick)
    {
        var decimals = Math.Clamp((int)Math.Ceiling(-Math.Log10(_step) - 1e-9), 0, 10);
        // Adding zero turns a negative zero into a plain one.
        return (Math.Round(tick, decimals) + 0.0).ToString((decimals == 0 ? "N" : "F") + decimals, CultureInfo.InvariantCulture);
    }

    private static double RoundStep(double step)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return (step / power) switch
        {
            <= 1 => power,
            <= 2 => 2 * power,
            <= 5 => 5 * power,
            _ => 10 * power,
        };
    }
}
