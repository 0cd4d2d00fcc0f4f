using System.Globalization;
using Pipelines.Evaluation;

namespace Pipelines;

/// <summary>Scaling laws in reports.</summary>
public static class ReportScalingExtensions
{
    // Points of a fitted curve: enough to look smooth.
    private const int CurvePoints = 65;

    private static readonly ReportColumn[] CoefficientColumns =
        [new("coefficient"), new("value"), new("95 % interval")];

    /// <summary>
    /// Adds the coefficients of a law with their intervals, the runs by their tokens with the fitted curve of each size on logarithmic
    /// axes, what each run is off by, and the fit's warnings.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="fit">The fit.</param>
    /// <param name="title">What stands above it.</param>
    public static ReportBuilder ScalingLaw(this ReportBuilder builder, ParametricScalingFit fit, string title = "Loss by size and tokens")
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(title);
        Warn(builder, fit.Warnings);
        List<ChartSeries> series = [];
        foreach (var size in fit.Runs.GroupBy(run => run.Parameters).OrderBy(g => g.Key))
        {
            var name = $"{ScalingValues.Write(size.Key)} parameters";
            AddCurve(
                series, name, size.Select(run => new ChartPoint(run.Tokens, run.Loss)), fit.Runs.Min(run => run.Tokens),
                fit.Runs.Max(run => run.Tokens), tokens => fit.Predict(size.Key, tokens));
        }

