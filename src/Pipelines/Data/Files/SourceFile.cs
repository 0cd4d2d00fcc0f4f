namespace Pipelines;

/// <summary>A data file as it was when it was loaded; every pass must find it so.</summary>
internal sealed class SourceFile
{
    private readonly DateTime _lastWrite;

    private SourceFile(FileInfo info)
    {
        FullPath = info.FullName;
        Length = info.Length;
        _lastWrite = info.LastWriteTimeUtc;
    }

    public string FullPath { get; }

    public long Length { get; }

    /// <exception cref="PipelineException">There is no such file; the message has its full path and files of like names.</exception>
    public static SourceFile Find(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var info = new FileInfo(path);
        return info.Exists ? new SourceFile(info) : throw Missing(info);
    }

    /// <exception cref="ArgumentException">There is no path, or an empty one.</exception>
    public static SourceFile[] Find(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var files = paths.Select(Find).ToArray();
        return files.Length > 0 ? files : throw new ArgumentException("No file was named. Give at least one path.", nameof(paths));
    }

    /// <summary>Opens the file for one pass from start to end.</summary>
    public FileStream Open()
    {
        var info = new FileInfo(FullPath);
        if (!info.Exists)
            throw Missing(info);
        if (info.Length != Length || info.LastWriteTimeUtc != _lastWrite)
        {
            throw new DataFormatException(
                $"the file has changed since it was loaded " +
                $"({Length} bytes of {_lastWrite:u}, now {info.Length} of {info.LastWriteTimeUtc:u}). Load it again.",
                FullPath);
        }

        try
        {
            return new FileStream(FullPath, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PipelineException($"{FullPath}: the file cannot be opened: {e.Message}", e);
        }
    }

    private static PipelineException Missing(FileInfo info)
    {
        if (Directory.Exists(info.FullName))
            return new PipelineException($"{info.FullName} is a folder. Name the files in it: Directory.GetFiles(folder).");
        var message = $"{info.FullName}: there is no such file.";
        if (info.Directory is not { Exists: true } directory)
            return new PipelineException($"{message} Its folder does not exist either.", new FileNotFoundException(message, info.FullName));
        string[] names = [.. directory.EnumerateFiles().Select(f => f.Name).Take(10_000)];
        var hint = NameSuggestion.Nearest(info.Name, names) is { } near ? $" Did you mean '{near}'?"
            : names.Length == 0 ? " Its folder is empty."
            : $" Files in its folder: {string.Join(", ", names.Order(StringComparer.Ordinal).Take(10))}{(names.Length > 10 ? ", …" : "")}.";
        return new PipelineException(message + hint, new FileNotFoundException(message, info.FullName));
    }
}
