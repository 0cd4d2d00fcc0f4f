using System.Text.Json;
using Pipelines.Testing.Goldens;

namespace Pipelines.Tensors.Tests;

/// <summary>Codes, scales and decoded values of bitsandbytes.</summary>
[Category("Golden")]
internal sealed class FourBitGoldenTests : EngineTests
{
    private static IEnumerable<TestCaseData> Cases => GoldenCase.Find("nf4- fp4-", golden => golden.Has("quant_type") && golden.Has("input"));

    [TestCaseSource(nameof(Cases))]
    public void CodesScalesAndValuesAreTheReferences(GoldenCase golden)
    {
        var options = OptionsOf(golden);
        using var expected = SafetensorsFile.Open(golden.PathOf("expected.safetensors"));
        using var inputs = SafetensorsFile.Open(golden.PathOf("input.safetensors"));
        using var quantized = FourBitTensor.Quantize(inputs.Read("weight", Backend, ElementType.Float32), options);
        Assert.That(quantized.Codes.AsSpan<byte>().SequenceEqual(expected.GetBytes("packed")), "packed codes");
        if (options.DoubleQuantization)
        {
            Assert.That(quantized.Scales.AsSpan<byte>().SequenceEqual(expected.GetBytes("absmax_codes")), "codes of scales");
            Assert.That(quantized.NestedScales!.ToArray<float>(), Is.EqualTo(Floats(expected, "nested_absmax")).Within(1).Ulps);
            Assert.That(quantized.Offset, Is.EqualTo(Floats(expected, "nested_offset")[0]).Within(2).Ulps);
        }
        else
        {
            Assert.That(quantized.Scales.ToArray<float>(), Is.EqualTo(Floats(expected, "absmax")), "scales");
        }

        AssertDecodes(quantized, expected, golden);
    }

    [TestCaseSource(nameof(Cases))]
    public void WhatAFileHoldsDecodes(GoldenCase golden)
    {
        var options = OptionsOf(golden);
        using var expected = SafetensorsFile.Open(golden.PathOf("expected.safetensors"));
        using var file = SafetensorsFile.Open(golden.PathOf("hf_layout.safetensors"));
        var shape = new Shape([.. golden.Get("shape").EnumerateArray().Select(e => e.GetInt32())]);
        var codes = Backend.FromArray(file.GetBytes("weight"), new Shape((int)file.Entries["weight"].ElementCount), ElementType.UInt8);
        var scales = options.DoubleQuantization
            ? Backend.FromArray(file.GetBytes("weight.absmax"), new Shape((int)file.Entries["weight.absmax"].ElementCount), ElementType.UInt8)
            : file.Read("weight.absmax", Backend);
        using var state = JsonDocument.Parse(golden.Get("quant_state_json").GetString()!);
        using var quantized = new FourBitTensor(
            shape, options, codes, scales, options.DoubleQuantization ? file.Read("weight.nested_absmax", Backend) : null,
            options.DoubleQuantization ? state.RootElement.GetProperty("nested_offset").GetSingle() : 0f);
        AssertDecodes(quantized, expected, golden);
    }

    [TestCase(FourBitType.Nf4, "outputs/nf4")]
    [TestCase(FourBitType.Fp4, "outputs/fp4")]
    public void ValuesOfCodes(FourBitType type, string path)
    {
        var expected = GoldenCase.Floats(GoldenCase.Open("nf4-code-books").Get(path));
        Assert.That(FourBitCodeBook.Of(type).Values.ToArray(), Is.EqualTo(expected).Within(1).Ulps);
    }

    private static FourBitOptions OptionsOf(GoldenCase golden) => new()
    {
        Type = golden.Get("quant_type").GetString() == "fp4" ? FourBitType.Fp4 : FourBitType.Nf4,
        BlockSize = golden.Get("blocksize").GetInt32(),
        DoubleQuantization = golden.Get("nested_blocksize").ValueKind == JsonValueKind.Number,
        NestedBlockSize = golden.Get("nested_blocksize").ValueKind == JsonValueKind.Number ? golden.Get("nested_blocksize").GetInt32() : 256,
    };

    private void AssertDecodes(FourBitTensor quantized, SafetensorsFile expected, GoldenCase golden)
    {
        // The reference rounds to the type that the weight had.
        var tolerance = golden.Get("dtype").GetString() switch { "float16" => 5e-4, "bfloat16" => 4e-3, _ => 1e-6 };
        var values = quantized.Dequantize().ToArray<float>();
        Assert.That(values, Is.EqualTo(Floats(expected, "dequantized")).Within(tolerance), "decoded values");
    }

    private float[] Floats(SafetensorsFile file, string name) => file.Read(name, Backend, ElementType.Float32).ToArray<float>();
}
