namespace Pipelines.Gpt.Tests;

/// <summary>Frequencies against the formulas written out in float64.</summary>
internal sealed class RopeFrequenciesTests
{
    private const int HeadSize = 16;

    private static readonly GptConfig Config = new()
    {
        VocabularySize = 7,
        BlockSize = 64,
        HeadCount = 2,
        EmbeddingSize = 2 * HeadSize,
        Positions = PositionKind.Rotary,
        Norm = NormKind.RmsNorm,
    };

    [Test]
    public void LinearDividesAll() =>
        AssertFrequencies(With(new RopeScaling { Kind = RopeScalingKind.Linear, Factor = 4f }), 10, i => Plain(i) / 4);

    [Test]
    public void DynamicRaisesTheBaseBeyondTheBlock()
    {
        var config = With(new RopeScaling { Kind = RopeScalingKind.Dynamic, Factor = 2f });
        AssertFrequencies(config, 64, Plain);
        var theta = 10_000 * Math.Pow((2.0 * 100 / 64) - 1, HeadSize / (HeadSize - 2.0));
        AssertFrequencies(config, 100, i => Math.Pow(theta, -2.0 * i / HeadSize));
        Assert.That(config.LongestRow, Is.GreaterThan(1000), "it adapts to any length");
    }

    [Test]
    public void DynamicRowsKeepNoTables()
    {
        using var backend = new Pipelines.Tensors.CpuBackend(1);
        using var model = new GptModel(
            backend, With(new RopeScaling { Kind = RopeScalingKind.Dynamic, Factor = 2f }) with { BlockSize = 8 },
                new Pipelines.Nn.RandomGenerator(1));
        var before = backend.Memory.TensorsInUse;
        var batch = new Pipelines.Training.TokenBatch();
        foreach (var length in (int[])[5, 12, 20])
        {
            using var scope = new Pipelines.Tensors.TensorScope();
            batch.Reset(1, length);
            Assert.That(model.Logits(batch).Shape[1], Is.EqualTo(length));
        }

        Assert.That(backend.Memory.TensorsInUse, Is.EqualTo(before));
    }

    [Test]
    public void Llama3KeepsHighAndStretchesLowFrequencies()
    {
        var config = With(new RopeScaling
        {
            Kind = RopeScalingKind.Llama3,
            Factor = 8f,
            OriginalBlockSize = 32,
            LowFrequencyFactor = 1f,
            HighFrequencyFactor = 4f
        });
        AssertFrequencies(config, 10, i =>
        {
            var turns = 32 * Plain(i) / (2 * Math.PI);
            var kept = Math.Clamp((turns - 1) / (4 - 1), 0, 1);
            return Plain(i) * (kept + ((1 - kept) / 8));
        });
    }

    [Test]
    public void YarnRampsBetweenTurns()
    {
        var config = With(
            new RopeScaling { Kind = RopeScalingKind.Yarn, Factor = 4f, OriginalBlockSize = 32, BetaFast = 4f, BetaSlow = 1f });
        double Pair(double turns) => HeadSize * Math.Log(32 / (turns * 2 * Math.PI)) / (2 * Math.Log(10_000));
        var (low, high) = (Math.Max(0, Math.Floor(Pair(4))), Math.Ceiling(Pair(1)));
        AssertFrequencies(config, 10, i =>
        {
            var stretched = Math.Clamp((i - low) / (high - low), 0, 1);
            return Plain(i) * ((stretched / 4) + 1 - stretched);
        });
        Assert.That(RopeFrequencies.AttentionFactor(config), Is.EqualTo((0.1 * Math.Log(4)) + 1).Within(1e-6));
    }

    [Test]
    public void LongRopeHasTwoSetsOfDivisors()
    {
        float[] divisors = [1, 2, 3, 4, 5, 6, 7, 8];
        var config = With(new RopeScaling
        {
            Kind = RopeScalingKind.LongRope,
            OriginalBlockSize = 16,
            ShortFactors = divisors,
            LongFactors = [.. divisors.Select(d => d + 1)]
        });
        AssertFrequencies(config, 16, i => Plain(i) / (i + 1));
        AssertFrequencies(config, 17, i => Plain(i) / (i + 2));
        Assert.That(RopeFrequencies.AttentionFactor(config), Is.EqualTo(Math.Sqrt(1 + (Math.Log(4) / Math.Log(16)))).Within(1e-6));
    }

    [Test]
    public void ContradictionsAreRefused()
    {
        RopeScaling[] wrong =
        [
            new() { Kind = RopeScalingKind.Linear, Factor = 0.5f },
            new() { Kind = RopeScalingKind.Dynamic, Factor = float.NaN },
            new() { Kind = RopeScalingKind.Llama3, Factor = 8f, LowFrequencyFactor = 4f, HighFrequencyFactor = 4f },
            new() { Kind = RopeScalingKind.Yarn, BetaFast = 1f, BetaSlow = 2f },
            new() { Kind = RopeScalingKind.LongRope, ShortFactors = [1f], LongFactors = [1f] },
            new() { Kind = RopeScalingKind.LongRope, ShortFactors = new float[HeadSize / 2], LongFactors = new float[HeadSize / 2] },
        ];
        foreach (var scaling in wrong)
            Assert.That(With(scaling).Validate(new System.ComponentModel.DataAnnotations.ValidationContext(Config)), Is.Not.Empty,
                scaling.ToString());
    }

    private static GptConfig With(RopeScaling scaling) => Config with { RopeScaling = scaling };

    private static double Plain(int i) => Math.Pow(10_000, -2.0 * i / HeadSize);

    private static void AssertFrequencies(GptConfig config, int length, Func<int, double> expected)
    {
        var actual = RopeFrequencies.For(config, length);
        Assert.That(actual, Has.Length.EqualTo(HeadSize / 2));
        for (var i = 0; i < actual.Length; i++)
            Assert.That(actual[i], Is.EqualTo(expected(i)).Within(1e-5 * expected(i)), $"pair {i}");
    }
}
