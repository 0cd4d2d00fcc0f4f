namespace Pipelines.Nn;

/// <summary>
/// A module that an adapter put in another one's place: its parameters do not have the model's own names, so a model that holds one is not
/// written as a model.
/// </summary>
public interface IAdapterModule
{
    /// <summary>
    /// The adapters that single rows of a pass can be computed with (<see cref="RowAdapters"/>); none where the method changes the base
    /// itself.
    /// </summary>
    IReadOnlyCollection<string> RowAdapterNames => [];
}
