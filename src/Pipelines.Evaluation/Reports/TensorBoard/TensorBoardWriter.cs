using System.Buffers.Binary;

namespace Pipelines.Evaluation;

/// <summary>
/// Writes values to an event file as they are measured, so that TensorBoard shows them while a model is trained. Of one thread.
/// </summary>
public sealed class TensorBoardWriter : IDisposable
{
    private readonly Stream _stream;

    internal TensorBoardWriter(Stream stream, DateTimeOffset started)
    {
        _stream = stream;
        Append(EventMessage.Version(started));
    }

    /// <summary>Adds a value.</summary>
    /// <param name="tag">Its name; TensorBoard groups names by what stands before a slash: <c>loss/train</c>.</param>
    /// <param name="step">The step, from 0.</param>
    /// <param name="value">The value; TensorBoard keeps 32 bits of it.</param>
    /// <param name="time">When it was measured; null for now.</param>
    /// <exception cref="PipelineException">The disk is full or gone.</exception>
    public void Add(string tag, long step, double value, DateTimeOffset? time = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(tag);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        Append(EventMessage.Scalar(time ?? DateTimeOffset.UtcNow, step, tag, value));
    }

    /// <summary>Hands what was added to the file, where TensorBoard finds it.</summary>
    /// <exception cref="PipelineException">The disk is full or gone.</exception>
    public void Flush() => Guarded(_stream.Flush);

    /// <summary>Closes the file.</summary>
    /// <exception cref="PipelineException">The disk is full or gone.</exception>
    public void Dispose() => Guarded(_stream.Dispose);

    // A record of TFRecord: length, checksum of the length, data, checksum of the data.
    private void Append(byte[] record)
    {
        Span<byte> header = stackalloc byte[12];
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)record.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], RecordChecksum.Masked(header[..8]));
        Span<byte> end = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(end, RecordChecksum.Masked(record));
        try
        {
            _stream.Write(header);
            _stream.Write(record);
            _stream.Write(end);
        }
        catch (IOException e)
        {
            throw Failed(e);
        }
    }

    private static void Guarded(Action action)
    {
        try
        {
            action();
        }
        catch (IOException e)
        {
            throw Failed(e);
        }
    }

    private static PipelineException Failed(IOException e) => new($"TensorBoard's event file cannot be written: {e.Message}", e);
}
