using FsCheck;
using FsCheck.Fluent;

namespace Pipelines.Tensors.Tests;

internal sealed class QuantizedTensorTests : EngineTests
{
    [Test]
    public void BitsPerElement()
    {
        var weights = Frozen(1, 512, 512);
        using var plain = FourBitTensor.Quantize(weights);
        using var twice = FourBitTensor.Quantize(weights, new FourBitOptions { DoubleQuantization = true });
        using var bytes = EightBitTensor.Quantize(weights);
        Assert.That(plain.BitsPerElement, Is.EqualTo(4.5).Within(1e-9));
        Assert.That(twice.BitsPerElement, Is.EqualTo(4.127).Within(1e-3));
        Assert.That(bytes.BitsPerElement, Is.EqualTo(8.0625).Within(1e-9));
    }

    [Test]
    public void ValuesOfTheCodeBookComeBackAsTheyAre([Values] FourBitType type)
    {
        var values = FourBitCodeBook.Of(type).Values.ToArray();
        using var quantized = FourBitTensor.Quantize(
            Backend.FromArray(values.Select(v => 3 * v).ToArray(), new Shape(4, 4)), new FourBitOptions { Type = type, BlockSize = 16 });
        Assert.That(quantized.Dequantize().ToArray<float>(), Is.EqualTo(values.Select(v => 3 * v)).Within(1e-6));
    }

    [Test]
    public void DecodedValuesAreTheNearestOfTheirBlock() => Prop.ForAll(
        Gen.Choose(1, 200).Zip(Gen.Choose(2, 70)).Zip(Gen.Choose(0, 100_000)).ToArbitrary(), drawn =>
        {
            var ((count, blockSize), seed) = drawn;
            var source = Data.Floats(count, seed);
            using var quantized = FourBitTensor.Quantize(Backend.FromArray(source, new Shape(1, count)), new FourBitOptions { BlockSize = blockSize });
            var decoded = quantized.Dequantize().ToArray<float>();
            for (var i = 0; i < count; i++)
            {
                var scale = quantized.ScaleOf(i / blockSize);
                var least = float.PositiveInfinity;
                foreach (var value in FourBitCodeBook.Nf4.Values)
                    least = Math.Min(least, Math.Abs(value * scale - source[i]));
                Assert.That(Math.Abs(decoded[i] - source[i]), Is.LessThanOrEqualTo(least + 1e-6f * scale), $"element {i}");
            }
        }).QuickCheckThrowOnFailure();

    [Test]
    public void AnEighthBitIsOffByHalfAStepAtMost()
    {
        var source = Frozen(3, 7, 133);
        using var quantized = EightBitTensor.Quantize(source);
        var (decoded, expected) = (quantized.Dequantize().ToArray<float>(), source.ToArray<float>());
        for (var i = 0; i < expected.Length; i++)
            Assert.That(decoded[i], Is.EqualTo(expected[i]).Within(quantized.Scales.ToArray<float>()[i / 133] / 127 / 2 * 1.0001));
    }

    [Test]
    public void ZerosStayZeros()
    {
        foreach (var quantized in (QuantizedTensor[])
            [FourBitTensor.Quantize(Backend.Zeros(new Shape(3, 43))), EightBitTensor.Quantize(Backend.Zeros(new Shape(3, 43))),
             FourBitTensor.Quantize(Backend.Zeros(new Shape(3, 43)), new FourBitOptions { DoubleQuantization = true, Type = FourBitType.Fp4 })])
        {
            using (quantized)
                Assert.That(quantized.Dequantize().ToArray<float>(), Has.All.Zero);
        }
    }

    [Test]
    public void ALayersGradientsFlowToItsInputAndBias()
    {
        using var weight = FourBitTensor.Quantize(Frozen(1, 7, 5), new FourBitOptions { BlockSize = 8 });
        GradientCheck.Verify(
            t => Functional.QuantizedLinear(t[0], weight, t[1], Activation.GeluTanh, t[2]), Floats(2, 2, 3, 5), Floats(3, 7), Floats(4, 2, 3, 7));
        GradientCheck.Verify(t => Functional.QuantizedLinear(t[0], weight, t[1]), Floats(2, 4, 5), Floats(3, 7));
    }

    [Test]
    public void AStepIsThatOfTheDecodedWeightBitForBit()
    {
        using var weight = FourBitTensor.Quantize(Frozen(1, 90, 70));
        var decoded = weight.Dequantize();
        var input = Frozen(2, 33, 70);
        Assert.That(
            Functional.QuantizedLinear(input, weight).ToArray<float>(), Is.EqualTo(Functional.Linear(input, decoded).ToArray<float>()));
    }

    [Test]
    public void WhatCannotBeQuantizedIsRefused()
    {
        var infinite = Backend.FromArray([1f, float.NaN], new Shape(1, 2));
        Assert.That(() => FourBitTensor.Quantize(infinite), Throws.TypeOf<TensorException>().With.Message.Contains("NaN"));
        Assert.That(() => EightBitTensor.Quantize(infinite), Throws.TypeOf<TensorException>().With.Message.Contains("finite"));
        Assert.That(() => FourBitTensor.Quantize(Floats(1, 5)), Throws.TypeOf<TensorException>().With.Message.Contains("[rows, columns]"));
        using var weight = EightBitTensor.Quantize(Frozen(1, 3, 4));
        Assert.That(() => Functional.QuantizedLinear(Floats(1, 2, 5), weight), Throws.TypeOf<TensorException>().With.Message.Contains("[out, 5]"));
    }
}
