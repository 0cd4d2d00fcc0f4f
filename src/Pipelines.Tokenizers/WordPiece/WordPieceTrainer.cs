using System.Text;

namespace Pipelines.Tokenizers;

/// <summary>Learns a WordPiece vocabulary from texts.</summary>
/// <remarks>
/// As Hugging Face's trainer does it: pairs of neighbouring pieces inside words merge by frequency, as in BPE, where a piece that continues
/// a word begins with ##. Of equally frequent pairs the one of the lowest ids merges first. The texts are read once; the same texts in the
/// same order give the same tokenizer.
/// </remarks>
public sealed class WordPieceTrainer
{
    private const string Prefix = "##";
    private const int ReportInterval = 256;

    private readonly WordPieceTrainerOptions _options;

    /// <summary>Creates a trainer.</summary>
    /// <param name="options">How to learn; null for the defaults.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public WordPieceTrainer(WordPieceTrainerOptions? options = null) =>
        _options = OptionsValidation.Validated(options ?? new WordPieceTrainerOptions());

    /// <summary>Learns a vocabulary.</summary>
    /// <param name="texts">The texts, read once.</param>
    /// <param name="progress">Told every 256 texts and merges, and at the end.</param>
    /// <param name="cancellationToken">Stops the reading and the merging.</param>
    /// <exception cref="TokenizationException">The texts hold nothing to learn from.</exception>
    public HuggingFaceTokenizer Train(
        IEnumerable<ReadOnlyMemory<char>> texts, IProgress<TokenizerTrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var normalizer = new BertNormalizer(Lowercase: _options.Lowercase);
        var preTokenizer = new BertPreTokenizer();
        long textCount = 0;
        WordCounter words = TrainingWords.Count(
            texts, normalizer, preTokenizer, _options.AllSpecialTokens, _options.MaximumWordCount,
            (count, different) => progress?.Report(new(textCount = count, different, 0, _options.VocabularySize)), cancellationToken);

        var tokens = new List<string>(_options.AllSpecialTokens);
        List<(int[] Symbols, long Count)> symbols = Symbols(words, tokens);
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int id = 0; id < tokens.Count; id++)
            ids[tokens[id]] = id;
        var statistics = new PairStatistics(symbols, cancellationToken);
        while (tokens.Count < _options.VocabularySize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (statistics.MostFrequent() is not { } pair || pair.Count < _options.MinimumFrequency)
                break;
            string merged = tokens[pair.Left] + tokens[pair.Right][Prefix.Length..];
            if (!ids.TryGetValue(merged, out int result))
            {
                ids[merged] = result = tokens.Count;
                tokens.Add(merged);
                if (tokens.Count % ReportInterval == 0)
                    progress?.Report(new(textCount, words.Count, tokens.Count, _options.VocabularySize));
            }
            statistics.Merge(pair.Left, pair.Right, result);
        }
        progress?.Report(new(textCount, words.Count, tokens.Count, _options.VocabularySize));
        return Make(normalizer, preTokenizer, tokens);
    }

    private HuggingFaceTokenizer Make(INormalizer normalizer, IPreTokenizer preTokenizer, List<string> tokens)
    {
        string[] bert = WordPieceTrainerOptions.BertTokens;
        return new HuggingFaceTokenizer(new HuggingFaceTokenizerParts(
            new WordPieceModel(tokens.Select((token, id) => KeyValuePair.Create(token, id)), bert[1], Prefix))
        {
            Normalizer = normalizer,
            PreTokenizer = preTokenizer,
            PostProcessor = WordPieceFile.TemplateOf(new NamedToken(bert[2], 2), new NamedToken(bert[3], 3)),
            Decoder = new WordPieceDecoder(),
            AddedTokens = [.. _options.AllSpecialTokens.Select((token, id) => new AddedToken(id, token) { IsSpecial = true })],
            Configuration = new TokenizerConfig
            {
                TokenizerClass = "BertTokenizer",
                Padding = bert[0],
                Unknown = bert[1],
                Classification = bert[2],
                Separator = bert[3],
                Mask = bert[4],
                AdditionalSpecialTokens = _options.SpecialTokens,
            },
        });
    }

    // Each character has a token for the start of a word and one for the inside, as far as the texts have it there.
    private List<(int[] Symbols, long Count)> Symbols(WordCounter words, List<string> tokens)
    {
        var frequencies = new Dictionary<int, long>();
        var read = new List<(int[] Scalars, long Count)>();
        for (int word = 0; word < words.Count; word++)
        {
            int[] scalars = [.. Encoding.UTF8.GetString(words.Word(word)).EnumerateRunes().Select(rune => rune.Value)];
            read.Add((scalars, words.Occurrences(word)));
            foreach (int scalar in scalars)
                frequencies[scalar] = frequencies.GetValueOrDefault(scalar) + words.Occurrences(word);
        }
        HashSet<int> alphabet =
            [.. frequencies.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key).Take(_options.AlphabetSize).Select(entry =>
                entry.Key)];
        read.RemoveAll(word => !Array.TrueForAll(word.Scalars, alphabet.Contains));
        var starting = new SortedSet<int>(read.Select(word => word.Scalars[0]));
        var continuing = new SortedSet<int>(read.SelectMany(word => word.Scalars.Skip(1)));
        Dictionary<int, int> first = AddAll(starting, "");
        Dictionary<int, int> rest = AddAll(continuing, Prefix);
        return [.. read.Select(word => (word.Scalars.Select((scalar, at) => (at == 0 ? first : rest)[scalar]).ToArray(), word.Count))];

        Dictionary<int, int> AddAll(SortedSet<int> scalars, string prefix)
        {
            var ids = new Dictionary<int, int>();
            foreach (int scalar in scalars)
            {
                ids.Add(scalar, tokens.Count);
                tokens.Add(prefix + char.ConvertFromUtf32(scalar));
            }
            return ids;
        }
    }
}
