using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>Encoders by the <c>model_type</c> of their config.</summary>
internal static class EncoderFamilies
{
    private static readonly Dictionary<string, Func<ModelFolder, ITensorBackend, TextEncoder>> Known = new(StringComparer.Ordinal)
    {
        ["bert"] = BertModel.Load,
        ["roberta"] = BertModel.Load,
        ["xlm-roberta"] = BertModel.Load,
        ["deberta-v2"] = DebertaModel.Load,
    };

    public static TextEncoder Load(ModelFolder folder, ITensorBackend backend) => folder.Config.GetChoice("model_type", Known)(folder, backend);

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
