namespace Pipelines.Peft;

/// <summary>Names of tensors in adapter files.</summary>
internal static class AdapterNames
{
    public const string BaseLayer = "base_layer";

    /// <summary>What PEFT puts before the model's own names.</summary>
    public const string Prefix = "base_model.model.";

    /// <summary>A parameter's name as it is without adapters.</summary>
    public static string WithoutBase(string name) => name.Replace($".{BaseLayer}.", ".", StringComparison.Ordinal);

    /// <summary>A path as a regular expression; Python's and .NET's agree on it.</summary>
    public static string Escape(string path) => path.Replace(".", "\\.", StringComparison.Ordinal);
}
