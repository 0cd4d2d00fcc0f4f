using System.Text.Json;

namespace Pipelines.Gpt.Tests;

/// <summary>Reads losses as the reference library's settings name them.</summary>
internal static class PreferenceLossCases
{
    public static PreferenceLoss Read(JsonElement settings, string name = "")
    {
        var type = settings.TryGetProperty("loss_type", out var given) ? given.GetString()! : name.StartsWith("orpo", StringComparison.Ordinal) ? "orpo" : "sigmoid";
        var kind = (name.Split(' ', '_')[0], type) switch
        {
            ("cpo", "hinge") => PreferenceLossKind.CpoHinge,
            ("cpo", "ipo") => PreferenceLossKind.CpoIpo,
            ("cpo", _) => PreferenceLossKind.Cpo,
            _ => type switch
            {
                "sigmoid" => PreferenceLossKind.Sigmoid,
                "hinge" => PreferenceLossKind.Hinge,
                "ipo" => PreferenceLossKind.Ipo,
                "robust" => PreferenceLossKind.Robust,
                "exo_pair" => PreferenceLossKind.ExoPair,
                "nca_pair" => PreferenceLossKind.NcaPair,
                "sppo_hard" => PreferenceLossKind.SppoHard,
                "apo_zero" => PreferenceLossKind.ApoZero,
                "apo_down" => PreferenceLossKind.ApoDown,
                "aot" => PreferenceLossKind.Aot,
                "aot_pair" => PreferenceLossKind.AotUnpaired,
                "orpo" => PreferenceLossKind.Orpo,
                "simpo" => PreferenceLossKind.SimPo,
                "kto" => PreferenceLossKind.Kto,
                "apo_zero_unpaired" => PreferenceLossKind.ApoZeroUnpaired,
                _ => throw new InvalidOperationException($"The golden case has the loss '{type}', which is not known."),
            },
        };
        return new PreferenceLoss
        {
            Kind = kind,
            Beta = Number("beta", 0.1),
            LabelSmoothing = Number("label_smoothing", 0),
            TargetMargin = Number("simpo_gamma", 0),
            ReferenceFree = settings.TryGetProperty("reference_free", out var free) && free.GetBoolean(),
            Divergence = settings.TryGetProperty("f_divergence_type", out var divergence) && divergence.GetString() == "js_divergence"
                ? PreferenceDivergence.JensenShannon
                : PreferenceDivergence.ReverseKullbackLeibler,
            DesirableWeight = Number("desirable_weight", 1),
            UndesirableWeight = Number("undesirable_weight", 1),
        };

        double Number(string property, double otherwise) =>
            settings.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : otherwise;
    }
}
