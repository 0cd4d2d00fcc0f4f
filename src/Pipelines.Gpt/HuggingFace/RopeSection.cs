using System.Globalization;
using System.Text.Json.Nodes;
using Pipelines.Nn;

namespace Pipelines.Gpt;

/// <summary>
/// The rotary part of a config: <c>rope_theta</c> and <c>rope_scaling</c>, or both in <c>rope_parameters</c> as version 5 of the reference
/// library writes them. A method or value that is not known is refused: ignoring it would change the numbers.
/// </summary>
internal static class RopeSection
{
    private static readonly string[] CommonKeys = ["rope_type", "type", "rope_theta", "partial_rotary_factor"];

    private static readonly Dictionary<string, RopeScalingKind?> Kinds = new(StringComparer.Ordinal)
    {
        ["default"] = null,
        ["linear"] = RopeScalingKind.Linear,
        ["dynamic"] = RopeScalingKind.Dynamic,
        ["yarn"] = RopeScalingKind.Yarn,
        ["llama3"] = RopeScalingKind.Llama3,
        ["longrope"] = RopeScalingKind.LongRope,
        ["su"] = RopeScalingKind.LongRope,
    };

    /// <summary>Adds what a config says to a model's config.</summary>
    /// <param name="config">The file.</param>
    /// <param name="model">What is read so far.</param>
    /// <param name="originalBlockSize">
    /// What a missing <c>original_max_position_embeddings</c> means to long rope; null if it must be there.
    /// </param>
    /// <param name="isLongRope">Whether the family means long rope by a type of another name; null for no.</param>
    public static GptConfig Read(
        ConfigSection config, GptConfig model, int? originalBlockSize = null, Func<string, bool>? isLongRope = null)
    {
        var section = config.FindSection("rope_parameters") ?? config.FindSection("rope_scaling");
        var theta = section?.FindDouble("rope_theta", 1.0, 1e12) ?? config.GetDouble("rope_theta", 10_000.0, 1.0, 1e12);
        RequireWholeHeads(config);
        model = model with { RopeTheta = (float)theta };
        if (section is null)
            return model;
        RequireWholeHeads(section);
        var typeKey = section.Has("rope_type") || !section.Has("type") ? "rope_type" : "type";
        var kind = isLongRope?.Invoke(section.GetString(typeKey, "default")) == true
            ? RopeScalingKind.LongRope
            : section.GetChoice(typeKey, Kinds, "default");
        var scaling = kind switch
        {
            null => None(section),
            RopeScalingKind.Llama3 => Llama3(section, model),
            RopeScalingKind.Yarn => Yarn(section),
            RopeScalingKind.LongRope => LongRope(config, section, originalBlockSize),
            { } stretching => Stretching(section, stretching),
        };
        return scaling?.Problem(model.EffectiveHeadSize) is { } problem
            ? throw new ModelFolderException(section.File, problem, section.JsonPath)
            : model with { RopeScaling = scaling };
    }

    /// <summary>The <c>rope_scaling</c> of a config, in the form that version 4 of the reference library reads.</summary>
    public static JsonObject? Write(RopeScaling? scaling)
    {
        if (scaling is null)
            return null;
        var json = new JsonObject
        {
            ["rope_type"] = scaling.Kind switch
            {
                RopeScalingKind.Linear => "linear",
                RopeScalingKind.Dynamic => "dynamic",
                RopeScalingKind.Yarn => "yarn",
                RopeScalingKind.Llama3 => "llama3",
                _ => "longrope",
            },
        };
        if (scaling.Kind != RopeScalingKind.LongRope)
            json["factor"] = scaling.Factor;
        if (scaling.Kind is RopeScalingKind.Yarn or RopeScalingKind.LongRope && scaling.AttentionFactor is { } attention)
            json["attention_factor"] = attention;
        if (scaling.OriginalBlockSize > 0 && scaling.Kind is not (RopeScalingKind.Linear or RopeScalingKind.Dynamic))
            json["original_max_position_embeddings"] = scaling.OriginalBlockSize;
        switch (scaling.Kind)
        {
            case RopeScalingKind.Llama3:
                json["low_freq_factor"] = scaling.LowFrequencyFactor;
                json["high_freq_factor"] = scaling.HighFrequencyFactor;
                break;
            case RopeScalingKind.Yarn:
                json["beta_fast"] = scaling.BetaFast;
                json["beta_slow"] = scaling.BetaSlow;
                break;
            case RopeScalingKind.LongRope:
                json["short_factor"] = List(scaling.ShortFactors!);
                json["long_factor"] = List(scaling.LongFactors!);
                break;
        }

        return json;
    }

