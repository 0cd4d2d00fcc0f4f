using Pipelines.Nn;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>What a decoder's folder holds, found without making the model: any size can be looked at.</summary>
public sealed record GptFolderInfo
{
    private GptFolderInfo(string family, GptConfig config, GptTokenIds tokenIds, WeightMatch weights)
    {
        Family = family;
        Config = config;
        TokenIds = tokenIds;
        Weights = weights;
    }

    /// <summary>The family: GPT-2, Llama, Qwen2, Phi-3.</summary>
    public string Family { get; }

    /// <summary>The architecture.</summary>
    public GptConfig Config { get; }

    /// <summary>The special tokens that the config names.</summary>
    public GptTokenIds TokenIds { get; }

    /// <summary>Which tensor fills which parameter, what is missing and what is unused.</summary>
    public WeightMatch Weights { get; }

    /// <summary>Whether a config's <c>model_type</c> is that of a decoder that is known here.</summary>
    public static bool IsKnown(string modelType) => GptFamily.IsKnown(modelType);

    /// <summary>Looks at a folder.</summary>
    /// <exception cref="ModelFormatException">
    /// Its config is wrong or of a family that is not known, or its weights cannot be read.
    /// </exception>
    public static GptFolderInfo Read(ModelFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return ModelFolderGuard.Run(() =>
        {
            var family = GptFamily.Of(folder);
            var config = GptFolder.ReadArchitecture(folder);
            var match = folder.Weights.Match(nameof(GptModel), GptParameters.List(config), family.Map(config));
            return new GptFolderInfo(family.DisplayName, config, GptTokenIds.Read(folder.Config), match);
        });
    }
}
