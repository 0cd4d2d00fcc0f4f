using System.Runtime.InteropServices;

namespace Pipelines.Tokenizers;

/// <summary>Learns a byte-level BPE vocabulary from texts.</summary>
/// <remarks>
/// Sennrich et al., "Neural Machine Translation of Rare Words with Subword Units" (2016), on bytes: start from the 256 bytes in the order
/// of GPT-2's vocabulary, and merge the most frequent pair of neighbours inside words again and again. Of equally frequent pairs the one of
/// the lowest ids merges first, left id before right: Hugging Face's rule. The texts are read once; memory is bounded by
/// <see cref="BytePairTrainerOptions.MaximumWordCount"/>. The same texts in the same order give the same tokenizer.
/// </remarks>
public sealed class BytePairTrainer
{
    private const int ReportInterval = 256;

    private readonly BytePairTrainerOptions _options;
    private readonly int _maximumMergeCount;

    /// <summary>Creates a trainer.</summary>
    /// <param name="options">How to learn; null for the defaults.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public BytePairTrainer(BytePairTrainerOptions? options = null)
    {
        _options = OptionsValidation.Validated(options ?? new BytePairTrainerOptions());
        _maximumMergeCount = _options.VocabularySize - 256 - _options.AllSpecialTokens.Count;
    }

    /// <summary>Learns a vocabulary.</summary>
    /// <param name="texts">The texts, read once. Words do not reach over the end of a text.</param>
    /// <param name="progress">Told every 256 texts and merges, and at the end.</param>
    /// <param name="cancellationToken">Stops the reading and the merging.</param>
    /// <exception cref="TokenizationException">The texts hold nothing to learn from.</exception>
    public BytePairTokenizer Train(
        IEnumerable<ReadOnlyMemory<char>> texts, IProgress<BytePairTrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var counter = new WordCounter(_options.MaximumWordCount);
        BytePairTrainingProgress read = CountWords(texts, counter, progress, cancellationToken);
        if (counter.Count == 0)
            throw new TokenizationException($"The {read.TextCount} texts hold nothing to learn from; check the file and the column.");

        byte[] alphabet = ByteAlphabet.BytesInOrder();
        var byteTokens = new int[256];
        var tokens = new List<byte[]?>(_options.VocabularySize);
        for (int id = 0; id < alphabet.Length; id++)
        {
            byteTokens[alphabet[id]] = id;
            tokens.Add([alphabet[id]]);
        }
        var statistics = new PairStatistics(counter, byteTokens, cancellationToken);
        List<BytePairMerge> merges = Merge(statistics, tokens, read, progress, cancellationToken);

        var special = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string token in _options.AllSpecialTokens)
        {
            special.Add(token, tokens.Count);
            tokens.Add(null);
        }
        return new BytePairTokenizer(new BytePairModel(tokens, merges, special, _options.EndOfText));
    }

    private BytePairTrainingProgress CountWords(
        IEnumerable<ReadOnlyMemory<char>> texts, WordCounter counter, IProgress<BytePairTrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        var splitter = new WordSplitter();
        var special = new SpecialTokenFinder(_options.AllSpecialTokens);
        var sink = new Sink(counter, cancellationToken);
        long textCount = 0;
        long characterCount = 0;
        foreach (ReadOnlyMemory<char> text in texts)
        {
            ReadOnlySpan<char> rest = text.Span;
            while (special.TryFind(rest, out int at, out string token))
            {
                splitter.Split(rest[..at], ref sink);
                rest = rest[(at + token.Length)..];
            }
            splitter.Split(rest, ref sink);
            characterCount += text.Length;
            if (++textCount % ReportInterval == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress?.Report(new BytePairTrainingProgress(textCount, characterCount, counter.Count, 0, _maximumMergeCount));
            }
        }
        cancellationToken.ThrowIfCancellationRequested();
        var read = new BytePairTrainingProgress(textCount, characterCount, counter.Count, 0, _maximumMergeCount);
        progress?.Report(read);
        return read;
    }

    private List<BytePairMerge> Merge(
        PairStatistics statistics, List<byte[]?> tokens, BytePairTrainingProgress read,
        IProgress<BytePairTrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var merges = new List<BytePairMerge>();
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        int size = 256 + _maximumMergeCount;
        while (tokens.Count < size && statistics.MostFrequent() is { } pair && pair.Count >= _options.MinimumFrequency)
        {
            cancellationToken.ThrowIfCancellationRequested();
            byte[] bytes = [.. tokens[pair.Left]!, .. tokens[pair.Right]!];
            // Two ways to merge the same bytes lead to the same token: (a, bc) and (ab, c).
            if (ids.TryAdd(ByteAlphabet.Spell(bytes), tokens.Count))
                tokens.Add(bytes);
            int result = ids[ByteAlphabet.Spell(bytes)];
            statistics.Merge(pair.Left, pair.Right, result);
            merges.Add(new BytePairMerge(pair.Left, pair.Right, result));
            if (merges.Count % ReportInterval == 0)
                progress?.Report(read with { MergeCount = merges.Count });
        }
        progress?.Report(read with { MergeCount = merges.Count });
        return merges;
    }

    private struct Sink(WordCounter counter, CancellationToken cancellationToken) : IWordSink
    {
        private int _taken;

        public void Take(ref byte word, int length)
        {
            // One text may be a whole file.
            if ((++_taken & 0xFFFF) == 0)
                cancellationToken.ThrowIfCancellationRequested();
            counter.Add(MemoryMarshal.CreateReadOnlySpan(ref word, length));
        }
    }
}
