using Pipelines.Testing.Goldens;

namespace Pipelines.Tensors.Tests;

internal sealed class DynamicMapTests
{
    [Test]
    [Category("Golden")]
    public void SignedCodesAreTheReferences()
    {
        var expected = GoldenCase.Floats(GoldenCase.Open("nf4-code-books").Get("outputs/dynamic_map_signed_8bit"));
        Assert.That(DynamicMap.Signed.Codes.ToArray(), Is.EqualTo(expected).Within(6e-8f));
    }

    [Test]
    public void UnsignedCodesAscendFromZeroToOne()
    {
        var codes = DynamicMap.Unsigned.Codes.ToArray();
        Assert.That(codes, Has.Length.EqualTo(256).And.Ordered.Ascending.And.Unique);
        Assert.That((codes[0], codes[^1]), Is.EqualTo((0f, 1f)));
    }

    [Test]
    public void NearestIsNearest([Values] bool signed)
    {
        var map = signed ? DynamicMap.Signed : DynamicMap.Unsigned;
        var codes = map.Codes.ToArray();
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
            AssertNearest((float)(Math.Pow(10, -8 * random.NextDouble()) * (signed && i % 2 == 0 ? -1 : 1)));
        // Both ends of the cells in which codes are looked up.
        for (var upper = 0; upper < 0x3F80; upper += 3)
        {
            AssertNearest(BitConverter.Int32BitsToSingle(upper << 16));
            AssertNearest(BitConverter.Int32BitsToSingle((upper << 16) | 0xFFFF));
        }

        for (var code = 0; code < 256; code++)
            Assert.That(map.Nearest(codes[code]), Is.EqualTo(code));
        Assert.That(map.Nearest(2f), Is.EqualTo(255));
        Assert.That(map.Nearest(-1f), Is.Zero);

        void AssertNearest(float value)
        {
            var (distance, least) = (Math.Abs(codes[map.Nearest(value)] - value), float.PositiveInfinity);
            foreach (var code in codes)
                least = Math.Min(least, Math.Abs(code - value));
            Assert.That(distance, Is.LessThanOrEqualTo(least * 1.0001f + 1e-12f), $"{value}");
        }
    }
}
