using System.Text.Json.Nodes;

namespace Pipelines.Nn;

/// <summary>The <c>quantization_config</c> of a <c>config.json</c>, as the reference library writes it for bitsandbytes.</summary>
public static class QuantizationConfig
{
    private const string Key = "quantization_config";

    private static readonly Dictionary<string, QuantizationType> Types = new(StringComparer.Ordinal)
    {
        ["nf4"] = QuantizationType.Nf4,
        ["fp4"] = QuantizationType.Fp4,
    };

    /// <summary>How a model's config says that its weights are quantized; null where it does not.</summary>
    /// <exception cref="ModelFolderException">It is wrong, or by a method that is not read.</exception>
    public static QuantizationOptions? Read(ConfigSection config)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.FindSection(Key) is not { } section)
            return null;
        var (isFour, isEight) = (section.GetBoolean("load_in_4bit", false), section.GetBoolean("load_in_8bit", false));
        var method = section.GetString("quant_method", isFour || isEight ? "bitsandbytes" : "");
        if (method != "bitsandbytes")
        {
            throw section.Error(
                "quant_method", $"weights quantized by '{method}' are not read; those of bitsandbytes are. "
                    + "Use the model's unquantized folder.");
        }

        if (isFour == isEight)
            throw section.Error("load_in_4bit", "neither or both of load_in_4bit and load_in_8bit are true; one was expected.");
        var skipped = section.FindStrings("llm_int8_skip_modules") ?? [];
        if (isEight)
            return new QuantizationOptions { Type = QuantizationType.Int8, SkipModules = skipped };
        if (section.GetString("bnb_4bit_quant_storage", "uint8") is var storage && storage != "uint8")
            throw section.Error("bnb_4bit_quant_storage", $"codes packed in {storage} are not read; uint8 is. Save the model with that.");
        return new QuantizationOptions
        {
            Type = section.GetChoice("bnb_4bit_quant_type", Types, "fp4"),
            DoubleQuantization = section.GetBoolean("bnb_4bit_use_double_quant", false),
            SkipModules = skipped,
        };
    }

    /// <summary>The section for a model; null where nothing of it is quantized.</summary>
    /// <exception cref="ModuleException">Its weights are quantized in several ways, which the config cannot say.</exception>
    public static JsonObject? Write(Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        QuantizationOptions? options = null;
        foreach (var (path, layer) in QuantizedWeights.Of(module))
        {
            var here = QuantizationOptions.Of(layer.Weight);
            options ??= here;
            if (!options.StoresLike(here))
                throw new ModuleException($"'{path}' is quantized as {here}, others as {options}. A model's folder has one way for all.");
        }

        if (options is null)
            return null;
        var isEight = options.Type == QuantizationType.Int8;
        return new JsonObject
        {
            ["_load_in_4bit"] = !isEight,
            ["_load_in_8bit"] = isEight,
            ["bnb_4bit_compute_dtype"] = "float32",
            ["bnb_4bit_quant_storage"] = "uint8",
            ["bnb_4bit_quant_type"] = options.Type == QuantizationType.Nf4 ? "nf4" : "fp4",
            ["bnb_4bit_use_double_quant"] = options.DoubleQuantization,
            ["llm_int8_enable_fp32_cpu_offload"] = false,
            ["llm_int8_has_fp16_weight"] = false,
            ["llm_int8_skip_modules"] = SkipModules(module),
            ["llm_int8_threshold"] = 6.0,
            ["load_in_4bit"] = !isEight,
            ["load_in_8bit"] = isEight,
            ["quant_method"] = "bitsandbytes",
        };
    }

    // The reference library leaves out the head by itself, but only while the list is not there.
    private static JsonArray? SkipModules(Module module)
    {
        var head = (module as IOutputHead)?.HeadPath;
        List<string> plain = [.. module.NamedModules().Where(m => m.Module is Linear && m.Name != head).Select(m => m.Name)];
        return plain.Count == 0 ? null : new JsonArray([.. plain.Append(head ?? "lm_head").Select(p => JsonValue.Create(p))]);
    }
}
