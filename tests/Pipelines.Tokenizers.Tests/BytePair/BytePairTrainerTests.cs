using System.Text;
using System.Text.RegularExpressions;

namespace Pipelines.Tokenizers.Tests;

public class BytePairTrainerTests
{
    private static readonly Regex Pattern =
        new(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant);

    [Test]
    public void Learns_the_merges_of_the_definition()
    {
        BytePairTokenizer tokenizer =
            new BytePairTrainer(new() { VocabularySize = 700, MinimumFrequency = 1 }).Train([SampleText.English.AsMemory()]);
        Assert.That(Merges(tokenizer), Is.EqualTo(Reference([SampleText.English], 699, 1)));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(4)]
    public void Learns_the_merges_of_the_definition_where_pairs_overlap_and_counts_tie(int seed)
    {
        var random = new Random(seed);
        string[] rows =
            [.. Enumerable.Range(0, 60).Select(_ => string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => "aab c"[random.Next(5)])))];
        BytePairTokenizer tokenizer = new BytePairTrainer(new() { VocabularySize = 400, EndOfText = null, MinimumFrequency = 2 })
            .Train(rows.Select(row => row.AsMemory()));
        Assert.That(Merges(tokenizer), Is.EqualTo(Reference(rows, 400, 2)));
    }

    [Test]
    public void Gives_special_tokens_the_last_ids()
    {
        BytePairTokenizer tokenizer = new BytePairTrainer(new() { VocabularySize = 300, SpecialTokens = ["<pad>"] }).Train(SampleText.Rows);
        Assert.That(tokenizer.VocabularySize, Is.EqualTo(300));
        Assert.That((tokenizer.SpecialTokens["<|endoftext|>"], tokenizer.SpecialTokens["<pad>"]), Is.EqualTo((298, 299)));
        Assert.That((tokenizer.EndOfTextId, tokenizer.MergeCount), Is.EqualTo(((int?)298, 42)));
        Assert.That((tokenizer.IdToToken(0), tokenizer.IdToToken(220), tokenizer.IdToToken(255)), Is.EqualTo(("!", "Ġ", "Ń")));
    }

    [Test]
    public void Does_not_learn_from_the_spelling_of_special_tokens()
    {
        string row = string.Concat(Enumerable.Repeat("ab<|endoftext|>", 20));
        BytePairTokenizer tokenizer = new BytePairTrainer(new() { VocabularySize = 400 }).Train([row.AsMemory()]);
        Assert.That(Merges(tokenizer), Is.EqualTo(["a b"]));
    }

    [Test]
    public void Stops_at_the_minimum_frequency()
    {
        BytePairTokenizer tokenizer = new BytePairTrainer(new() { VocabularySize = 400, MinimumFrequency = 3, EndOfText = null })
            .Train(["ab ab ab cd cd".AsMemory()]);
        Assert.That(Merges(tokenizer), Is.EqualTo(["a b"]));
        Assert.That(tokenizer.VocabularySize, Is.EqualTo(257));
    }

    [Test]
    public void Counts_a_word_in_every_row()
    {
        BytePairTokenizer apart = new BytePairTrainer(new() { VocabularySize = 500 }).Train(SampleText.Rows);
        BytePairTokenizer again = new BytePairTrainer(new() { VocabularySize = 500 }).Train([.. SampleText.Rows]);
        Assert.That(again.Fingerprint, Is.EqualTo(apart.Fingerprint), "the same texts give the same tokenizer");
    }

    [Test]
    public void Learns_from_more_words_than_it_can_hold()
    {
        // The frequent words come again and again between words that occur once.
        var random = new Random(5);
        IEnumerable<ReadOnlyMemory<char>> rows = Enumerable.Range(0, 20_000).Select(row => $"the river {random.NextInt64():x}".AsMemory());
        BytePairTokenizer tokenizer = new BytePairTrainer(new() { VocabularySize = 320, MaximumWordCount = 1024 }).Train(rows);
        Assert.That(tokenizer.Encode(" river"), Has.Length.EqualTo(1));
        Assert.That(tokenizer.Encode("the"), Has.Length.EqualTo(1));
    }

    [Test]
    public void Reports_reading_and_merging()
    {
        var reports = new List<BytePairTrainingProgress>();
        IEnumerable<ReadOnlyMemory<char>> rows = Enumerable.Repeat(SampleText.English.AsMemory(), 600);
        new BytePairTrainer(new() { VocabularySize = 600, MinimumFrequency = 1 }).Train(rows, new Progress(reports.Add));
        Assert.That(reports.Select(report => report.TextCount), Is.Ordered);
        Assert.That(reports.Select(report => report.MergeCount), Is.Ordered);
        BytePairTrainingProgress last = reports[^1];
        Assert.That((last.TextCount, last.CharacterCount, last.MaximumMergeCount),
            Is.EqualTo((600L, 600L * SampleText.English.Length, 343)));
        Assert.That(last.MergeCount, Is.EqualTo(343));
    }

    [Test]
    public void Stops_while_reading_and_while_merging()
    {
        using var source = new CancellationTokenSource();
        IEnumerable<ReadOnlyMemory<char>> Endless()
        {
            for (int row = 0; ; row++)
            {
                if (row == 1000)
                    source.Cancel();
                yield return "text".AsMemory();
            }
        }
        Assert.That(() => new BytePairTrainer().Train(Endless(), null, source.Token), Throws.InstanceOf<OperationCanceledException>());

        using var second = new CancellationTokenSource();
        var stop = new Progress(report =>
        {
            if (report.MergeCount > 0)
                second.Cancel();
        });
        Assert.That(() => new BytePairTrainer(new() { VocabularySize = 1000, MinimumFrequency = 1 }).Train(SampleText.Rows, stop, second.Token),
            Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void Refuses_texts_without_a_word()
    {
        Assert.That(() => new BytePairTrainer().Train([]), Throws.TypeOf<TokenizationException>().With.Message.Contains("The 0 texts"));
        Assert.That(() => new BytePairTrainer().Train(["".AsMemory(), "<|endoftext|>".AsMemory()]),
            Throws.TypeOf<TokenizationException>().With.Message.Contains("The 2 texts"));
    }

    [Test]
    public void Learns_the_bytes_alone_where_nothing_repeats()
    {
        BytePairTokenizer tokenizer = new BytePairTrainer(new() { VocabularySize = 300 }).Train(["x".AsMemory()]);
        Assert.That((tokenizer.VocabularySize, tokenizer.MergeCount), Is.EqualTo((257, 0)));
        Assert.That(tokenizer.Decode(tokenizer.Encode("any é")), Is.EqualTo("any é"));
    }

    [Test]
    public void Refuses_options_out_of_range()
    {
        Refuses(new() { VocabularySize = 255 }, "VocabularySize is 255");
        Refuses(new() { VocabularySize = 256 }, "need 257");
        Refuses(new() { VocabularySize = int.MaxValue }, "VocabularySize is 2147483647");
        Refuses(new() { MinimumFrequency = 0 }, "MinimumFrequency is 0");
        Refuses(new() { MaximumWordCount = 10 }, "MaximumWordCount is 10");
        Refuses(new() { SpecialTokens = ["a", "a"] }, "twice");
        Refuses(new() { SpecialTokens = ["<|endoftext|>"] }, "twice");
        Refuses(new() { SpecialTokens = [""] }, "not empty");
        Refuses(new() { EndOfText = "" }, "not empty");
        Refuses(new() { EndOfText = "\uD800" }, "Unicode");

        static void Refuses(BytePairTrainerOptions options, string message) =>
            Assert.That(() => new BytePairTrainer(options), Throws.TypeOf<OptionsException>().With.Message.Contains(message));
    }

    private static List<string> Merges(BytePairTokenizer tokenizer)
    {
        string folder = Directory.CreateTempSubdirectory("tokenizer").FullName;
        tokenizer.Save(folder);
        List<string> merges = [.. File.ReadLines(Path.Combine(folder, "merges.txt")).Skip(1)];
        Directory.Delete(folder, recursive: true);
        return merges;
    }

    /// <summary>Counts every pair anew before each merge.</summary>
    private static List<string> Reference(string[] rows, int size, int minimumFrequency)
    {
        byte[] alphabet = ByteAlphabet.BytesInOrder();
        List<string> tokens = [.. alphabet.Select(value => ByteAlphabet.Spell([value]))];
        List<List<int>> words = [.. rows.SelectMany(row => Pattern.Matches(row))
            .Select(match => Encoding.UTF8.GetBytes(match.Value).Select(value => Array.IndexOf(alphabet, value)).ToList())];
        var merges = new List<string>();
        while (tokens.Count < size)
        {
            var counts = new Dictionary<(int Left, int Right), int>();
            foreach (List<int> word in words)
            {
                for (int place = 0; place + 1 < word.Count; place++)
                    counts[(word[place], word[place + 1])] = counts.GetValueOrDefault((word[place], word[place + 1])) + 1;
            }
            if (counts.Count == 0)
                break;
            ((int left, int right), int count) = counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).First();
            if (count < minimumFrequency)
                break;
            string merged = tokens[left] + tokens[right];
            merges.Add($"{tokens[left]} {tokens[right]}");
            if (!tokens.Contains(merged))
                tokens.Add(merged);
            int result = tokens.IndexOf(merged);
            foreach (List<int> word in words)
            {
                for (int place = 0; place + 1 < word.Count; place++)
                {
                    if (word[place] == left && word[place + 1] == right)
                    {
                        word[place] = result;
                        word.RemoveAt(place + 1);
                    }
                }
            }
        }
        return merges;
    }

    private sealed class Progress(Action<BytePairTrainingProgress> report) : IProgress<BytePairTrainingProgress>
    {
        public void Report(BytePairTrainingProgress value) => report(value);
    }
}
