namespace Pipelines;

/// <summary>
/// A fitted pipeline as a function from one object to another, for any number of threads, which goes on while the pipeline is replaced.
/// </summary>
/// <typeparam name="TInput">The input's class; its members are columns.</typeparam>
/// <typeparam name="TOutput">The output's class; its members are columns.</typeparam>
public interface IPredictorPool<TInput, TOutput>
{
    /// <summary>How many pipelines it has had: 1 at first, one more with every file that replaced another.</summary>
    int Version { get; }

    /// <summary>Computes the output for an input, all of it by one pipeline.</summary>
    /// <exception cref="CellException">A value cannot be used.</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    TOutput Predict(TInput input);

    /// <summary>As <see cref="Predict(TInput)"/>, filling an object that is there; one whose members cannot be set is replaced.</summary>
    /// <exception cref="CellException">A value cannot be used.</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    void Predict(TInput input, ref TOutput output);

    /// <summary>
    /// Reads the file now if it is another than the one that is used, without waiting for the next look. A file that cannot be used is
    /// logged and leaves the pool as it is.
    /// </summary>
    /// <returns>Whether the pipeline was replaced.</returns>
    bool Reload();
}
