using Pipelines.Nn;

namespace Pipelines.Peft;

/// <summary>The methods of this package by the names that files have for them.</summary>
internal static class AdapterMethods
{
    private static readonly Dictionary<string, Func<Module, AdapterSet>> Known = new(StringComparer.Ordinal)
    {
        ["LORA"] = AdapterSet.On<LoraAdapters>,
        ["PROMPT_TUNING"] = AdapterSet.On<PromptTuningAdapters>,
        ["PREFIX_TUNING"] = AdapterSet.On<PrefixTuningAdapters>,
        ["P_TUNING"] = AdapterSet.On<PTuningAdapters>,
        ["IA3"] = AdapterSet.On<Ia3Adapters>,
        ["ADALORA"] = AdapterSet.On<AdaLoraAdapters>,
        ["BOTTLENECK"] = AdapterSet.On<BottleneckAdapters>,
        ["SELECTIVE"] = AdapterSet.On<SelectiveAdapters>,
    };

    /// <summary>The adapters on a model, of the method that a configuration names.</summary>
    /// <exception cref="ModelFolderException">The file is missing or wrong, or the method is not one of this package.</exception>
    /// <exception cref="PeftException">The model has adapters of another method.</exception>
    public static AdapterSet SetFor(Module model, string configPath)
    {
        var method = AdapterConfigFile.MethodOf(configPath);
        return Known.TryGetValue(method, out var make)
            ? make(model)
            : throw new ModelFolderException(
                configPath,
                $"'{method}' is no method of this package ({string.Join(", ", Known.Keys)}). Load one of another package with " +
                "LoadAdapter<TSet>.", "$.peft_type");
    }
}
