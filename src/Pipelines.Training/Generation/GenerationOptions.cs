using System.ComponentModel.DataAnnotations;

namespace Pipelines.Training;

/// <summary>How a model continues a text.</summary>
public class GenerationOptions
{
    /// <summary>The most tokens to add.</summary>
    [Range(0, int.MaxValue)]
    public int MaximumNewTokens { get; set; } = 128;

    /// <summary>Divides the logits before sampling; 0 takes the most likely token each time (greedy) and ignores the other sampling options.</summary>
    [Range(0.0, 100.0)]
    public float Temperature { get; set; } = 1f;

    /// <summary>Samples among this many most likely tokens; 0 among all.</summary>
    [Range(0, int.MaxValue)]
    public int TopK { get; set; }

    /// <summary>Samples among the fewest most likely tokens whose probabilities reach this (Holtzman et al. 2020); 1 among all.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public float TopP { get; set; } = 1f;

    /// <summary>Makes tokens that occurred less likely: positive logits are divided by it, negative multiplied (Keskar et al. 2019); 1 is none.</summary>
    [Range(0.0, 100.0, MinimumIsExclusive = true)]
    public float RepetitionPenalty { get; set; } = 1f;

    /// <summary>Texts that end the generation; they are not part of the result.</summary>
    public IList<string> StopStrings { get; set; } = [];

    /// <summary>Token ids that end the generation, besides the tokenizer's end of text.</summary>
    public IList<int> StopTokens { get; set; } = [];

    /// <summary>Decides the samples; null means 0. The n-th prompt of a batch draws from its own stream, so a batch changes nothing.</summary>
    public int? Seed { get; set; }
}
