using System.Text.Json.Serialization;

namespace Pipelines.Evaluation;

/// <summary>A curve of a <see cref="LineChart"/>.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Points">Its points from left to right; a point that is not finite leaves a gap.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<ChartPoint> Points)
{
    /// <summary>Which colour of the palette it has, from 0; null for the next one. Curves of one run may share a colour.</summary>
    public int? Colour { get; init; }

    /// <summary>Whether it stands behind the others: thin and pale.</summary>
    public bool IsFaint { get; init; }

    /// <summary>Whether its line is dashed.</summary>
    public bool IsDashed { get; init; }

    /// <summary>Whether each point has a mark.</summary>
    public bool ShowPoints { get; init; }

    /// <summary>Whether its points are not joined: measurements beside the curve that was fitted to them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool HideLine { get; init; }

    /// <summary>The mean of the last points at each of them, so that a noisy curve can be seen.</summary>
    /// <param name="name">The name of the new curve.</param>
    /// <param name="window">Of how many points; null for a fiftieth of them all, so that short and long runs are as smooth.</param>
    public ChartSeries RunningMean(string name, int? window = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (window is { } count)
            ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, nameof(window));
        var last = new Queue<double>();
        var (length, sum) = (window ?? Math.Max(1, Points.Count / 50), 0.0);
        List<ChartPoint> means = [];
        foreach (var point in Points)
        {
            if (!double.IsFinite(point.Y))
            {
                // After a gap the mean begins anew: a NaN would never leave the sum.
                means.Add(point);
                last.Clear();
                sum = 0;
                continue;
            }

            last.Enqueue(point.Y);
            sum += point.Y;
            if (last.Count > length)
                sum -= last.Dequeue();
            means.Add(new ChartPoint(point.X, sum / last.Count));
        }

        return this with { Name = name, Points = means };
    }
}
