using System.Text.Json;

namespace Pipelines.Retrieval;

/// <summary>Files that begin with a few bytes of their own and go on in checked sections.</summary>
internal static class SectionFile
{
    /// <summary>Opens a file and reads it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">What it is, for errors.</param>
    /// <param name="read">Reads it, given its path.</param>
    /// <exception cref="IndexFormatException">It is not there or cannot be read.</exception>
    public static T Open<T>(string path, string kind, Func<Stream, string?, T> read)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16);
            return read(stream, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IndexFormatException($"The {kind} cannot be read: {e.Message} Check the path.", path, e);
        }
    }

    /// <summary>Reads a file; whatever is wrong with its bytes is one error.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="magic">What it begins with.</param>
    /// <param name="path">Its name, for errors; null where there is none.</param>
    /// <param name="kind">What it is, for errors.</param>
    /// <param name="advice">What to do about a damaged one.</param>
    /// <param name="read">Reads the content.</param>
    /// <exception cref="IndexFormatException">It is damaged, or no such file.</exception>
    public static T Read<T>(Stream stream, ReadOnlySpan<byte> magic, string? path, string kind, string advice, Func<BinaryReader, T> read)
    {
        try
        {
            Span<byte> begin = stackalloc byte[magic.Length];
            if (stream.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false) < begin.Length || !begin.SequenceEqual(magic))
                throw new InvalidDataException("it does not begin as one");
            using var sections = new SectionReader(stream);
            using var reader = new BinaryReader(sections);
            var content = read(reader);
            sections.Complete();
            return content;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or FormatException or JsonException or OptionsException)
        {
            throw new IndexFormatException($"This is no {kind}, or a damaged one: {e.Message}. {advice}", path, e);
        }
    }
}
