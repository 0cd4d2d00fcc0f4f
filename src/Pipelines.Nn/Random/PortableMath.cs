namespace Pipelines.Nn;

/// <summary>Functions that give the same bits everywhere: platforms' own differ in the last place.</summary>
internal static class PortableMath
{
    private const double Ln2 = 0.693147180559945309417;
    private const double Sqrt2 = 1.41421356237309504880;

    /// <summary>The natural logarithm of a positive, finite, normal number, to about 1e-15 relative.</summary>
    public static double Log(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        var exponent = (int)(bits >> 52) - 1023;
        var mantissa = BitConverter.Int64BitsToDouble((bits & 0x000FFFFFFFFFFFFF) | 0x3FF0000000000000);
        if (mantissa > Sqrt2)
        {
            mantissa *= 0.5;
            exponent++;
        }

        // ln m = 2 artanh(t), t = (m − 1) / (m + 1), |t| ≤ 0.1716: twelve odd terms reach double precision.
        var t = (mantissa - 1.0) / (mantissa + 1.0);
        var square = t * t;
        var sum = 0.0;
        for (var k = 23; k >= 1; k -= 2)
            sum = sum * square + 1.0 / k;
        return exponent * Ln2 + 2.0 * t * sum;
    }
}