        return builder.Add(new LineChart
        {
            Title = title,
            XLabel = "tokens",
            YLabel = "loss (nats per token)",
            Series = series,
            IsLogarithmic = true,
            IsXLogarithmic = true,
        })
        .Add(Coefficients(
            $"{title}: L = E + A / N^α + B / D^β",
            [
                ("E", fit.E), ("A", fit.A), ("α", fit.Alpha), ("B", fit.B), ("β", fit.Beta),
                ("optimal parameters' exponent", fit.ParameterShare), ("optimal tokens' exponent", fit.TokenShare),
            ]))
        .Add(new ReportTable
        {
            Title = $"{title}: runs",
            Columns =
            [
                new("run"), new("parameters", ReportColumnKind.Count), new("tokens", ReportColumnKind.Count),
                new("loss", ReportColumnKind.Number), new("fitted", ReportColumnKind.Number), new("log error", ReportColumnKind.Number),
            ],
            Rows =
            [
                .. fit.Runs.Select((run, i) => (IReadOnlyList<ReportCell>)
                [
                    (i + 1).ToString(CultureInfo.InvariantCulture), run.Parameters, run.Tokens, run.Loss,
                    fit.Predict(run.Parameters, run.Tokens), fit.Residuals[i],
                ]),
            ],
        })
        .Add(new ReportFingerprints([new ReportFingerprint(title, fit.Signature)]));
    }

    /// <summary>
    /// Adds the parabola of each computation with its runs, a table of the lowest points, the power laws with their intervals, and the
    /// fit's warnings.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="fit">The fit.</param>
    /// <param name="title">What stands above it.</param>
    public static ReportBuilder ScalingLaw(this ReportBuilder builder, EqualFlopsFit fit, string title = "Equal computation")
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(title);
        Warn(builder, fit.Warnings);
        List<ChartSeries> series = [];
        foreach (var profile in fit.Profiles)
        {
            var runs = profile.Series.Runs.OrderBy(run => run.Parameters).ToList();
            AddCurve(
                series, $"{ScalingValues.Write(profile.Series.Flops)} FLOPs", runs.Select(run => new ChartPoint(run.Parameters, run.Loss)),
                Math.Min(runs[0].Parameters, profile.Parameters.Value), Math.Max(runs[^1].Parameters, profile.Parameters.Value),
                profile.Predict);
        }

        builder.Add(new LineChart
        {
            Title = title,
            XLabel = "parameters",
            YLabel = "loss (nats per token)",
            Series = series,
            IsXLogarithmic = true,
        })
        .Add(new ReportTable
        {
            Title = $"{title}: lowest points",
            Columns =
            [
                new("FLOPs"), new("parameters", ReportColumnKind.Count), new("tokens", ReportColumnKind.Count),
                new("loss", ReportColumnKind.Number), new("lies among the sizes"),
            ],
            Rows =
            [
                .. fit.Profiles.Select(p => (IReadOnlyList<ReportCell>)
                    [ScalingValues.Write(p.Series.Flops), p.Parameters, p.Tokens, p.Loss, p.IsExtrapolated ? "no" : "yes"]),
            ],
        });
        if (fit is { ParameterLaw: { } parameters, TokenLaw: { } tokens })
        {
            builder.Add(Coefficients(
                $"{title}: power laws of the computation C",
                [
                    ("parameters: k", parameters.Coefficient), ("parameters: exponent", parameters.Exponent),
                    ("tokens: k", tokens.Coefficient), ("tokens: exponent", tokens.Exponent),
                ]));
        }

        return builder.Add(new ReportFingerprints([new ReportFingerprint(title, fit.Signature)]));
    }

    /// <summary>Adds the losses by the scale with the fitted curve on logarithmic axes, its coefficients, and the fit's warnings.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="fit">The fit.</param>
    /// <param name="xLabel">What the scale is, such as parameters.</param>
    /// <param name="title">What stands above it.</param>
    public static ReportBuilder ScalingLaw(this ReportBuilder builder, PowerLawFit fit, string xLabel, string title = "Power law")
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(xLabel);
        ArgumentNullException.ThrowIfNull(title);
        Warn(builder, fit.Warnings);
        List<ChartSeries> series = [];
        AddCurve(
            series, "measured", fit.Points.OrderBy(p => p.X).Select(p => new ChartPoint(p.X, p.Loss)), fit.Points.Min(p => p.X),
            fit.Points.Max(p => p.X), fit.Predict);
        (string, ScoreEstimate)[] coefficients = [("x₀", fit.Reference), ("α", fit.Exponent)];
        return builder.Add(new LineChart
        {
            Title = title,
            XLabel = xLabel,
            YLabel = "loss (nats per token)",
            Series = series,
            IsLogarithmic = true,
            IsXLogarithmic = true,
        })
        .Add(Coefficients(
            $"{title}: L = {(fit.HasIrreducibleLoss ? "L∞ + " : "")}(x₀ / x)^α",
            fit.HasIrreducibleLoss ? [("L∞", fit.IrreducibleLoss), .. coefficients] : coefficients))
        .Add(new ReportFingerprints([new ReportFingerprint(title, fit.Signature)]));
    }

    private static void Warn(ReportBuilder builder, IReadOnlyList<string> warnings)
    {
        foreach (var warning in warnings)
            builder.Warning(warning);
    }

    // The points and, in their colour, the curve that was fitted to them.
    private static void AddCurve(
        List<ChartSeries> series, string name, IEnumerable<ChartPoint> points, double from, double to, Func<double, double> value)
    {
        var colour = series.Count / 2;
        series.Add(new ChartSeries(name, [.. points.OrderBy(p => p.X)]) { Colour = colour, ShowPoints = true, HideLine = true });
        var curve = Enumerable.Range(0, CurvePoints).Select(i => from * Math.Pow(to / from, i / (CurvePoints - 1.0)))
            .Select(x => new ChartPoint(x, value(x)));
        series.Add(new ChartSeries($"{name}, fitted", [.. curve]) { Colour = colour });
    }

    // As texts: coefficients are of any size, which four decimals do not show.
    private static ReportTable Coefficients(string title, (string Name, ScoreEstimate Value)[] coefficients) => new()
    {
        Title = title,
        Columns = CoefficientColumns,
        Rows =
        [
            .. coefficients.Select(c => (IReadOnlyList<ReportCell>)
            [
                c.Name, ScalingValues.Write(c.Value.Value),
                double.IsNaN(c.Value.Lower) ? "" : $"[{ScalingValues.Write(c.Value.Lower)}, {ScalingValues.Write(c.Value.Upper)}]",
            ]),
        ],
    };
}
