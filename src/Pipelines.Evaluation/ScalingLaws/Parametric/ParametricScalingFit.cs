using System.Globalization;

namespace Pipelines.Evaluation;

/// <summary>
/// The loss as a function of parameters N and tokens D, as Hoffmann et al. (2022) fit it in their third approach:
/// L(N, D) = E + A / N^α + B / D^β.
/// </summary>
/// <remarks>
/// Intervals come from fits of runs drawn with replacement. Of the logarithms in the sum A and α go together, as do B and β: trust what the
/// fit predicts between the runs before any one coefficient.
/// </remarks>
public sealed class ParametricScalingFit
{
    private readonly ScalingRange _range;

    internal ParametricScalingFit(
        IReadOnlyList<ScalingRun> runs, ScoreEstimate[] estimates, double objective, ScalingFitOptions options,
        IReadOnlyList<string> warnings)
    {
        (E, A, B, Alpha, Beta) = (estimates[0], estimates[1], estimates[2], estimates[3], estimates[4]);
        (ParameterShare, TokenShare) = (estimates[5], estimates[6]);
        (Runs, Objective, Warnings) = (runs, objective, warnings);
        _range = new ScalingRange(runs);
        Residuals = [.. runs.Select(run => Math.Log(run.Loss) - Math.Log(Predict(run.Parameters, run.Tokens)))];
        Signature = ScalingValues.Signature("E+A/N^alpha+B/D^beta", options, isRobust: true);
    }

    /// <summary>The loss that neither parameters nor tokens reduce, in nats a token.</summary>
    public ScoreEstimate E { get; }

    /// <summary>What stands before the power of the parameters; it depends on how they are counted.</summary>
    public ScoreEstimate A { get; }

    /// <summary>What stands before the power of the tokens; it depends on how they are counted.</summary>
    public ScoreEstimate B { get; }

    /// <summary>The exponent α of the parameters.</summary>
    public ScoreEstimate Alpha { get; }

    /// <summary>The exponent β of the tokens.</summary>
    public ScoreEstimate Beta { get; }

    /// <summary>The optimal parameters grow with the computation to this power, β / (α + β), where C = 6 N D.</summary>
    public ScoreEstimate ParameterShare { get; }

    /// <summary>The optimal tokens grow with the computation to this power, α / (α + β), where C = 6 N D.</summary>
    public ScoreEstimate TokenShare { get; }

    /// <summary>The runs.</summary>
    public IReadOnlyList<ScalingRun> Runs { get; }

    /// <summary>The logarithm of each run's loss less that of the predicted one: 0.01 is a loss 1 % higher than expected.</summary>
    public IReadOnlyList<double> Residuals { get; }

    /// <summary>
    /// The mean of Huber's function of the residuals, divided by its turning point; 0 where the law passes through all runs.
    /// </summary>
    public double Objective { get; }

    /// <summary>What must be known before the law is believed; empty where nothing is.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>How the fit was made; fits with other signatures cannot be compared.</summary>
    public string Signature { get; }

    /// <summary>The loss expected of a model and its tokens, in nats a token.</summary>
    /// <param name="parameters">Parameters of the model.</param>
    /// <param name="tokens">Tokens trained on.</param>
    public double Predict(double parameters, double tokens)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(parameters);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tokens);
        // The coefficients of steep powers are large, and so are the powers: only their ratio is near 1.
        return E.Value + Math.Exp(Math.Log(A.Value) - Alpha.Value * Math.Log(parameters))
            + Math.Exp(Math.Log(B.Value) - Beta.Value * Math.Log(tokens));
    }

    /// <summary>Whether parameters and tokens both lie among those of the runs.</summary>
    /// <param name="parameters">Parameters of the model.</param>
    /// <param name="tokens">Tokens trained on.</param>
    public bool IsMeasured(double parameters, double tokens) => _range.Has(parameters, tokens);

    /// <summary>The model and the tokens of the least loss where a token costs so many operations a parameter: in closed form.</summary>
    /// <param name="flops">The computation, in floating-point operations.</param>
    /// <param name="flopsPerParameter">Operations a parameter and token; 6 is the rule of thumb for training.</param>
    public ScalingOptimum Optimum(double flops, double flopsPerParameter = 6)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(flops);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(flopsPerParameter);
        var sum = Alpha.Value + Beta.Value;
        var balance = (Math.Log(Alpha.Value) + Math.Log(A.Value) - Math.Log(Beta.Value) - Math.Log(B.Value)) / sum;
        var product = Math.Log(flops) - Math.Log(flopsPerParameter);
        return At(flops, Math.Exp(balance + product * Beta.Value / sum), Math.Exp(product * Alpha.Value / sum - balance));
    }

    /// <summary>The model and the tokens of the least loss where the operations of a token are known, as a plan counts them.</summary>
    /// <param name="flops">The computation, in floating-point operations.</param>
    /// <param name="flopsPerToken">The operations of training on a token, of a model with so many parameters, of any size.</param>
    /// <exception cref="ScalingFitException">The least loss is at the smallest or the largest model there could be.</exception>
    public ScalingOptimum Optimum(double flops, Func<double, double> flopsPerToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(flops);
        ArgumentNullException.ThrowIfNull(flopsPerToken);
        var logarithm = ScalarMinimum.Find(0, Math.Log(flops), z => Predict(Math.Exp(z), Tokens(Math.Exp(z))))
            ?? throw new ScalingFitException(
                ScalingFitFailure.NoMinimum,
                $"With these operations a token the loss at {ScalingValues.Write(flops)} operations has its least at the end of all sizes; "
                + "look at what the function gives for small and large models.");
        return At(flops, Math.Exp(logarithm), Tokens(Math.Exp(logarithm)));

        double Tokens(double parameters)
        {
            var cost = flopsPerToken(parameters);
            ScalingValues.CheckPositive(cost, "operations a token", $"A model of {ScalingValues.Write(parameters)} parameters");
            return flops / cost;
        }
    }

    /// <summary>The law, its intervals and what to know of it.</summary>
    public override string ToString() =>
        $"L(N, D) = E + A / N^α + B / D^β of {Runs.Count.ToString(CultureInfo.InvariantCulture)} runs\n"
        + $"E {ScalingValues.Write(E)}\nA {ScalingValues.Write(A)}\nα {ScalingValues.Write(Alpha)}\n"
        + $"B {ScalingValues.Write(B)}\nβ {ScalingValues.Write(Beta)}\n"
        + $"N ∝ C^{ScalingValues.Write(ParameterShare)}, D ∝ C^{ScalingValues.Write(TokenShare)}\n{Signature}"
        + string.Concat(Warnings.Select(warning => $"\n{warning}"));

    private ScalingOptimum At(double flops, double parameters, double tokens) =>
        new(parameters, tokens, flops, Predict(parameters, tokens), !IsMeasured(parameters, tokens));
}
