using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Encoders.Tests;

/// <summary>What T5 promises apart from the reference's numbers.</summary>
internal sealed class T5ModelTests : EncoderTests
{
    private static readonly T5Config Tiny = new()
    {
        VocabularySize = 11,
        HiddenSize = 8,
        HeadSize = 3,
        HeadCount = 2,
        IntermediateSize = 12,
        EncoderLayerCount = 2,
        DecoderLayerCount = 2,
        RelativeBucketCount = 8,
        RelativeMaximumDistance = 6,
        Activation = Activation.Silu,
        InitializerFactor = 0.7f,
    };

    private static readonly Dictionary<string, T5Config> Configs = new()
    {
        ["v1, tied"] = Tiny,
        ["v1.1"] = Tiny with
        {
            IsGated = true,
            Activation = Activation.GeluTanh,
            TieWordEmbeddings = false,
            ScaleDecoderOutputs = false,
            DecoderLayerCount = 1,
        },
    };

    private static readonly EncoderBatch Source = new(2, 5, [2, 3, 4, 5, 1, 6, 7, 1, 0, 0], [1, 1, 1, 1, 1, 1, 1, 1, 0, 0]);

    private static readonly int[] Labels = [5, 6, 7, 1, 8, 1, TokenLabels.IgnoreIndex, TokenLabels.IgnoreIndex];

    [TestCaseSource(nameof(Configs))]
    public void Gradients_AreThoseOfTheLoss(KeyValuePair<string, T5Config> config)
    {
        using var model = new T5Model(Backend, config.Value, new RandomGenerator(3));
        ModelGradientCheck.Verify(model, () => model.Loss(Source, Labels));
    }

    [TestCaseSource(nameof(Configs))]
    public void SavedModel_IsTheSame(KeyValuePair<string, T5Config> config)
    {
        using var model = new T5Model(Backend, config.Value, new RandomGenerator(3));
        using var folder = new TemporaryFolder();
        model.Save(folder.Path);
        using var again = T5Model.Load(folder.Path, Backend);
        Assert.That(again.Config, Is.EqualTo(config.Value));
        Assert.That(again.Loss(Source, Labels).ToScalar(), Is.EqualTo(model.Loss(Source, Labels).ToScalar()));
    }

    [Test]
    public void Losses_AreOfEachLabel()
    {
        using var model = new T5Model(Backend, Tiny, new RandomGenerator(3));
        var total = model.Loss(Source, Labels, out var losses, normalizer: 1).ToScalar();
        Assert.That(losses.ToArray<float>().Sum(), Is.EqualTo(total).Within(1e-4));
        Assert.That(losses.ToArray<float>()[6..], Has.All.Zero);
        Assert.That(model.Loss(Source, Labels).ToScalar(), Is.EqualTo(total / 6).Within(1e-5));
    }

    [TestCaseSource(nameof(Configs))]
    public void Session_GivesTheLogitsOfWholeTargets(KeyValuePair<string, T5Config> config)
    {
        using var model = new T5Model(Backend, config.Value, new RandomGenerator(3));
        int[] target = [0, 5, 6, 7, 8, 9];
        var expected = model.Logits(Source, new EncoderBatch(2, 6, [.. target, .. target])).ToArray<float>();
        using var session = model.StartDecoding(PromptTokens.FromBatch(Source.InputIds, Source.AttentionMask, 5), 2);
        var (width, size) = (model.VocabularySize, 6 * model.VocabularySize);
        var logits = new float[size];

        // All at once, in pieces, and token by token.
        session.Append(0, target, logits, new float[model.Config.HiddenSize]);
        Assert.That(logits, Is.EqualTo(expected[..size]).Within(1e-4));
        session.Append(3, target.AsSpan(0, 4), []);
        session.Append(3, target.AsSpan(4), logits.AsSpan(0, 2 * width));
        Assert.That(logits[..(2 * width)], Is.EqualTo(expected[(size + 4 * width)..]).Within(1e-4));
        for (var i = 0; i < target.Length; i++)
        {
            session.AppendEach([1, 2], [target[i], target[i]], logits.AsSpan(0, 2 * width));
            Assert.That(logits[..width], Is.EqualTo(expected[(i * width)..((i + 1) * width)]).Within(1e-4), $"token {i}");
            var other = expected[(size + i * width)..(size + (i + 1) * width)];
            Assert.That(logits[width..(2 * width)], Is.EqualTo(other).Within(1e-4), $"token {i}");
        }
    }

    [Test]
    public void ArrangedSequences_GoOnWithWhatTheirSourcesHeld()
    {
        using var model = new T5Model(Backend, Tiny, new RandomGenerator(3));
        using var session = model.StartDecoding([new PromptTokens([2, 3, 4])], 3);
        var (first, again) = (new float[11], new float[11]);
        session.Append(0, [0, 5, 6], first);
        session.Append(1, [0, 7], again);
        session.Append(2, [0, 8, 9, 10], again);
        session.Arrange([0, 0, 1]);
        Assert.That(session.GetLength(1), Is.EqualTo(3));
        Assert.That(session.GetLength(2), Is.EqualTo(2));
        session.Append(0, [4], first);
        session.Append(1, [4], again);
        Assert.That(again, Is.EqualTo(first));
        session.Truncate(1, 3);
        session.Append(1, [4], again);
        Assert.That(again, Is.EqualTo(first));
    }

    [Test]
    public void Generator_ReadsAndWritesTexts()
    {
        using var folder = new TemporaryFolder();
        var settings = new GenerationOptions
        {
            EndIds = [3],
            MaximumNewTokens = 5,
            MinimumNewTokens = 3,
            SuppressedIds = [0, 1, 2, 4],
            PadId = 0,
        };
        using (var fresh = new T5Model(Backend, Tiny, new RandomGenerator(3)) { Generation = settings })
            fresh.Save(folder.Path);
        File.WriteAllText(folder.File("vocab.txt"), "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\nb\nc\n##a\n##b\n##c\n");
        using var context = EmbedTestBed.CreateContext();
        using var t5 = context.Model.LoadT5(folder.Path);
        Assert.That(t5.Model.Generation!.MaximumNewTokens, Is.EqualTo(5));
        int[] source = [2, 5, 9, 6, 3]; // [CLS] a ##b b [SEP]
        var tokens = new TokenGenerator(t5.Model).Generate(source).NewTokens.ToArray();
        Assert.That(tokens, Has.Length.InRange(3, 5));
        var text = t5.Tokenizer!.Decode([.. tokens.TakeWhile(id => id != 3)], skipSpecialTokens: true);
        Assert.That(text.Trim(), Is.Not.Empty);
        Assert.That(t5.CreateGenerator().Generate("ab b").Trim(), Is.EqualTo(text.Trim()));
    }

    [Test]
    public void Dropout_ActsInTrainingOnly()
    {
        using var model = new T5Model(Backend, Tiny, new RandomGenerator(3));
        var calm = model.Loss(Source, Labels).ToScalar();
        model.ToTraining();
        Assert.That(model.Loss(Source, Labels).ToScalar(), Is.Not.EqualTo(calm));
        model.ToEvaluation();
        Assert.That(model.Loss(Source, Labels).ToScalar(), Is.EqualTo(calm));
    }

    [Test]
    public void LabelsThatAreNoRows_AreRefused()
    {
        using var model = new T5Model(Backend, Tiny, new RandomGenerator(3));
        Assert.Throws<ArgumentException>(() => model.ShiftRight(2, [1, 2, 3]));
    }
}
