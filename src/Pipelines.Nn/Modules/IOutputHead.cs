namespace Pipelines.Nn;

/// <summary>A model that says where its output head is, for adapters that treat it apart.</summary>
public interface IOutputHead
{
    /// <summary>The path of the head; null where it is the token embedding.</summary>
    string? HeadPath { get; }

    /// <summary>The matrix of the token embedding where it is the head too; null where the head is a module of its own.</summary>
    Parameter? TiedWeight { get; }
}
