namespace Pipelines.Gpt;

/// <summary>The logistic function and its relatives, exact where their naive forms overflow or cancel.</summary>
internal static class LogSigmoid
{
    public static double Of(double x) => x >= 0 ? -LogOnePlus(Math.Exp(-x)) : x - LogOnePlus(Math.Exp(x));

    public static double Sigmoid(double x)
    {
        if (x >= 0)
            return 1 / (1 + Math.Exp(-x));
        var e = Math.Exp(x);
        return e / (1 + e);
    }

    /// <summary>The derivative of <see cref="Sigmoid"/>.</summary>
    public static double SigmoidSlope(double x) => Sigmoid(x) * Sigmoid(-x);

    public static double Softplus(double x) => -Of(-x);

    /// <summary>log(1 + x) without the loss of digits near 0 (Kahan).</summary>
    public static double LogOnePlus(double x)
    {
        var sum = 1 + x;
        return sum == 1 ? x : Math.Log(sum) * x / (sum - 1);
    }
}