    /// <summary>Numbers with the digits that they were given.</summary>
    public static JsonArray List(IReadOnlyList<float> values) =>
        new([.. values.Select(v => JsonNode.Parse(v.ToString("R", CultureInfo.InvariantCulture)))]);

    private static RopeScaling? None(ConfigSection section)
    {
        RefuseOthers(section);
        return null;
    }

    private static RopeScaling Stretching(ConfigSection section, RopeScalingKind kind)
    {
        RefuseOthers(section, "factor", "original_max_position_embeddings");
        return new RopeScaling { Kind = kind, Factor = Factor(section) };
    }

    private static RopeScaling Llama3(ConfigSection section, GptConfig model)
    {
        RefuseOthers(section, "factor", "original_max_position_embeddings", "low_freq_factor", "high_freq_factor");
        return new RopeScaling
        {
            Kind = RopeScalingKind.Llama3,
            Factor = Factor(section),
            OriginalBlockSize = section.GetInt32("original_max_position_embeddings", model.BlockSize, 1),
            LowFrequencyFactor = section.GetSingle("low_freq_factor"),
            HighFrequencyFactor = section.GetSingle("high_freq_factor"),
        };
    }

    private static RopeScaling Yarn(ConfigSection section)
    {
        RefuseOthers(
            section, "factor", "original_max_position_embeddings", "attention_factor", "beta_fast", "beta_slow", "finetuned", "truncate");
        if (!section.GetBoolean("truncate", true))
            throw section.Error("truncate", "yarn without rounding is not supported.");
        return new RopeScaling
        {
            Kind = RopeScalingKind.Yarn,
            Factor = Factor(section),
            OriginalBlockSize = section.GetInt32("original_max_position_embeddings", 0),
            AttentionFactor = (float?)section.FindDouble("attention_factor", 0.0, 1e6),
            BetaFast = section.GetSingle("beta_fast", 32f),
            BetaSlow = section.GetSingle("beta_slow", 1f),
        };
    }

    private static RopeScaling LongRope(ConfigSection config, ConfigSection section, int? originalBlockSize)
    {
        RefuseOthers(section, "factor", "original_max_position_embeddings", "attention_factor", "short_factor", "long_factor");
        return new RopeScaling
        {
            Kind = RopeScalingKind.LongRope,
            OriginalBlockSize = section.FindInt32("original_max_position_embeddings", 2)
                ?? config.GetInt32("original_max_position_embeddings", originalBlockSize, 2),
            AttentionFactor = (float?)section.FindDouble("attention_factor", 0.0, 1e6),
            ShortFactors = section.FindSingles("short_factor"),
            LongFactors = section.FindSingles("long_factor"),
        };
    }

    private static float Factor(ConfigSection section) => section.GetSingle("factor", null, 1f, 1e6f);

    private static void RequireWholeHeads(ConfigSection section)
    {
        if (section.GetDouble("partial_rotary_factor", 1.0) != 1.0)
            throw section.Error("partial_rotary_factor", "rotating only a part of each head is not supported.");
    }

    private static void RefuseOthers(ConfigSection section, params ReadOnlySpan<string> known)
    {
        foreach (var name in section.Names)
        {
            if (section.Has(name) && !known.Contains(name) && !CommonKeys.AsSpan().Contains(name))
                throw section.Error(name, "this value is not known for this type of scaling, and ignoring it would change the numbers.");
        }
    }
}
