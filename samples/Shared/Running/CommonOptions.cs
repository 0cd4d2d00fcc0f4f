using System.CommandLine;
using System.CommandLine.Parsing;

namespace Pipelines.Samples;

/// <summary>The command-line options that every training sample has, with the same names and meanings.</summary>
public sealed class CommonOptions
{
    /// <summary>Makes the options.</summary>
    /// <param name="sample">The sample's name; it names the default output folder.</param>
    /// <param name="data">What the data file holds and what stands in for it.</param>
    public CommonOptions(string sample, string data)
    {
        Data = new Option<string?>("--data") { Description = data, HelpName = "FILE" };
        Steps = Positive("--steps", "Optimizer steps; each preset has its own default.", "N");
        Threads = Positive("--threads", "Threads to compute with; as many as there are cores by default. The results do not depend on it.", "N");
        Seed = new Option<int>("--seed") { Description = "Decides the start weights, the order of the data and the samples.", HelpName = "N", DefaultValueFactory = _ => 1337 };
        Resume = new Option<bool>("--resume") { Description = "Continues from the newest checkpoint in the output folder." };
        Out = new Option<string>("--out")
        {
            Description = "Where everything is written.",
            HelpName = "DIR",
            DefaultValueFactory = _ => Path.Combine("out", sample),
        };
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
