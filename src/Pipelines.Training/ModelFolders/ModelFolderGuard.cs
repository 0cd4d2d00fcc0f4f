using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Training;

/// <summary>
/// Turns what the engine's packages, which know no pipelines, say of a model folder into the exception that users of pipelines expect.
/// </summary>
public static class ModelFolderGuard
{
    /// <summary>Runs work on a model folder.</summary>
    /// <exception cref="ModelFormatException">
    /// The work failed with one of the engine's format exceptions, which is the inner one.
    /// </exception>
    public static T Run<T>(Func<T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        try
        {
            return work();
        }
        catch (Exception e) when (Translate(e) is { } translated)
        {
            throw translated;
        }
    }

    /// <summary>As the form with a result.</summary>
    /// <exception cref="ModelFormatException">
    /// The work failed with one of the engine's format exceptions, which is the inner one.
    /// </exception>
    public static void Run(Action work)
    {
        ArgumentNullException.ThrowIfNull(work);
        Run(() =>
        {
            work();
            return true;
        });
    }

    private static ModelFormatException? Translate(Exception e) => e switch
    {
        ModelFolderException folder => new ModelFormatException(Without(folder.Path, e.Message), folder.Path, innerException: e),
        TensorFormatException tensor => new ModelFormatException(Without(tensor.Path, e.Message), tensor.Path, innerException: e),
        ModuleException => new ModelFormatException(e.Message, innerException: e),
        _ => null,
    };

    // The exception puts the path before its message itself.
    private static string Without(string path, string message) =>
        message.StartsWith(path, StringComparison.Ordinal) ? message[path.Length..].TrimStart(':', ',', ' ') : message;
}
