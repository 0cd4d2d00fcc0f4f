using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>Encoders by the <c>model_type</c> of their config.</summary>
internal static class EncoderFamilies
{
    private static readonly Dictionary<string, Func<ModelFolder, ITensorBackend, TextEncoder>> Loaders = new(StringComparer.Ordinal)
    {
        ["bert"] = BertModel.Load,
        ["roberta"] = BertModel.Load,
        ["xlm-roberta"] = BertModel.Load,
        ["deberta-v2"] = DebertaModel.Load,
    };

    /// <summary>Opens a folder of any of the families.</summary>
    public static TextEncoder Load(ModelFolder folder, ITensorBackend backend) =>
        folder.Config.GetChoice("model_type", Loaders)(folder, backend);

    /// <summary>Makes the encoder of a config, with zeros for weights.</summary>
    /// <param name="config">The config.</param>
    /// <param name="backend">What the model computes on.</param>
    /// <param name="stored">How many numbers there are for it.</param>
    /// <param name="hasPooler">Whether BERT's pooler is among them.</param>
    public static TextEncoder Create(ConfigSection config, ITensorBackend backend, double stored, bool hasPooler)
    {
        _ = config.GetChoice("model_type", Loaders);
        if (config.GetString("model_type") == "deberta-v2")
        {
            var deberta = DebertaConfig.Read(config);
            ModelBudget.Check(config, deberta.CountParameters(), stored);
            return new DebertaModel(backend, deberta, random: null);
        }

        var bert = BertConfig.Read(config);
        ModelBudget.Check(config, bert.CountParameters(), stored);
        return new BertModel(backend, bert, random: null, hasPooler);
    }

    /// <summary>A batch without token types where the encoder tells none apart.</summary>
    public static EncoderBatch KnownTypes(TextEncoder encoder, EncoderBatch batch)
    {
        var count = encoder switch
        {
            DebertaModel deberta => deberta.Config.TokenTypeCount,
            BertModel bert => bert.Config.TokenTypeCount,
            _ => 0,
        };
        return batch.TokenTypeIds is null || count >= 2
            ? batch
            : new EncoderBatch(batch.RowCount, batch.Length, batch.InputIds, batch.AttentionMask);
    }

    /// <summary>Refuses another family's folder.</summary>
    public static void Require(ModelFolder folder, params ReadOnlySpan<string> modelTypes)
    {
        if (!modelTypes.Contains(folder.ModelType))
        {
            throw folder.Config.Error(
                "model_type", $"it is '{folder.ModelType}'; {string.Join(" or ", modelTypes.ToArray())} was expected here.");
        }
    }
}
