namespace Pipelines.Encoders;

/// <summary>The most that a config may ask for.</summary>
internal static class Limits
{
    /// <summary>Layers; no known model has a tenth of it.</summary>
    public const int LayerCount = 4096;

    /// <summary>The largest dropout below 1.</summary>
    public const float Dropout = 0.9999999f;
}
