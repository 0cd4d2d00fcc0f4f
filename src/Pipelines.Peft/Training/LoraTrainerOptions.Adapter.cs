using System.ComponentModel.DataAnnotations;

namespace Pipelines.Peft;

// What the adapter is: LoraOptions' own, so that both are said in one place.
public sealed partial class LoraTrainerOptions
{
    /// <inheritdoc cref="LoraOptions.Rank"/>
    [Range(1, 1 << 16)]
    public int Rank
    {
        get => Adapter.Rank;
        set => Adapter.Rank = value;
    }

    /// <inheritdoc cref="LoraOptions.Alpha"/>
    [Range(0.0, 1e9)]
    public double Alpha
    {
        get => Adapter.Alpha;
        set => Adapter.Alpha = value;
    }

    /// <inheritdoc cref="LoraOptions.Dropout"/>
    [Range(0.0, 0.99)]
    public float Dropout
    {
        get => Adapter.Dropout;
        set => Adapter.Dropout = value;
    }

    /// <inheritdoc cref="LoraOptions.TargetModules"/>
    public IReadOnlyList<string> TargetModules
    {
        get => Adapter.TargetModules;
        set => Adapter.TargetModules = value;
    }

    /// <inheritdoc cref="LoraOptions.TargetPattern"/>
    public string? TargetPattern
    {
        get => Adapter.TargetPattern;
        set => Adapter.TargetPattern = value;
    }

    /// <inheritdoc cref="LoraOptions.ExcludeModules"/>
    public IReadOnlyList<string> ExcludeModules
    {
        get => Adapter.ExcludeModules;
        set => Adapter.ExcludeModules = value;
    }

    /// <inheritdoc cref="LoraOptions.ExcludePattern"/>
    public string? ExcludePattern
    {
        get => Adapter.ExcludePattern;
        set => Adapter.ExcludePattern = value;
    }

    /// <inheritdoc cref="LoraOptions.Bias"/>
    [EnumDataType(typeof(LoraBias))]
    public LoraBias Bias
    {
        get => Adapter.Bias;
        set => Adapter.Bias = value;
    }

    /// <inheritdoc cref="LoraOptions.RankStabilized"/>
    public bool RankStabilized
    {
        get => Adapter.RankStabilized;
        set => Adapter.RankStabilized = value;
    }

    /// <inheritdoc cref="LoraOptions.ModulesToSave"/>
    public IReadOnlyList<string> ModulesToSave
    {
        get => Adapter.ModulesToSave;
        set => Adapter.ModulesToSave = value;
    }

    /// <inheritdoc cref="LoraOptions.LayersToTransform"/>
    public IReadOnlyList<int> LayersToTransform
    {
        get => Adapter.LayersToTransform;
        set => Adapter.LayersToTransform = value;
    }

    /// <inheritdoc cref="LoraOptions.LayersPattern"/>
    public IReadOnlyList<string> LayersPattern
    {
        get => Adapter.LayersPattern;
        set => Adapter.LayersPattern = value;
    }

    /// <inheritdoc cref="LoraOptions.RankPattern"/>
    public IDictionary<string, int> RankPattern
    {
        get => Adapter.RankPattern;
        set => Adapter.RankPattern = value;
    }

    /// <inheritdoc cref="LoraOptions.AlphaPattern"/>
    public IDictionary<string, double> AlphaPattern
    {
        get => Adapter.AlphaPattern;
        set => Adapter.AlphaPattern = value;
    }

    /// <inheritdoc cref="LoraOptions.FanInFanOut"/>
    public bool FanInFanOut
    {
        get => Adapter.FanInFanOut;
        set => Adapter.FanInFanOut = value;
    }

    /// <inheritdoc cref="LoraOptions.Initialization"/>
    [EnumDataType(typeof(LoraInitialization))]
    public LoraInitialization Initialization
    {
        get => Adapter.Initialization;
        set => Adapter.Initialization = value;
    }

    /// <inheritdoc cref="LoraOptions.HasBias"/>
    public bool HasBias
    {
        get => Adapter.HasBias;
        set => Adapter.HasBias = value;
    }

    /// <inheritdoc cref="LoraOptions.UseDora"/>
    public bool UseDora
    {
        get => Adapter.UseDora;
        set => Adapter.UseDora = value;
    }

    /// <inheritdoc cref="LoraOptions.EnsureWeightTying"/>
    public bool EnsureWeightTying
    {
        get => Adapter.EnsureWeightTying;
        set => Adapter.EnsureWeightTying = value;
    }

    /// <inheritdoc cref="LoraOptions.TaskType"/>
    public string? TaskType
    {
        get => Adapter.TaskType;
        set => Adapter.TaskType = value;
    }

    internal LoraOptions Adapter { get; } = new();
}
