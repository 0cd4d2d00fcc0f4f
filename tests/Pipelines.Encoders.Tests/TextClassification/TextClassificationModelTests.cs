using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders.Tests;

/// <summary>Heads of each family: their arithmetic, gradients and files.</summary>
internal sealed class TextClassificationModelTests : EncoderTests
{
    private static readonly string[] Labels = ["no", "maybe", "yes"];

    private static readonly BertConfig Bert = new()
    {
        VocabularySize = 11,
        HiddenSize = 8,
        LayerCount = 1,
        HeadCount = 2,
        IntermediateSize = 12,
        PositionCount = 9,
        InitializerRange = 0.3f,
    };

    private static readonly DebertaConfig Deberta = new()
    {
        VocabularySize = 11,
        HiddenSize = 8,
        EmbeddingSize = 8,
        LayerCount = 1,
        HeadCount = 2,
        IntermediateSize = 12,
        PositionCount = 9,
        InitializerRange = 0.3f,
    };

    private static readonly EncoderBatch Rows = new(3, 3, [2, 3, 4, 5, 6, 7, 8, 9, 0], [1, 1, 1, 1, 1, 1, 1, 1, 0]);

    [Test]
    public void Head_ComputesWhatItsFamilyDoes([Values("bert", "roberta", "deberta")] string family)
    {
        using var model = Model(family);
        var hidden = model.Encoder.Forward(Rows).LastHiddenState.ToArray<float>();
        var weights = model.NamedParameters().ToDictionary(p => p.Name, p => p.Parameter.Value.ToArray<float>());
        var (dense, output) = family switch
        {
            "bert" => ("bert.pooler.dense", "classifier"),
            "roberta" => ("classifier.dense", "classifier.out_proj"),
            _ => ("pooler.dense", "classifier"),
        };
        var expected = new List<double>();
        for (var row = 0; row < 3; row++)
        {
            var first = hidden.AsSpan(row * 3 * 8, 8).ToArray().Select(x => (double)x).ToArray();
            var pooled = Project(weights, dense, first);
            pooled = Array.ConvertAll(pooled, x => family == "deberta" ? Gelu(x) : Math.Tanh(x));
            expected.AddRange(Project(weights, output, pooled));
        }

        Assert.That(model.Forward(Rows).ToArray<float>(), Is.EqualTo(expected.Select(x => (float)x)).Within(2e-5));
    }

    [Test]
    public void Model_HasTheGradientsOfItsLoss([Values("bert", "roberta", "deberta")] string family)
    {
        using var model = Model(family);
        ModelGradientCheck.Verify(model, () => TextLoss.CrossEntropy(model.Forward(Rows), [1, 0, 2], [], 3, new double[3]));
    }

    [Test]
    public void SavedModel_IsTheSame([Values("bert", "roberta", "deberta")] string family)
    {
        using var model = Model(family);
        using var folder = new TemporaryFolder();
        model.Save(folder.Path);
        using (var files = ModelFolder.Open(folder.Path))
        {
            Assert.That(files.Config.FindStrings("architectures"), Is.EqualTo(new[]
            {
                family switch { "bert" => "Bert", "roberta" => "Roberta", _ => "DebertaV2" } + "ForSequenceClassification",
            }));
            Assert.That(files.Config.GetSection("label2id").GetInt32("maybe"), Is.EqualTo(1));
            string[] head = family == "roberta"
                ? ["classifier.dense.weight", "classifier.dense.bias", "classifier.out_proj.weight", "classifier.out_proj.bias"]
                : ["classifier.weight", "classifier.bias"];
            Assert.That(files.Weights.Names.Where(name => name.StartsWith("classifier", StringComparison.Ordinal)), Is.EquivalentTo(head));
            Assert.That(files.Weights.Contains("roberta.pooler.dense.weight"), Is.False);
        }

        using var again = TextClassificationModel.Load(folder.Path, Backend);
        Assert.That(again.NewParameters, Is.Empty);
        Assert.That(again.Labels, Is.EqualTo(Labels));
        Assert.That(again.Problem, Is.EqualTo(TextProblem.SingleLabel));
        Assert.That(again.Forward(Rows).ToArray<float>(), Is.EqualTo(model.Forward(Rows).ToArray<float>()));
    }

