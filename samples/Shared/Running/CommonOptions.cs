using System.CommandLine;
using System.CommandLine.Parsing;

namespace Pipelines.Samples;

/// <summary>The command-line options that every training sample has, with the same names and meanings.</summary>
public sealed class CommonOptions
{
    internal const string ResumeName = "--resume";
    internal const string OutName = "--out";

    /// <summary>Makes the options.</summary>
    /// <param name="sample">The sample's name; it names the default output folder.</param>
    /// <param name="data">What the data file holds and what stands in for it.</param>
    /// <param name="steps">What the steps are of, where a sample trains several times, and how many there are by default.</param>
    public CommonOptions(string sample, string data, string steps = "each preset has its own default")
    {
        Data = File("--data", data);
        Steps = Positive("--steps", $"Optimizer steps: {steps}.", "N");
        Threads =
            Positive("--threads", "Threads to compute with; as many as there are cores by default. The results do not depend on it.", "N");
        Seed = MakeSeed();
        Resume = new Option<bool>(ResumeName) { Description = "Continues from the newest checkpoint in the output folder." };
        Out = MakeOut(sample);
    }

    /// <summary>The file to train on instead of generated data.</summary>
    public Option<string?> Data { get; }

    /// <summary>Optimizer steps.</summary>
    public Option<int?> Steps { get; }

    /// <summary>Threads to compute with.</summary>
    public Option<int?> Threads { get; }

    /// <summary>The seed of everything random.</summary>
    public Option<int> Seed { get; }

    /// <summary>Whether to continue a run.</summary>
    public Option<bool> Resume { get; }

    /// <summary>The output folder.</summary>
    public Option<string> Out { get; }

    /// <summary>The option of the seed, for a sample that trains nothing.</summary>
    public static Option<int> MakeSeed() => new("--seed")
    {
        Description = "Decides the start weights, the order of the data and the samples.",
        HelpName = "N",
        DefaultValueFactory = _ => 1337,
    };

    /// <summary>The option of the output folder, for a sample that trains nothing.</summary>
    /// <param name="sample">The sample's name.</param>
    public static Option<string> MakeOut(string sample) => new(OutName)
    {
        Description = "Where everything is written.",
        HelpName = "DIR",
        DefaultValueFactory = _ => Path.Combine("out", sample),
    };

    /// <summary>The option of a model folder, which every sample with one calls the same.</summary>
    /// <param name="description">What model, and what is done without it.</param>
    public static Option<string?> Model(string description) => Folder("--model", description);

    /// <summary>An option that takes a file.</summary>
    public static Option<string?> File(string name, string description) => new(name) { Description = description, HelpName = "FILE" };

    /// <summary>An option that takes a folder.</summary>
    public static Option<string?> Folder(string name, string description) => new(name) { Description = description, HelpName = "DIR" };

    /// <summary>An option that takes one of several words.</summary>
    public static Option<string> Choice(string name, string description, params string[] choices)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => choices[0] };
        option.AcceptOnlyFromAmong(choices);
        return option;
    }

    /// <summary>An option that takes a whole number above 0.</summary>
    public static Option<int?> Positive(string name, string description, string helpName)
    {
        var option = new Option<int?>(name) { Description = description, HelpName = helpName };
        option.Validators.Add(RequirePositive);
        return option;

        void RequirePositive(OptionResult result)
        {
            if (result.Tokens is [var token] && (!int.TryParse(token.Value, out var number) || number < 1))
                result.AddError($"{name} takes a whole number above 0, not '{token.Value}'.");
        }
    }
}
