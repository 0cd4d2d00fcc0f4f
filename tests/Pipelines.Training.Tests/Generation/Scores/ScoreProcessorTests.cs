namespace Pipelines.Training.Tests;

/// <summary>What the reference's results do not cover.</summary>
public class ScoreProcessorTests
{
    private static readonly float[] Scores = [1f, 3f, 2f, -1f, 3f];

    [Test]
    public void OfEqualScoresTopPKeepsTheFirst()
    {
        // The probabilities are about .40, .40, .15, .05 and .01.
        Assert.That(Kept(new TopPProcessor(0.3f, new ScoreBuffers(5))), Is.EqualTo(new[] { 1 }));
        Assert.That(Kept(new TopPProcessor(0.7f, new ScoreBuffers(5))), Is.EqualTo(new[] { 1, 4 }));
        Assert.That(Kept(new TopPProcessor(0.9f, new ScoreBuffers(5))), Is.EqualTo(new[] { 1, 2, 4 }));
        Assert.That(Kept(new TopPProcessor(0.3f, new ScoreBuffers(5), minimumKept: 3)), Is.EqualTo(new[] { 1, 2, 4 }));
    }

    [Test]
    public void TheSourceIsMadeLikelierOrForbidden()
    {
        Assert.That(Process(new EncoderRepetitionPenaltyProcessor(2f, [3, 1, 1], new ScoreBuffers(5)), 0), Is.EqualTo(new[] { 1f, 6f, 2f, -0.5f, 3f }));
        var ngrams = new EncoderNoRepeatNgramProcessor(2, [0, 1, 0, 4]);
        Assert.That(Kept(ngrams, 2, 0), Is.EqualTo(new[] { 0, 2, 3 }));
        Assert.That(Kept(ngrams, 0, 2), Is.EqualTo(new[] { 0, 1, 2, 3, 4 }));
        Assert.That(Kept(new EncoderNoRepeatNgramProcessor(4, [0, 1, 2, 3]), 0), Has.Length.EqualTo(5), "too short a beginning");
    }

    [Test]
    public void RunsOfTokensComeOnce()
    {
        Assert.That(Kept(new NoRepeatNgramProcessor(1), 1, 4), Is.EqualTo(new[] { 0, 2, 3 }));
        Assert.That(Kept(new NoRepeatNgramProcessor(2), 1, 2, 1, 3, 1), Is.EqualTo(new[] { 0, 1, 4 }));
        Assert.That(Kept(new NoRepeatNgramProcessor(3), 0, 0, 0), Is.EqualTo(new[] { 1, 2, 3, 4 }));
        Assert.That(Kept(new NoRepeatNgramProcessor(9), 0, 0, 0), Has.Length.EqualTo(5));
    }

    [Test]
    public void AnEndAloneIsNoBadWord()
    {
        Assert.That(Kept(SequenceBiasProcessor.ForBadWords([[1], [2], [3, 4]], [2]), 0, 3), Is.EqualTo(new[] { 0, 2, 3 }));
        Assert.That(Kept(SequenceBiasProcessor.ForBadWords([[1], [2], [3, 4]], [2]), 0, 4), Is.EqualTo(new[] { 0, 2, 3, 4 }));
    }

    [Test]
    public void EndsAreDrawnNearer()
    {
        var decay = new LengthDecayProcessor(2, 1.5f, [3, 99]);
        Assert.That(Process(decay, 0, 0), Is.EqualTo(Scores));
        Assert.That(Process(decay, 0, 0, 0)[3], Is.EqualTo(-0.5f));
        Assert.That(Process(decay, 0, 0, 0, 0)[3], Is.EqualTo(0.25f));
    }

    [Test]
    public void PlacesAreForcedAndForbidden()
    {
        Assert.That(Process(new ForcedAtLengthProcessor(1, [2]), 0)[2], Is.Zero);
        Assert.That(Kept(new ForcedAtLengthProcessor(1, [2]), 0), Is.EqualTo(new[] { 2 }));
        Assert.That(Process(new ForcedAtLengthProcessor(1, [2]), 0, 0), Is.EqualTo(Scores));
        Assert.That(Kept(new SuppressionProcessor([1], atLength: 2), 0, 0), Is.EqualTo(new[] { 0, 2, 3, 4 }));
        Assert.That(Kept(new SuppressionProcessor([1], atLength: 2), 0), Has.Length.EqualTo(5));
        Assert.That(Kept(new MinimumLengthProcessor(2, [4, 77]), 0), Is.EqualTo(new[] { 0, 1, 2, 3 }));
    }

    [Test]
    public void ScoresBecomeNumbers()
    {
        float[] scores = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1f];
        new InvalidValueProcessor().Process([], scores);
        Assert.That(scores, Is.EqualTo(new[] { 0f, float.MaxValue, float.MinValue, 1f }));
    }

    [Test]
    public void TheOrderIsTheReferences()
    {
        var settings = GenerationSettings.Resolve(new GenerationOptions
        {
            Sample = true,
            Temperature = 0.5f,
            TopK = 2,
            TopP = 0.5f,
            MinP = 0.1f,
            TypicalP = 0.5f,
            EpsilonCutoff = 0.1f,
            EtaCutoff = 0.1f,
            RepetitionPenalty = 2,
            PresencePenalty = 1,
            EncoderRepetitionPenalty = 2,
            NoRepeatNgramSize = 2,
            EncoderNoRepeatNgramSize = 2,
            BadWords = [[1]],
            SequenceBiases = [new SequenceBias { Ids = [1] }],
            MinimumLength = 3,
            EndIds = [2],
            ForcedFirstId = 1,
            ForcedLastIds = [2],
            RemoveInvalidValues = true,
            LengthDecay = new LengthDecay(),
            SuppressedIds = [3],
            SuppressedFirstIds = [4],
            Renormalize = true,
        });
        var custom = new SuppressionProcessor([0]);
        var processors = ScoreProcessors.Create(settings, new ScoreBuffers(5), 2, [1], vocabularyLimit: 4, [custom]);
        Assert.That(processors.Select(p => p.GetType().Name.Replace("Processor", "", StringComparison.Ordinal)), Is.EqualTo(new[]
        {
            "VocabularyLimit", "SequenceBias", "EncoderRepetitionPenalty", "RepetitionPenalty", "FrequencyPenalty", "NoRepeatNgram",
            "EncoderNoRepeatNgram", "SequenceBias", "MinimumLength", "ForcedAtLength", "ForcedAtLength", "InvalidValue", "LengthDecay", "Suppression", "Suppression", "Suppression",
            "Temperature", "TopK", "TopP", "MinP", "TypicalP", "EpsilonCutoff", "EtaCutoff", "Renormalization",
        }));
        Assert.That(processors[15], Is.SameAs(custom));
    }

    private static float[] Process(IScoreProcessor processor, params int[] tokens)
    {
        float[] scores = [.. Scores];
        processor.Process(tokens, scores);
        return scores;
    }

    private static int[] Kept(IScoreProcessor processor, params int[] tokens) =>
        [.. Process(processor, tokens).Select((score, id) => (score, id)).Where(s => !float.IsNegativeInfinity(s.score)).Select(s => s.id)];
}
