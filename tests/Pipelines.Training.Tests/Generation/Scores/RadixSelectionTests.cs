using FsCheck;
using FsCheck.Fluent;

namespace Pipelines.Training.Tests;

public class RadixSelectionTests
{
    [Test]
    public void TheKthLargestIsThatOfASort() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(NonEmptyArray<float> Values, PositiveInt K)>(), input =>
        {
            var values = input.Values.Get.Where(v => !float.IsNaN(v)).Append(float.NegativeInfinity).Append(0f).ToArray();
            var k = (input.K.Get - 1) % values.Length + 1;
            return RadixSelection.KthLargest(values, k) == values.OrderDescending().ElementAt(k - 1);
        }).QuickCheckThrowOnFailure();

    [Test]
    public void TheMassIsThatOfASort() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(NonEmptyArray<(int Value, byte Weight)> Items, PositiveInt Mass)>(), input =>
        {
            float[] values = [.. input.Items.Get.Select(i => i.Value * 0.37f)];
            float[] weights = [.. input.Items.Get.Select(i => i.Weight + 1f)];
            var mass = input.Mass.Get % (int)weights.Sum() + 1;
            var (sum, expected, expectedAbove) = (0.0, 0f, 0.0);
            foreach (var group in values.Zip(weights).GroupBy(v => v.First).OrderByDescending(g => g.Key))
            {
                (expected, expectedAbove) = (group.Key, sum);
                sum += group.Sum(g => (double)g.Second);
                if (sum >= mass)
                    break;
            }

            var actual = RadixSelection.AtMass(values, weights, mass, out var above);
            return actual == expected && above == expectedAbove;
        }).QuickCheckThrowOnFailure();

    [Test]
    public void ProbabilitiesDoNotOverflow()
    {
        var result = new float[3];
        Softmax.Probabilities([1000f, 999f, float.NegativeInfinity], result);
        Assert.That(result, Is.EqualTo(new[] { 0.7310586f, 0.26894143f, 0f }).Within(1e-6));
        Assert.That(() => Softmax.Probabilities([float.NaN, 1f, 2f], result), Throws.TypeOf<PipelineException>().With.Message.Contains("finite"));
    }

    [Test]
    public void ScoreProcessorsAllocateNothing()
    {
        const int vocabulary = 5000;
        var settings = GenerationSettings.Resolve(new GenerationOptions
        {
            Sample = true,
            Temperature = 0.8f,
            TopK = 100,
            TopP = 0.95f,
            MinP = 0.01f,
            TypicalP = 0.9f,
            EpsilonCutoff = 1e-5f,
            EtaCutoff = 1e-4f,
            RepetitionPenalty = 1.2f,
            NoRepeatNgramSize = 3,
            MinimumNewTokens = 1000,
            EndIds = [1],
            SuppressedIds = [2],
            Renormalize = true,
            BadWords = [[3, 4], [5]],
            SequenceBiases = [new SequenceBias { Ids = [6], Bias = 1 }],
            LengthDecay = new LengthDecay { Start = 1, Factor = 1.01f },
        });
        var processors = ScoreProcessors.Create(settings, new ScoreBuffers(vocabulary), 10, [1, 2], vocabulary, []);
        int[] tokens = [.. Enumerable.Range(0, 200).Select(i => i * 7 % 50)];
        var scores = new float[vocabulary];
        long allocated = 0;
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < vocabulary; i++)
                scores[i] = MathF.Sin(i * 12.9898f) * 3f;
            var before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var processor in processors)
                processor.Process(tokens, scores);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.That(allocated, Is.Zero);
        Assert.That(scores.Count(float.IsFinite), Is.InRange(1, 100));
    }
}
