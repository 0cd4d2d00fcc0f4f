using System.Globalization;
using System.Text.Json.Nodes;
using Pipelines.Nn;

namespace Pipelines.Gpt;

/// <summary>How a family's <c>config.json</c> and weight files look.</summary>
internal abstract class GptFamily
{
    /// <summary>The families whose folders are read and written; the first that fits a config writes it.</summary>
    private static readonly GptFamily[] All = [new Gpt2Family(), new Phi3Family(), new Qwen2Family(), new LlamaFamily()];

    /// <summary>The config's <c>model_type</c>.</summary>
    public abstract string ModelType { get; }

    /// <summary>The reference library's class, for the config's <c>architectures</c>.</summary>
    public abstract string Architecture { get; }

    /// <summary>What to call the family.</summary>
    public abstract string DisplayName { get; }

    /// <summary>Whether the head is the token embedding where a config does not say.</summary>
    protected abstract bool TiesByDefault { get; }

    /// <summary>The family of a folder, by its <c>model_type</c>, or else its <c>architectures</c>.</summary>
    /// <exception cref="ModelFolderException">It is none of the known; the message lists them.</exception>
    public static GptFamily Of(ModelFolder folder)
    {
        var type = folder.ModelType;
        var found = type.Length > 0
            ? Array.Find(All, f => f.ModelType == type)
            : Array.Find(All, f => folder.Architectures.Contains(f.Architecture, StringComparer.Ordinal));
        if (found is not null)
            return found;
        throw type.Length > 0
            ? folder.Config.Error("model_type", $"'{type}' is no decoder that is known here. Known are: {Known(f => f.ModelType)}.")
            : folder.Config.Error(
                "architectures",
                $"there is no model_type, and none of the classes [{string.Join(", ", folder.Architectures)}] is known here. " +
                $"Known are: {Known(f => f.Architecture)}.");
    }

    /// <summary>The family whose reference implementation computes what a config describes.</summary>
    /// <exception cref="PipelineException">There is none.</exception>
    public static GptFamily Of(GptConfig config) => Array.Find(All, f => f.CanWrite(config)) ?? throw new PipelineException(
        "This mixture of parts is none of the families that Hugging Face's library computes (GPT-2: learned positions, " +
        "layer norm, plain feed-forward, biases everywhere; Llama, Qwen2, Phi-3: rotary positions, RMS norm, gated feed-forward), " +
        "so there is no folder layout for it. " +
        "Save the fitted pipeline instead: context.Model.Save.");

    /// <summary>Whether a folder's <c>model_type</c> is one of the known.</summary>
    public static bool IsKnown(string modelType) => Array.Exists(All, f => f.ModelType == modelType);

    /// <summary>The architecture that a <c>config.json</c> describes; what it omits has the reference library's defaults.</summary>
    /// <exception cref="ModelFolderException">A value is wrong or not supported.</exception>
    public GptConfig Read(ConfigSection config)
    {
        QuantizationConfig.Read(config); // refuses what is not read
        return ReadParts(config) with
        {
            TieEmbeddings = config.GetBoolean("tie_word_embeddings", TiesByDefault),
            InitializerRange = config.GetSingle("initializer_range", 0.02f, 0f, 10f),
        };
    }

    /// <summary>The <c>config.json</c> of an architecture, with the reference library's keys.</summary>
    public JsonObject Write(GptConfig config)
    {
        var json = WriteParts(config);
        json["model_type"] = ModelType;
        json["architectures"] = new JsonArray(Architecture);
        json["vocab_size"] = config.VocabularySize;
        json["initializer_range"] = Number(config.InitializerRange);
        json["use_cache"] = true;
        // GPT-2's class ties by default, and its files do not say so.
        if (config.TieEmbeddings != TiesByDefault || !TiesByDefault)
            json["tie_word_embeddings"] = config.TieEmbeddings;
        return json;
    }

    /// <summary>How the files' names differ from the modules'.</summary>
    public abstract WeightMap Map(GptConfig config);

    protected abstract GptConfig ReadParts(ConfigSection config);

    protected abstract JsonObject WriteParts(GptConfig config);

    protected abstract bool CanWrite(GptConfig config);

    /// <summary>A float with the few digits that a person gave it.</summary>
    protected static JsonNode Number(float value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return JsonNode.Parse(text.AsSpan().ContainsAny(".E") ? text : text + ".0")!;
    }

    private static string Known(Func<GptFamily, string> name) => string.Join(", ", All.Select(name));
}
