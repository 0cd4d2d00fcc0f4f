using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>T5's weights: from files, or fresh.</summary>
internal static class T5Files
{
    private const string Head = "lm_head.weight";
    private const string Table = "shared.weight";

    /// <summary>Copies of the table and a bias that is never used, as uploads of 2020 carry them.</summary>
    private static readonly string[] Extras =
        ["encoder.embed_tokens.weight", "decoder.embed_tokens.weight", "EncDecAttention.relative_attention_bias.weight"];

    public static T5Model Load(ModelFolder folder, ITensorBackend backend)
    {
        EncoderFamilies.Require(folder, "t5");
        var config = T5Config.Read(folder.Config);
        var weights = folder.Weights;
        if (weights.Contains(Head) && !AreEqual(weights, Head, Table))
            config = config with { TieWordEmbeddings = false };
        var generation = GenerationConfigFile.Read(folder).Options;
        ModelBudget.Check(folder.Config, config.CountParameters(), ModelBudget.Stored(folder));
        var model = new T5Model(backend, config, random: null) { Generation = generation };
        try
        {
            model.UnusedTensors = weights.LoadInto(model, new WeightMap
            {
                Ignored = config.TieWordEmbeddings ? [.. Extras, Head] : Extras,
                Aliases = [new("encoder.embed_tokens.weight", Table), new("decoder.embed_tokens.weight", Table)],
            }).Unused;
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>The reference library's deviations, which stand for the missing factor on attention scores.</summary>
    public static void InitializeWeights(T5Model model, T5Config config, RandomGenerator random)
    {
        var hidden = 1 / MathF.Sqrt(config.HiddenSize);
        foreach (var (name, parameter) in model.NamedParameters())
        {
            if (parameter.Shape.Rank < 2)
                continue;
            var deviation = name.Split('.')[^2] switch
            {
                "shared" or "lm_head" => 1f,
                "q" => hidden / MathF.Sqrt(config.HeadSize),
                "o" => 1 / MathF.Sqrt(config.InnerSize),
                "wo" => 1 / MathF.Sqrt(config.IntermediateSize),
                _ => hidden,
            };
            Initialize.Normal(parameter.Value, 0f, config.InitializerFactor * deviation, random);
        }
    }

    private static bool AreEqual(ModelWeights weights, string first, string second) =>
        weights.Contains(second)
        && weights[first].Type == weights[second].Type
        && weights.FileOf(first).HasSameBytes(first, weights.FileOf(second), second);
}
