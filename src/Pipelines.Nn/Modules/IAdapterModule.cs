namespace Pipelines.Nn;

/// <summary>
/// A module that an adapter put in another one's place: its parameters do not have the model's own names, so a model that holds one is not
/// written as a model.
/// </summary>
public interface IAdapterModule;
