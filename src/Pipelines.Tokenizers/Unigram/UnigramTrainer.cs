using System.Text;

namespace Pipelines.Tokenizers;

/// <summary>Learns a unigram vocabulary from texts.</summary>
/// <remarks>
/// Kudo, "Subword Regularization" (2018), section 3.2, with SentencePiece's details (unigram_model_trainer.cc): start from frequent
/// substrings, estimate probabilities by expectation maximization with a sparse prior, drop the pieces whose loss costs the least
/// likelihood, and go on until a tenth more than the vocabulary is left. The texts are read once, everything happens in a fixed order: the
/// same texts in the same order give the same tokenizer.
/// </remarks>
public sealed class UnigramTrainer
{
    private const double SmallestExpectation = 0.5;
    private const double Surplus = 1.1;

    private readonly UnigramTrainerOptions _options;

    /// <summary>Creates a trainer.</summary>
    /// <param name="options">How to learn; null for the defaults.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public UnigramTrainer(UnigramTrainerOptions? options = null) =>
        _options = OptionsValidation.Validated(options ?? new UnigramTrainerOptions());

    /// <summary>Learns a vocabulary.</summary>
    /// <param name="texts">The texts, read once.</param>
    /// <param name="progress">Told every 256 texts, and each time that pieces are dropped.</param>
    /// <param name="cancellationToken">Stops the reading and the learning.</param>
    /// <exception cref="TokenizationException">The texts hold nothing to learn from.</exception>
    public HuggingFaceTokenizer Train(
        IEnumerable<ReadOnlyMemory<char>> texts, IProgress<TokenizerTrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        INormalizer? normalizer = _options.Form is { } form ? new UnicodeNormalizer(form) : null;
        var preTokenizer = new MetaspacePreTokenizer();
        long textCount = 0;
        WordCounter counter = TrainingWords.Count(
            texts, normalizer, preTokenizer, _options.AllSpecialTokens, _options.MaximumWordCount,
            (count, different) => progress?.Report(new(textCount = count, different, 0, _options.VocabularySize)), cancellationToken);
        List<(string Word, long Count)> words = [.. Enumerable.Range(0, counter.Count)
            .Select(index => (Encoding.UTF8.GetString(counter.Word(index)), counter.Occurrences(index)))];
        Dictionary<int, long> characters = Characters(words);
        int target = _options.VocabularySize - _options.AllSpecialTokens.Count - (_options.ByteFallback ? 256 : 0);

        List<(string Piece, double Score)> pieces = UnigramSeed.Create(words, characters, _options, cancellationToken);
        int wanted = Math.Max(characters.Count, (int)(target * Surplus));
        while (true)
        {
            for (int iteration = 0; iteration < _options.SubIterations; iteration++)
                pieces = Maximized(pieces, Expected(pieces, words, cancellationToken), characters);
            progress?.Report(new(textCount, words.Count, pieces.Count, _options.VocabularySize));
            if (pieces.Count <= wanted)
                break;
            int before = pieces.Count;
            pieces = Pruned(pieces, words, characters, Math.Max(wanted, (int)(before * _options.ShrinkingFactor)), cancellationToken);
            if (pieces.Count == before)
                break;
        }
        return Make(normalizer, preTokenizer, Finished(pieces, characters, target));
    }

