using System.Globalization;

namespace Pipelines.Benchmarks.Tokenizing;

/// <summary>Encodes one text with GPT-2's vocabulary, ours and Node packages in turn, and checks that the ids are the same.</summary>
internal sealed class TokenizingBenchmark(string textPath, string tokenizerPath, string? packages, int rounds, TextWriter output)
{
    private const int WarmingPasses = 40;
    private const int Passes = 5;
    private const string Ours = "Pipelines";

    private static readonly string[] Packages = ["gpt-tokenizer", "tiktoken", "tokenizers"];

    /// <summary>Runs all rounds and writes the table; false if ids differ.</summary>
    public bool Run()
    {
        var text = File.ReadAllText(textPath);
        var megabytes = new FileInfo(textPath).Length / 1e6;
        var ours = new OurContender(tokenizerPath, text);
        NodeContender[] others = packages is null ? [] : [.. Packages.Select(name => new NodeContender(name, packages))];
        ours.Run(WarmingPasses);
        var times = new Dictionary<string, List<double>> { [Ours] = [] };
        var hashes = new Dictionary<string, TokenizingRun>();
        for (var round = 0; round < rounds; round++)
        {
            Add(Ours, ours.Run(Passes));
            foreach (var other in others)
                Add(other.Name, other.Run(textPath, tokenizerPath, Passes));
        }

        var own = OurContender.Median(times[Ours]);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{megabytes:F2} MB, {hashes[Ours].Count} ids, medians of {rounds} rounds of {Passes} passes, one thread"));
        output.WriteLine("| tokenizer | MB/s | slowest round | ours is faster by |");
        output.WriteLine("|---|---:|---:|---:|");
        foreach (var (name, seconds) in times)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {megabytes / OurContender.Median(seconds):F1} | {megabytes / seconds.Max():F1} | " +
                $"{OurContender.Median(seconds) / own:F2} |"));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"allocated: {ours.AllocatedPerToken:F2} bytes a token"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"two threads: {ours.TwoThreads(10, 20):F2} times one"));
        var same = hashes.Values.All(run => run.Hash == hashes[Ours].Hash);
        output.WriteLine(same ? "All ids are the same." : "THE IDS DIFFER.");
        return same;

        void Add(string name, TokenizingRun run)
        {
            times.TryAdd(name, []);
            times[name].Add(OurContender.Median(run.Seconds));
            hashes[name] = run;
        }
    }
}
