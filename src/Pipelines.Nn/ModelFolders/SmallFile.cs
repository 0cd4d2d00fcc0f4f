namespace Pipelines.Nn;

/// <summary>Reads settings files whole, refusing sizes that no settings file has.</summary>
internal static class SmallFile
{
    public static byte[] Read(string path, long maximumSize)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (stream.Length > maximumSize)
                throw new ModelFolderException(
                    path, $"it has {stream.Length:N0} bytes; at most {maximumSize:N0} are accepted. Is this the right file?");
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ModelFolderException(path, $"the file cannot be read: {e.Message}", innerException: e);
        }
    }
}