    private Dictionary<int, long> Characters(List<(string Word, long Count)> words)
    {
        var all = new Dictionary<int, long>();
        foreach ((string word, long count) in words)
        {
            foreach (Rune rune in word.EnumerateRunes())
                all[rune.Value] = all.GetValueOrDefault(rune.Value) + count;
        }
        double total = all.Values.Sum();
        double covered = 0;
        var kept = new Dictionary<int, long>();
        foreach ((int scalar, long count) in all.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key))
        {
            if (kept.Count > 0 && covered / total >= _options.CharacterCoverage)
                break;
            kept.Add(scalar, count);
            covered += count;
        }
        return kept;
    }

    private static double[] Expected(
        List<(string Piece, double Score)> pieces, List<(string Word, long Count)> words, CancellationToken cancellationToken)
    {
        var estimator = new UnigramEstimator(pieces);
        var expected = new double[pieces.Count];
        for (int index = 0; index < words.Count; index++)
        {
            if (index % 1024 == 0)
                cancellationToken.ThrowIfCancellationRequested();
            estimator.Expect(words[index].Word, words[index].Count, expected);
        }
        return expected;
    }

    // A Bayesian estimate that drives the probability of rare pieces to nothing; characters stay whatever happens.
    private static List<(string Piece, double Score)> Maximized(
        List<(string Piece, double Score)> pieces, double[] expected, Dictionary<int, long> characters)
    {
        var kept = new List<(string Piece, double Count)>();
        for (int index = 0; index < pieces.Count; index++)
        {
            bool isCharacter = IsCharacter(pieces[index].Piece, characters);
            if (expected[index] >= SmallestExpectation || isCharacter)
                kept.Add((pieces[index].Piece, Math.Max(expected[index], SmallestExpectation)));
        }
        double total = Digamma(kept.Sum(piece => piece.Count));
        return [.. kept.Select(piece => (piece.Piece, Digamma(piece.Count) - total))];
    }

    private static List<(string Piece, double Score)> Pruned(
        List<(string Piece, double Score)> pieces, List<(string Word, long Count)> words, Dictionary<int, long> characters, int size,
        CancellationToken cancellationToken)
    {
        var estimator = new UnigramEstimator(pieces);
        var frequencies = new double[pieces.Count];
        var tokens = new List<int>();
        for (int index = 0; index < words.Count; index++)
        {
            if (index % 1024 == 0)
                cancellationToken.ThrowIfCancellationRequested();
            estimator.Best(words[index].Word, -1, tokens);
            foreach (int token in tokens)
            {
                if (token >= 0)
                    frequencies[token] += words[index].Count;
            }
        }
        double sum = frequencies.Sum();
        double logSum = Math.Log(sum);
        var kept = new List<int>();
        var candidates = new List<(int Piece, double Loss)>();
        for (int index = 0; index < pieces.Count; index++)
        {
            (string piece, double score) = pieces[index];
            if (IsCharacter(piece, characters))
            {
                kept.Add(index);
                continue;
            }
            double alternative = estimator.Best(piece, index, tokens);
            // A piece that others spell better, or that no best segmentation has, goes.
            if (frequencies[index] == 0 || alternative > score)
                continue;
            double frequency = frequencies[index];
            double logSumWithout = Math.Log(sum + (frequency * (tokens.Count - 1)));
            double without = 0;
            foreach (int token in tokens)
                without += Math.Log((token >= 0 ? frequencies[token] : 0) + frequency) - logSumWithout;
            candidates.Add((index, frequency / sum * (Math.Log(frequency) - logSum - without)));
        }
        kept.AddRange(candidates.OrderByDescending(candidate => candidate.Loss).ThenBy(candidate => candidate.Piece)
            .Take(Math.Max(0, size - kept.Count)).Select(candidate => candidate.Piece));
        kept.Sort();
        return [.. kept.Select(index => pieces[index])];
    }

    private static List<(string Piece, double Score)> Finished(
        List<(string Piece, double Score)> pieces, Dictionary<int, long> characters, int target)
    {
        List<(string Piece, double Score)> ordered =
            [.. pieces.OrderByDescending(piece => piece.Score).ThenBy(piece => piece.Piece, StringComparer.Ordinal)];
        int room = Math.Max(0, target - characters.Count);
        var kept = new List<(string Piece, double Score)>();
        foreach ((string piece, double score) in ordered)
        {
            if (IsCharacter(piece, characters) || room-- > 0)
                kept.Add((piece, score));
        }
        return kept;
    }

    private HuggingFaceTokenizer Make(INormalizer? normalizer, IPreTokenizer preTokenizer, List<(string Piece, double Score)> pieces)
    {
        List<(string, double)> vocabulary = [.. _options.AllSpecialTokens.Select(token => (token, 0.0))];
        double lowest = pieces.Min(piece => piece.Score);
        for (int value = 0; _options.ByteFallback && value < 256; value++)
            vocabulary.Add(($"<0x{value:X2}>", lowest - 1));
        vocabulary.AddRange(pieces);
        ITokenDecoder spaces = new MetaspaceDecoder();
        return new HuggingFaceTokenizer(new HuggingFaceTokenizerParts(new UnigramModel(vocabulary, 0, _options.ByteFallback))
        {
            Normalizer = normalizer,
            PreTokenizer = preTokenizer,
            PostProcessor = _options.EndOfText is { } end ? TemplatePostProcessor.Surround(null, new NamedToken(end, 1)) : null,
            Decoder = _options.ByteFallback ? new DecoderSequence([new ByteFallbackDecoder(), spaces]) : spaces,
            AddedTokens = [.. _options.AllSpecialTokens.Select((token, id) => new AddedToken(id, token) { IsSpecial = true })],
            Configuration = new TokenizerConfig
            {
                Unknown = UnigramTrainerOptions.Unknown,
                EndOfText = _options.EndOfText,
                AdditionalSpecialTokens = _options.SpecialTokens,
            },
        });
    }

    private static bool IsCharacter(string piece, Dictionary<int, long> characters) =>
        CharacterProperties.At(piece, 0, out int length) is var scalar && length == piece.Length && characters.ContainsKey(scalar);

    // The derivative of ln Γ, by recurrence up to 7 and the asymptotic series there.
    private static double Digamma(double x)
    {
        double result = 0;
        for (; x < 7; x++)
            result -= 1 / x;
        x -= 0.5;
        double inverse = 1 / (x * x);
        return result + Math.Log(x) + (inverse / 24) - (7 * inverse * inverse / 960) + (31 * inverse * inverse * inverse / 8064);
    }
}
