namespace Pipelines.Tensors.Tests;

internal sealed class ElementConversionTests : EngineTests
{
    [Test]
    public void EveryHalfPrecisionNumberSurvives()
    {
        // All 65,536 patterns: to Float32 and back is the identity, up to the quieting of NaNs.
        foreach (var type in new[] { ElementType.BFloat16, ElementType.Float16 })
        {
            var patterns = Enumerable.Range(0, 65536).Select(bits => (ushort)bits).ToArray();
            var half = Backend.FromArray<ushort>(patterns, new Shape(65536), type);
            var single = half.To(ElementType.Float32).ToArray<float>();
            var back = half.To(ElementType.Float32).To(type).ToArray<ushort>();
            for (var i = 0; i < patterns.Length; i++)
            {
                Assert.That(
                    BitConverter.SingleToUInt32Bits(single[i]) & 0xFFBFFFFF,
                    Is.EqualTo(BitConverter.SingleToUInt32Bits(Single(patterns[i], type)) & 0xFFBFFFFF), $"{type} {i:x4}");
                if (float.IsNaN(single[i]))
                    Assert.That(float.IsNaN(Single(back[i], type)), Is.True, $"{type} {i:x4}");
                else
                    Assert.That(back[i], Is.EqualTo(patterns[i]), $"{type} {i:x4}");
            }
        }
    }

    [Test]
    public void BFloat16RoundsToNearestEven()
    {
        uint[] bits =
        [
            0x3F800000, 0x3F808000, 0x3F808001, 0x3F818000, 0x3F817FFF, 0x7F7FFFFF, 0x7F800000, 0xFF800000, 0x7F800001, 0x80000000,
            0x00008000,
        ];
        ushort[] expected = [0x3F80, 0x3F80, 0x3F81, 0x3F82, 0x3F81, 0x7F80, 0x7F80, 0xFF80, 0x7FC0, 0x8000, 0x0000];
        var source = Backend.FromArray(Array.ConvertAll(bits, BitConverter.UInt32BitsToSingle), new Shape(bits.Length));
        Assert.That(source.To(ElementType.BFloat16).ToArray<ushort>(), Is.EqualTo(expected));
        var many = Backend.FromArray(
            Enumerable.Repeat(bits, 7).SelectMany(b => b).Select(BitConverter.UInt32BitsToSingle).ToArray(), new Shape(77));
        Assert.That(many.To(ElementType.BFloat16).ToArray<ushort>(), Is.EqualTo(Enumerable.Repeat(expected, 7).SelectMany(b => b)));
    }

    [Test]
    public void Float16RoundsAndOverflows()
    {
        var source = Backend.FromArray([1f, 65504f, 65520f, 6e-8f, 2e-8f, -0f, 1.00048828125f], new Shape(7));
        Assert.That(
            source.To(ElementType.Float16).ToArray<ushort>(), Is.EqualTo(
                new ushort[] { 0x3C00, 0x7BFF, 0x7C00, 0x0001, 0x0000, 0x8000, 0x3C00 }));
    }

    [Test]
    public void LongsMustFit()
    {
        Assert.That(Ids([1, -7]).To(ElementType.Int64).To(ElementType.Int32).ToArray<int>(), Is.EqualTo(new[] { 1, -7 }));
        var large = Backend.FromArray<long>([1, 1L << 40], new Shape(2), ElementType.Int64);
        Assert.That(() => large.To(ElementType.Int32), Throws.TypeOf<TensorException>().With.Message.Contains("element 1"));
    }

    [Test]
    public void UnsupportedPairsAndCountsAreRefused()
    {
        Assert.That(
            () => Ids([1]).To(ElementType.Float32),
            Throws.TypeOf<TensorException>().With.Message.Contains("Int32").And.Message.Contains("Float32"));
        Assert.That(
            () => ElementConversion.Convert(Frozen(1, 3), Backend.Empty(new Shape(4), ElementType.Float16)),
            Throws.TypeOf<TensorException>().With.Message.Contains("[3]").And.Message.Contains("[4]"));
    }

    private static float Single(ushort bits, ElementType type) =>
        type == ElementType.Float16 ? (float)BitConverter.UInt16BitsToHalf(bits) : BitConverter.UInt32BitsToSingle((uint)bits << 16);
}