    [Test]
    public void EncoderWithoutHead_IsRefusedUnlessAllowed([Values("bert", "roberta", "deberta")] string family)
    {
        using var encoder = Encoder(family);
        using var folder = new TemporaryFolder();
        encoder.Save(folder.Path);
        var error = Assert.Throws<ModelFolderException>(() => TextClassificationModel.Load(folder.Path, Backend));
        Assert.That(error.Message, Does.Contain("AllowNewHead"));
        using var model = TextClassificationModel.Load(
            Backend, new TextClassificationLoadOptions { ModelPath = folder.Path, AllowNewHead = true, LabelCount = 4 });
        Assert.That(model.Labels, Is.EqualTo(new[] { "LABEL_0", "LABEL_1", "LABEL_2", "LABEL_3" }));
        Assert.That(model.HasNewHead);
        Assert.That(model.Forward(Rows).ToArray<float>(), Is.Unique);
        using var number = TextClassificationModel.Load(
            Backend, new TextClassificationLoadOptions { ModelPath = folder.Path, AllowNewHead = true, Problem = TextProblem.Regression });
        Assert.That((number.Labels.Count, number.Problem), Is.EqualTo((1, TextProblem.Regression)));
    }

    [Test]
    public void Config_SaysLabelsAndProblem()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("config.json");
        (string[] Labels, TextProblem Problem) Read(string json)
        {
            File.WriteAllText(file, json);
            return TextClassificationConfig.Read(ConfigSection.Read(file));
        }

        Assert.That(Read("{}").Labels, Is.EqualTo(new[] { "LABEL_0", "LABEL_1" }));
        Assert.That(Read("""{"num_labels": 1, "problem_type": null}""").Problem, Is.EqualTo(TextProblem.Regression));
        var named = Read("""{"id2label": {"1": "b", "0": "a"}, "problem_type": "single_label_classification"}""");
        Assert.That(named.Labels, Is.EqualTo(new[] { "a", "b" }));
        Assert.That(
            () => Read("""{"problem_type": "multi_label_classification"}"""),
            Throws.TypeOf<ModelFolderException>().With.Message.Contains("problem_type"));
        Assert.That(() => Read("""{"id2label": {"0": "a", "2": "b"}}"""), Throws.TypeOf<ModelFolderException>());
        Assert.That(() => Read("""{"id2label": {"0": "a", "1": "a"}}"""), Throws.TypeOf<ModelFolderException>());
    }

    [Test]
    public void WhatHasNoHead_IsRefused()
    {
        using var encoder = new BertModel(Backend, Bert, new RandomGenerator(1), hasPooler: false);
        Assert.Throws<ArgumentException>(() => new TextClassificationModel(encoder, Labels, null));
        using var whole = new BertModel(Backend, Bert, new RandomGenerator(1));
        Assert.Throws<ArgumentException>(() => new TextClassificationModel(whole, ["a"], null));
        Assert.Throws<ArgumentException>(() => new TextClassificationModel(whole, ["a", "a"], null));
        Assert.Throws<ArgumentException>(() => new TextClassificationModel(whole, Labels, null, TextProblem.Regression));
    }

    private TextClassificationModel Model(string family) => new(Encoder(family), Labels, new RandomGenerator(4));

    private TextEncoder Encoder(string family) => family switch
    {
        "bert" => new BertModel(Backend, Bert, new RandomGenerator(3)),
        "roberta" => new BertModel(
            Backend, Bert with { ModelType = "roberta", TokenTypeCount = 1, PadTokenId = 0 }, new RandomGenerator(3), hasPooler: false),
        _ => new DebertaModel(Backend, Deberta, new RandomGenerator(3)),
    };

    private static double[] Project(Dictionary<string, float[]> weights, string name, double[] input)
    {
        var (matrix, bias) = (weights[name + ".weight"], weights[name + ".bias"]);
        var result = new double[bias.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = bias[i];
            for (var j = 0; j < input.Length; j++)
                result[i] += matrix[i * input.Length + j] * input[j];
        }

        return result;
    }

    // x Φ(x), with Φ by Simpson's rule.
    private static double Gelu(double x)
    {
        const int steps = 200;
        double Density(double t) => Math.Exp(-t * t / 2) / Math.Sqrt(2 * Math.PI);
        var sum = Density(0) + Density(x);
        for (var i = 1; i < steps; i++)
            sum += (i % 2 == 0 ? 2 : 4) * Density(x * i / steps);
        return x * (0.5 + sum * x / steps / 3);
    }
}
