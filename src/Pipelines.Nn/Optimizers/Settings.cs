namespace Pipelines.Nn;

/// <summary>Checks of optimizer settings.</summary>
internal static class Settings
{
    /// <summary>At least 0 and less than 1.</summary>
    public static float Fraction(float value, string name) => value >= 0f && value < 1f
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "The value must be at least 0 and less than 1.");

    /// <summary>Finite and at least 0.</summary>
    public static float NotNegative(float value, string name) => value >= 0f && float.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "The value must be finite and at least 0.");
}
