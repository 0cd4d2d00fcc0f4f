using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>How a decoder is tuned on preferences.</summary>
public sealed class PreferenceTuningOptions : PreferenceRowOptions
{
    private const double UsualLearningRate = 1e-6;

    /// <summary>Makes the defaults: as those of every trainer, with a learning rate of 1e-6, as the method needs a low one.</summary>
    public PreferenceTuningOptions()
    {
        LearningRate = UsualLearningRate;
    }

    /// <summary>What is learned.</summary>
    [EnumDataType(typeof(PreferenceLossKind))]
    public PreferenceLossKind Loss { get; set; } = PreferenceLossKind.Sigmoid;

    /// <summary>β: how strongly the model is held to its reference, or how steep the loss is where there is none.</summary>
    [Range(0.0, 1000.0, MinimumIsExclusive = true)]
    public double Beta { get; set; } = 0.1;

    /// <summary>
    /// The share of pairs taken to be labelled the wrong way round; for the logistic losses, <c>Robust</c>, <c>ExoPair</c> and AOT.
    /// </summary>
    [Range(0.0, 0.5, MaximumIsExclusive = true)]
    public double LabelSmoothing { get; set; }

    /// <summary>Takes a uniform reference in the loss. The rewards in the history are still those over the reference.</summary>
    public bool ReferenceFree { get; set; }

    /// <summary>How <see cref="PreferenceLossKind.Sigmoid"/> measures the distance from the reference.</summary>
    [EnumDataType(typeof(PreferenceDivergence))]
    public PreferenceDivergence Divergence { get; set; }

    /// <summary>SimPO's γ: the margin of rewards that is aimed at, in nats times β.</summary>
    [Range(0.0, 1000.0)]
    public double TargetMargin { get; set; } = 0.5;

    /// <summary>
    /// How much the chosen answers' mean negative log-likelihood per token of the whole step counts beside the loss (RPO's α, CPO's α);
    /// null for the method's own: 1 for ORPO and CPO, else 0.
    /// </summary>
    [Range(0.0, 1000.0)]
    public double? LikelihoodWeight { get; set; }

    /// <summary>KTO's factor on the losses of desirable answers.</summary>
    [Range(0.0, 1000.0)]
    public double DesirableWeight { get; set; } = 1;

    /// <summary>KTO's factor on the losses of undesirable answers.</summary>
    [Range(0.0, 1000.0)]
    public double UndesirableWeight { get; set; } = 1;

    /// <summary>
    /// The reference; null for the model as it is before the first step. It is only read: its log-probabilities of all answers are computed
    /// once.
    /// </summary>
    [JsonIgnore]
    public GptModel? Reference { get; set; }

    /// <summary>Whether the model's dropout acts; without it the model begins exactly where its reference is.</summary>
    public bool Dropout { get; set; }

    /// <summary>The column that marks the better answer's tokens: 1 for each of its tokens, 0 for the prompt's.</summary>
    [Required]
    public string ChosenLossMaskColumn { get; set; } = PreferenceColumns.ChosenLossMask;

    /// <summary>The column that marks the worse answer's tokens: 1 for each of its tokens, 0 for the prompt's.</summary>
    [Required]
    public string RejectedLossMaskColumn { get; set; } = PreferenceColumns.RejectedLossMask;

    /// <summary>The column of token ids of single answers, for losses that learn from those.</summary>
    [Required]
    public string TokensColumn { get; set; } = ColumnNames.Tokens;

    /// <summary>The column that marks the single answers' tokens: 1 for each of its tokens, 0 for the prompt's.</summary>
    [Required]
    public string LossMaskColumn { get; set; } = ColumnNames.LossMask;

    /// <summary>The column that says whether a single answer is desirable.</summary>
    [Required]
    public string DesirableColumn { get; set; } = PreferenceColumns.Desirable;

    /// <inheritdoc/>
    public override IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var failure in base.Validate(validationContext))
            yield return failure;
        var smooths = Loss is PreferenceLossKind.Sigmoid or PreferenceLossKind.Robust or PreferenceLossKind.ExoPair
            or PreferenceLossKind.Aot or PreferenceLossKind.AotUnpaired or PreferenceLossKind.SimPo or PreferenceLossKind.Cpo;
        if (LabelSmoothing > 0 && !smooths)
            yield return Refused(nameof(LabelSmoothing), $"{Loss} has no label smoothing; set it to 0");
        if (Loss == PreferenceLossKind.Robust && LabelSmoothing == 0)
            yield return Refused(nameof(LabelSmoothing), "Robust needs the share of swapped pairs; give it, or take Sigmoid");
        var frees = Loss is PreferenceLossKind.Sigmoid or PreferenceLossKind.Hinge or PreferenceLossKind.Ipo or PreferenceLossKind.Robust
            or PreferenceLossKind.ExoPair;
        if (ReferenceFree && !frees)
            yield return Refused(nameof(ReferenceFree), $"{Loss} has no form without its reference; SimPo, Cpo and Orpo need none");
        if (Divergence != PreferenceDivergence.ReverseKullbackLeibler && Loss != PreferenceLossKind.Sigmoid)
            yield return Refused(nameof(Divergence), $"only {PreferenceLossKind.Sigmoid} has another divergence; Loss is {Loss}");
        if (Reference is not null && !ToLoss().HasReference)
            yield return Refused(nameof(Reference), $"{Loss} has no reference; leave it out");
        if (LikelihoodWeight > 0 && ToLoss().IsUnpaired)
            yield return Refused(nameof(LikelihoodWeight), $"{Loss} learns from single answers and has no such term");
        if (Loss == PreferenceLossKind.Kto && (long)BatchSize * GradientAccumulationSteps < 2)
            yield return Refused(nameof(BatchSize), "KTO measures the divergence from the reference over a step; give it 2 rows or more");
        if (Guard?.Metric is { } metric)
            yield return Refused(
                nameof(Guard), $"preferences are guarded by their loss, no text is generated; leave out the metric '{metric}'");
    }

    internal double EffectiveLikelihoodWeight =>
        LikelihoodWeight
        ?? (Loss is PreferenceLossKind.Orpo or PreferenceLossKind.Cpo or PreferenceLossKind.CpoHinge or PreferenceLossKind.CpoIpo ? 1 : 0);

    /// <summary>The loss as a function.</summary>
    internal PreferenceLoss ToLoss() => new()
    {
        Kind = Loss,
        Beta = Beta,
        LabelSmoothing = LabelSmoothing,
        ReferenceFree = ReferenceFree,
        Divergence = Divergence,
        TargetMargin = TargetMargin,
        DesirableWeight = DesirableWeight,
        UndesirableWeight = UndesirableWeight,
    };

    private static ValidationResult Refused(string option, string why) => new($"{option}: {why}.", [option]);
}
