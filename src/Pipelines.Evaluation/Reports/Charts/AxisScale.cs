using System.Globalization;

namespace Pipelines.Evaluation;

/// <summary>A linear axis whose ticks are round numbers: 1, 2 or 5 times a power of ten.</summary>
internal sealed class AxisScale : IAxisScale
{
    private const double Largest = 1e300;

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
        (minimum, maximum) = (Math.Clamp(minimum, -Largest, Largest), Math.Clamp(maximum, -Largest, Largest));
        // Narrower ranges have no round numbers in double precision.
        var least = Math.Max(Math.Abs(minimum), Math.Abs(maximum)) * 1e-9;
        if (maximum - minimum <= least)
            (minimum, maximum) = (minimum - Math.Max(0.5, least), minimum + Math.Max(0.5, least));
        _step = RoundStep((maximum - minimum) / Math.Max(1, tickCount));
        _start = Math.Floor(minimum / _step) * _step;
        _end = Math.Ceiling(maximum / _step) * _step;
        var count = (int)Math.Round((_end - _start) / _step);
        Ticks = [.. Enumerable.Range(0, count + 1).Select(i => _start + i * _step)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<double> Ticks { get; }

    /// <inheritdoc/>
    public double Position(double value) => (value - _start) / (_end - _start);

    /// <summary>A tick's label, with as many decimals as the distance of ticks needs.</summary>
    public string Label(double tick)
    {
        if (_step < 1e-6 || Math.Max(Math.Abs(_start), Math.Abs(_end)) >= 1e9)
            return (Math.Abs(tick) < _step / 2 ? 0 : tick).ToString("0.###e+0", CultureInfo.InvariantCulture);
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
