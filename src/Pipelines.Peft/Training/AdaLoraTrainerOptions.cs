using System.ComponentModel.DataAnnotations;

namespace Pipelines.Peft;

/// <summary>How an adapter with shared out ranks (AdaLoRA) is and how it is trained.</summary>
public sealed class AdaLoraTrainerOptions : AdapterTrainerOptions
{
    /// <inheritdoc cref="AdaLoraOptions.InitialRank"/>
    [Range(1, 1 << 16)]
    public int InitialRank
    {
        get => Adapter.InitialRank;
        set => Adapter.InitialRank = value;
    }

    /// <inheritdoc cref="AdaLoraOptions.TargetRank"/>
    [Range(1, 1 << 16)]
    public int TargetRank
    {
        get => Adapter.TargetRank;
        set => Adapter.TargetRank = value;
    }

    /// <summary>Steps before the budget of ranks begins to shrink (<c>tinit</c>), apart from the learning rate's warm-up.</summary>
    [Range(0, int.MaxValue)]
    public int RankWarmupSteps
    {
        get => Adapter.WarmupSteps;
        set => Adapter.WarmupSteps = value;
    }

    /// <summary>Steps at the end, in which the ranks stay as they are (<c>tfinal</c>).</summary>
    [Range(0, int.MaxValue)]
    public int RankFinalSteps
    {
        get => Adapter.FinalSteps;
        set => Adapter.FinalSteps = value;
    }

    /// <summary>The steps that the budget of ranks is planned for (<c>total_step</c>); null for those of the run.</summary>
    [Range(1, int.MaxValue)]
    public int? RankTotalSteps
    {
        get => Adapter.TotalSteps;
        set => Adapter.TotalSteps = value;
    }

    /// <inheritdoc cref="AdaLoraOptions.AllocationInterval"/>
    [Range(1, int.MaxValue)]
    public int AllocationInterval
    {
        get => Adapter.AllocationInterval;
        set => Adapter.AllocationInterval = value;
    }

    /// <inheritdoc cref="AdaLoraOptions.Beta1"/>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double Beta1
    {
        get => Adapter.Beta1;
        set => Adapter.Beta1 = value;
    }

    /// <inheritdoc cref="AdaLoraOptions.Beta2"/>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double Beta2
    {
        get => Adapter.Beta2;
        set => Adapter.Beta2 = value;
    }

    /// <inheritdoc cref="AdaLoraOptions.OrthogonalityWeight"/>
    [Range(0.0, 1e6)]
    public double OrthogonalityWeight
    {
        get => Adapter.OrthogonalityWeight;
        set => Adapter.OrthogonalityWeight = value;
    }

    /// <inheritdoc cref="AdaLoraOptions.Alpha"/>
    [Range(0.0, 1e9)]
    public double Alpha
    {
        get => Adapter.Alpha;
        set => Adapter.Alpha = value;
    }

    /// <inheritdoc cref="AdaLoraOptions.Dropout"/>
    [Range(0.0, 0.99)]
    public float Dropout
    {
        get => Adapter.Dropout;
        set => Adapter.Dropout = value;
    }

    /// <inheritdoc cref="AdaLoraOptions.TargetModules"/>
    public IReadOnlyList<string> TargetModules
    {
        get => Adapter.TargetModules;
        set => Adapter.TargetModules = value;
    }

    /// <inheritdoc cref="AdaLoraOptions.TargetPattern"/>
    public string? TargetPattern
    {
        get => Adapter.TargetPattern;
        set => Adapter.TargetPattern = value;
    }

    /// <inheritdoc cref="AdaLoraOptions.ExcludeModules"/>
    public IReadOnlyList<string> ExcludeModules
    {
        get => Adapter.ExcludeModules;
        set => Adapter.ExcludeModules = value;
    }

    /// <inheritdoc cref="AdaLoraOptions.ExcludePattern"/>
    public string? ExcludePattern
    {
        get => Adapter.ExcludePattern;
        set => Adapter.ExcludePattern = value;
    }

    /// <inheritdoc cref="AdaLoraOptions.Bias"/>
    [EnumDataType(typeof(LoraBias))]
    public LoraBias Bias
    {
        get => Adapter.Bias;
        set => Adapter.Bias = value;
    }

    /// <inheritdoc cref="AdaLoraOptions.ModulesToSave"/>
    public IReadOnlyList<string> ModulesToSave
    {
        get => Adapter.ModulesToSave;
        set => Adapter.ModulesToSave = value;
    }

    /// <inheritdoc cref="AdaLoraOptions.LayersToTransform"/>
    public IReadOnlyList<int> LayersToTransform
    {
        get => Adapter.LayersToTransform;
        set => Adapter.LayersToTransform = value;
    }

    /// <inheritdoc cref="AdaLoraOptions.LayersPattern"/>
    public IReadOnlyList<string> LayersPattern
    {
        get => Adapter.LayersPattern;
        set => Adapter.LayersPattern = value;
    }

    /// <inheritdoc cref="AdaLoraOptions.FanInFanOut"/>
    public bool FanInFanOut
    {
        get => Adapter.FanInFanOut;
        set => Adapter.FanInFanOut = value;
    }

    /// <inheritdoc cref="AdaLoraOptions.StartWithZeros"/>
    public bool StartWithZeros
    {
        get => Adapter.StartWithZeros;
        set => Adapter.StartWithZeros = value;
    }

    /// <inheritdoc cref="AdaLoraOptions.EnsureWeightTying"/>
    public bool EnsureWeightTying
    {
        get => Adapter.EnsureWeightTying;
        set => Adapter.EnsureWeightTying = value;
    }

    /// <inheritdoc cref="AdaLoraOptions.TaskType"/>
    public string? TaskType
    {
        get => Adapter.TaskType;
        set => Adapter.TaskType = value;
    }

    internal AdaLoraOptions Adapter { get; } = new();

    /// <inheritdoc/>
    public override IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        base.Validate(validationContext).Concat(Adapter.Validate(validationContext));
}
