using System.Text.Json;
using Pipelines.Tensors;
using Pipelines.Testing.Goldens;
using Pipelines.Training;

namespace Pipelines.Encoders.Tests;

/// <summary>T5 against the reference library's numbers.</summary>
[Category("Golden")]
internal sealed class T5GoldenTests : EncoderTests
{
    private static IEnumerable<TestCaseData> Cases => GoldenCase.Find("t5-", golden => golden.Has("outputs/logits"));

    private static IEnumerable<TestCaseData> Trained => GoldenCase.Find("t5-", golden => golden.Has("adamw/steps"));

    private static IEnumerable<TestCaseData> Greedy => GoldenCase.Find("t5-", golden => golden.Has("greedy/sequences"));

    /// <summary>Every section of a case that holds generated sequences.</summary>
    private static IEnumerable<TestCaseData> Generated
    {
        get
        {
            foreach (var data in GoldenCase.Find("t5-", golden => Sections(golden).Any()))
            {
                if (data.Arguments[0] is not GoldenCase golden)
                {
                    yield return new TestCaseData(null, "").Ignore("There are no such golden cases.");
                    yield break;
                }

                foreach (var section in Sections(golden))
                    yield return new TestCaseData(golden, section).SetArgDisplayNames(golden.Name, section);
            }
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void Outputs_AreTheReferences(GoldenCase golden)
    {
        using var model = T5Model.Load(golden.Folder, Backend);
        var (source, labels) = (golden.Batch(), GoldenCase.Ints(golden.Get("inputs/labels")));
        var target = model.ShiftRight(source.RowCount, labels);
        if (golden.TryGet("outputs/decoder_input_ids_used", out var used))
            Assert.That(target.InputIds, Is.EqualTo(GoldenCase.Ints(used)));
        golden.AssertOutput("encoder_last_hidden_state", model.Encode(source), source);
        golden.AssertOutput("logits", model.Logits(source, target));
        golden.AssertOutput("loss", model.Loss(source, labels));
    }

    [TestCaseSource(nameof(Cases))]
    public void Gradients_AreTheReferences(GoldenCase golden)
    {
        using var model = T5Model.Load(golden.Folder, Backend);
        using var tape = new GradientTape();
        tape.Backward(model.Loss(golden.Batch(), GoldenCase.Ints(golden.Get("inputs/labels"))));
        Assert.That(golden.AssertGradients(model), Is.Positive);
    }

    [TestCaseSource(nameof(Trained))]
    public void TrainingSteps_AreTheReferences(GoldenCase golden)
    {
        using var model = T5Model.Load(golden.Folder, Backend);
        golden.AssertAdamW(model, () => model.Loss(golden.Batch(), GoldenCase.Ints(golden.Get("inputs/labels"))));
    }

    [TestCaseSource(nameof(Cases))]
    public void RelativePositions_AreTheReferences(GoldenCase golden)
    {
        if (!golden.TryGet("relative_position_bucket", out var table))
            Assert.Ignore("The case has no relative positions.");
        using var model = T5Model.Load(golden.Folder, Backend);
        var first = table.GetProperty("relative_position = key_position - query_position, from").GetInt32();
        foreach (var (name, isBidirectional) in ((string, bool)[])[("bidirectional (encoder)", true), ("causal (decoder)", false)])
        {
            var buckets = GoldenCase.Ints(table.GetProperty(name));
            for (var i = 0; i < buckets.Length; i++)
            {
                var bucket = T5RelativeBias.Bucket(
                    first + i, isBidirectional, model.Config.RelativeBucketCount, model.Config.RelativeMaximumDistance);
                Assert.That(bucket, Is.EqualTo(buckets[i]), $"{name} {first + i}");
            }
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void SavedModel_HasTheReferencesNames(GoldenCase golden)
    {
        using var model = T5Model.Load(golden.Folder, Backend);
        using var folder = new TemporaryFolder();
        model.Save(folder.Path);
        golden.AssertSaved(folder.Path, name =>
            name.EndsWith("embed_tokens.weight", StringComparison.Ordinal)
            || name.EndsWith("EncDecAttention.relative_attention_bias.weight", StringComparison.Ordinal)
            || (name == "lm_head.weight" && model.Config.TieWordEmbeddings) ? null : name);
        using var again = T5Model.Load(folder.Path, Backend);
        Assert.That(again.Config, Is.EqualTo(model.Config));
    }

    [TestCaseSource(nameof(Generated))]
    public void GeneratedTokens_AreTheReferences(GoldenCase golden, string section)
    {
        using var model = T5Model.Load(golden.Folder, Backend);
        var (batch, settings) = (golden.Batch(), golden.Get(section));
        var options = GenerationConfigFile.Parse(settings).Options;
        options.EndIds = settings.TryGetProperty("eos", out var end) ? EndIds(end) : null;
        var result = new TokenGenerator(model).Generate(PromptTokens.FromBatch(batch.InputIds, batch.AttentionMask, batch.Length), options);
        Assert.That(result.ToBatch(out _), Is.EqualTo(GoldenCase.Ints(settings.GetProperty("sequences"))));
    }

    [TestCaseSource(nameof(Greedy))]
    public void CachedSteps_GiveTheReferencesTokens(GoldenCase golden)
    {
        using var model = T5Model.Load(golden.Folder, Backend);
        var batch = golden.Batch();
        var expected = GoldenCase.Ints(golden.Get("greedy/sequences"));
        var length = expected.Length / batch.RowCount;
        using var session = model.StartDecoding(PromptTokens.FromBatch(batch.InputIds, batch.AttentionMask, batch.Length), 1);
        var all = Enumerable.Range(0, batch.RowCount).ToArray();
        var tokens = Enumerable.Repeat(model.DecoderStartId, batch.RowCount).ToArray();
        var logits = new float[batch.RowCount * model.VocabularySize];
        for (var step = 1; step < length; step++)
        {
            session.AppendEach(all, tokens, logits);
            for (var row = 0; row < tokens.Length; row++)
            {
                var own = logits.AsSpan(row * model.VocabularySize, model.VocabularySize);
                tokens[row] = own.IndexOf(own.ToArray().Max());
                Assert.That(tokens[row], Is.EqualTo(expected[row * length + step]), $"row {row}, step {step}");
            }
        }
    }

    private static IEnumerable<string> Sections(GoldenCase golden) => golden.Json.ValueKind != JsonValueKind.Object
        ? []
        : golden.Json.EnumerateObject()
            .Where(property => property.Value.ValueKind == JsonValueKind.Object && property.Value.TryGetProperty("sequences", out _))
            .Select(property => property.Name);

    private static List<int> EndIds(JsonElement end) => end.ValueKind switch
    {
        JsonValueKind.Number => [end.GetInt32()],
        JsonValueKind.Array => [.. end.EnumerateArray().Select(id => id.GetInt32())],
        _ => [],
    };
}
