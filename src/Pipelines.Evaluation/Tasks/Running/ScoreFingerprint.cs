using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Pipelines.Evaluation;

/// <summary>What a score depends on. Two scores that differ in anything but the model tell nothing about the models.</summary>
public sealed record ScoreFingerprint
{
    /// <summary>The task's name and version.</summary>
    public required string Task { get; init; }

    /// <summary>The questions: a hash of what was read, and how many.</summary>
    public required string Data { get; init; }

    /// <summary>A hash of all templates, and of the examples shown.</summary>
    public required string Prompt { get; init; }

    /// <summary>Worked examples, and how they are chosen.</summary>
    public required string Shots { get; init; }

    /// <summary>How the model reasons.</summary>
    public required string Reasoning { get; init; }

    /// <summary>How the answer is found: generation with its limits, or likelihood and what it is divided by.</summary>
    public required string Scoring { get; init; }

    /// <summary>The rule that finds the answer.</summary>
    public required string Extraction { get; init; }

    /// <summary>How it is compared, and what the score of all rows is.</summary>
    public required string Metric { get; init; }

    /// <summary>The seed of draws.</summary>
    public required int Seed { get; init; }

    /// <summary>The tokenizer, where scores depend on it: likelihoods by the token.</summary>
    public required string Tokenizer { get; init; }

    /// <summary>What the model is: its name or fingerprint.</summary>
    public required string Model { get; init; }

    /// <summary>All of it in one short hash.</summary>
    [JsonIgnore]
    public string Hash => Shorten(string.Join('\n', Parts().Select(p => $"{p.Name}={p.Value}")));

    /// <summary>As one line, like sacreBLEU's signatures.</summary>
    public override string ToString() => string.Join('|', Parts().Select(p => $"{p.Name}:{p.Value}"));

    /// <summary>What two fingerprints differ in, other than the model: empty where their scores can be compared.</summary>
    /// <param name="other">The other.</param>
    public IReadOnlyList<string> Differences(ScoreFingerprint other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return
        [
            .. Parts().Zip(other.Parts())
                .Where(p => p.First.Name != "model" && p.First.Value != p.Second.Value)
                .Select(p => $"{p.First.Name}: {p.First.Value} against {p.Second.Value}"),
        ];
    }

    internal static string Shorten(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];

    private (string Name, string Value)[] Parts() =>
    [
        ("task", Task), ("data", Data), ("prompt", Prompt), ("shots", Shots), ("reasoning", Reasoning), ("scoring", Scoring),
        ("extraction", Extraction), ("metric", Metric), ("seed", Seed.ToString(CultureInfo.InvariantCulture)), ("tokenizer", Tokenizer),
        ("model", Model),
    ];
}
