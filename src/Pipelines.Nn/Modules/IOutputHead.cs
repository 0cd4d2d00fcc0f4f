namespace Pipelines.Nn;

/// <summary>A model that says where its output head is, for adapters that treat it apart.</summary>
public interface IOutputHead
{
    /// <summary>The path of the head; null where it is the token embedding.</summary>
    string? HeadPath { get; }

    /// <summary>The matrix of the token embedding where it is the head too; null where the head is a module of its own.</summary>
    Parameter? TiedWeight { get; }

    /// <summary>
    /// Gives the head a matrix of its own with the values of the token embedding, so that the two can differ; the model's config says so
    /// from then on. It computes as before.
    /// </summary>
    /// <returns>The head's matrix; null where it had one of its own already.</returns>
    /// <exception cref="NotSupportedException">The model cannot part them.</exception>
    Parameter? Untie() => throw new NotSupportedException($"{GetType().Name} cannot part its head from the token embedding.");
}
