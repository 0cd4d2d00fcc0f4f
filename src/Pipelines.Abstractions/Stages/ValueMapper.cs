namespace Pipelines;

/// <summary>
/// Computes a value from a value, reusing the destination's buffers. Cursors of several threads share it, so it keeps no state of its own.
/// </summary>
/// <param name="source">The value to read.</param>
/// <param name="destination">The value to fill.</param>
public delegate void ValueMapper<TSource, TDestination>(in TSource source, ref TDestination destination);
