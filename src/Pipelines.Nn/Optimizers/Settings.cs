namespace Pipelines.Nn;

/// <summary>Checks of optimizer settings.</summary>
internal static class Settings
{
    /// <summary>At least 0 and less than 1.</summary>
    public static double Fraction(double value, string name) => value is >= 0.0 and < 1.0
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "The value must be at least 0 and less than 1.");

    /// <summary>Finite and at least 0.</summary>
    public static double NotNegative(double value, string name) => value >= 0.0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "The value must be finite and at least 0.");

    /// <summary>Finite and more than 0.</summary>
    public static double Positive(double value, string name) => value > 0.0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "The value must be finite and more than 0.");
}
