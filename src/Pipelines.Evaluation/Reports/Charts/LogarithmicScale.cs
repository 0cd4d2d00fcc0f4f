using System.Globalization;

namespace Pipelines.Evaluation;

/// <summary>A logarithmic axis: ticks at powers of ten, with 2 and 5 times them where there are few, and more in a narrow range.</summary>
internal sealed class LogarithmicScale : IAxisScale
{
    private const int MostDecades = 8;

    private readonly double _largestPlain;
    private readonly double _start;
    private readonly double _length;

    /// <summary>Makes the smallest axis of whole ticks that holds a range.</summary>
    /// <param name="minimum">The least value, above 0.</param>
    /// <param name="maximum">The greatest value.</param>
    /// <param name="isHorizontal">Whether its labels stand beside each other, where long numbers have no room.</param>
    /// <param name="isNarrow">Whether there is room for a few ticks only.</param>
    public LogarithmicScale(double minimum, double maximum, bool isHorizontal = false, bool isNarrow = false)
    {
        _largestPlain = isHorizontal ? 1e4 : 1e6;
        if (!(minimum > 0 && double.IsFinite(minimum) && double.IsFinite(maximum) && maximum >= minimum))
            (minimum, maximum) = (1, 10);
        var (first, last) = ((int)Math.Floor(Math.Log10(minimum)), (int)Math.Ceiling(Math.Log10(maximum)));
        // Below a factor of five those would be two or three ticks.
        double[] steps = maximum > minimum && maximum < 5 * minimum ? [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8]
            : last - first <= (isNarrow ? 1 : 3) ? [1, 2, 5] : [1];
        var every = Math.Max(1, (last - first + MostDecades - 1) / MostDecades);
        List<double> ticks = [];
        for (var power = first; power <= last + every; power += every)
        {
            foreach (var step in steps)
                ticks.Add(step * Math.Pow(10, power));
        }

        // The rounding of powers must not leave the ends without a tick.
        var from = Math.Max(0, ticks.FindLastIndex(tick => tick <= minimum * (1 + 1e-12)));
        var to = ticks.FindIndex(from + 1, tick => tick >= maximum * (1 - 1e-12));
        Ticks = ticks[from..((to < 0 ? ticks.Count - 1 : to) + 1)];
        (_start, _length) = (Math.Log10(Ticks[0]), Math.Log10(Ticks[^1]) - Math.Log10(Ticks[0]));
    }

    /// <inheritdoc/>
    public IReadOnlyList<double> Ticks { get; }

    /// <inheritdoc/>
    public double Position(double value) => (Math.Log10(value) - _start) / _length;

    /// <inheritdoc/>
    public string Label(double tick) =>
        tick.ToString(tick >= 1e-3 && tick < _largestPlain ? "#,0.###" : "0.###e+0", CultureInfo.InvariantCulture);
}
