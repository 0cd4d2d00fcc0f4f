using Microsoft.Extensions.Logging;
using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Peft.Tests;

/// <summary>The code of docs/quantization.md, and what docs/adapters.md shows of it, compiled.</summary>
internal static class QuantizationPageExamples
{
    public static void Load(PipelineContext context)
    {
        var decoder = context.Model.LoadGpt("models/llama", o => o.Quantization = new QuantizationOptions { DoubleQuantization = true });
        Console.WriteLine(decoder.Weights.Quantization);   // projections, bytes, bits a weight, differences
        decoder.Save("models/llama-nf4");                  // bitsandbytes' layout; read back bit for bit
    }

    public static void InPlace(GptModel model)
    {
        var report = model.Quantize(new QuantizationOptions { Type = QuantizationType.Int8, SkipModules = ["mlp.c_proj", "h.0"] });
        Console.WriteLine($"{report.BitsPerElement:F3} bits, logits differ by {report.LogitDifference}, {report.AgreeingPredictions:P0} alike");
    }

    public static void Matrices(Linear linear)
    {
        using var weight = FourBitTensor.Quantize(linear.Weight.Value, new FourBitOptions { DoubleQuantization = true });
        Console.WriteLine($"{weight.BitsPerElement:F3} bits a weight");          // 4.127
        using var layer = new QuantizedLinear(weight, bias: null);
    }

    public static void QLora(PipelineContext context, IDataView blocks, ILogger logger)
    {
        var quantized = context.Model.LoadGpt("models/small", o => o.Quantization = new QuantizationOptions { DoubleQuantization = true });
        using var tuned = context.Trainers.Lora(quantized, o =>
        {
            o.TargetModules = ["all-linear"];
            o.Optimizer = new PagedAdamWOptions();
        }).Fit(blocks);
        var report = tuned.Adapters.Merge(new MergeOptions { MaximumDrift = 0.12, Logger = logger });
        Console.WriteLine(report);
        tuned.Adapters.Unmerge();
    }
}
