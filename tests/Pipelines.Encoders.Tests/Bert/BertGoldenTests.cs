using Pipelines.Tensors;
using Pipelines.Testing.Goldens;

namespace Pipelines.Encoders.Tests;

/// <summary>BERT against the reference library's numbers.</summary>
[Category("Golden")]
internal sealed class BertGoldenTests : EncoderTests
{
    private static IEnumerable<TestCaseData> Cases => GoldenCase.Find("bert-", golden => golden.Has("outputs/last_hidden_state"));

    [TestCaseSource(nameof(Cases))]
    public void Outputs_AreTheReferences(GoldenCase golden)
    {
        using var model = BertModel.Load(golden.Folder, Backend);
        var batch = golden.Batch();
        var output = model.Forward(batch);
        golden.AssertOutput("embedding_output", output.EmbeddingOutput);
        golden.AssertOutput("last_hidden_state", output.LastHiddenState, batch);
        if (golden.Has("outputs/pooler_output"))
            golden.AssertOutput("pooler_output", model.Pool(output.LastHiddenState));
        var mean = Pooling.Apply(output.LastHiddenState, batch, PoolingMode.Mean);
        golden.AssertOutput("masked_mean", mean);
        golden.AssertOutput("masked_mean_l2", UnitLength.Apply(mean));
    }

    [TestCaseSource(nameof(Cases))]
    public void SavedModel_HasTheReferencesNames(GoldenCase golden)
    {
        using var model = TextEncoder.Load(golden.Folder, Backend);
        using var folder = new TemporaryFolder();
        model.Save(folder.Path);
        golden.AssertSaved(folder.Path, name =>
        {
            name = name.StartsWith("bert.", StringComparison.Ordinal) ? name["bert.".Length..] : name;
            name = name.Replace("LayerNorm.gamma", "LayerNorm.weight", StringComparison.Ordinal)
                .Replace("LayerNorm.beta", "LayerNorm.bias", StringComparison.Ordinal);
            var isExtra = name.StartsWith("cls.", StringComparison.Ordinal) || name.EndsWith("position_ids", StringComparison.Ordinal);
            return isExtra ? null : name;
        });
        using var again = BertModel.Load(folder.Path, Backend);
        Assert.That(again.Config, Is.EqualTo(((BertModel)model).Config));
        var batch = golden.Batch();
        Assert.That(
            again.Forward(batch).LastHiddenState.ToArray<float>(), Is.EqualTo(model.Forward(batch).LastHiddenState.ToArray<float>()));
    }
}
