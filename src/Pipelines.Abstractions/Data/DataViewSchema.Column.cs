namespace Pipelines;

public sealed partial class DataViewSchema
{
    /// <summary>A column of a schema.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Index">Its place in the schema.</param>
    /// <param name="IsHidden">Whether a later column has the same name.</param>
    /// <param name="Type">The type of its values.</param>
    /// <param name="Annotations">What is known about its values.</param>
    public readonly record struct Column(string Name, int Index, bool IsHidden, DataViewType Type, Annotations Annotations)
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Name}: {Type}{(IsHidden ? " (hidden)" : "")}";
    }
}
