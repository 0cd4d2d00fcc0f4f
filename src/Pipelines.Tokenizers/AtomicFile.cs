namespace Pipelines.Tokenizers;

/// <summary>Replaces a file as a whole, so that a reader or a crash never meets half of it.</summary>
internal static class AtomicFile
{
    /// <summary>Writes beside the file under a temporary name, flushes to the disk, renames.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string temporary = path + "." + Path.GetRandomFileName() + ".tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
