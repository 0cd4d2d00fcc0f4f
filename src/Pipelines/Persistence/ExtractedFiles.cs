namespace Pipelines;

/// <summary>Files taken out of pipeline files for readers that map memory, in a folder of their own that goes with the services.</summary>
internal sealed class ExtractedFiles : IDisposable
{
    private readonly Lock _lock = new();
    private string? _folder;
    private int _count;

    /// <summary>Writes a file under a new name that ends as the given one.</summary>
    public string Add(string name, Stream content)
    {
        string path;
        lock (_lock)
        {
            if (_folder is null)
            {
                _folder = Directory.CreateTempSubdirectory("pipelines-").FullName;
                AppDomain.CurrentDomain.ProcessExit += DeleteAtExit;
            }

            path = Path.Combine(_folder, $"{_count++}-{Path.GetFileName(name)}");
        }

        AtomicFile.Write(path, content.CopyTo);
        return path;
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_folder is null)
                return;
            AppDomain.CurrentDomain.ProcessExit -= DeleteAtExit;
            try
            {
                Directory.Delete(_folder, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Windows keeps files that are still mapped; the system clears its temporary folder.
            }

            _folder = null;
        }
    }

    private void DeleteAtExit(object? sender, EventArgs e) => Dispose();
}
