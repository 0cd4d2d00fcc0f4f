namespace Pipelines.Tokenizers.Tests;

/// <summary>A temporary folder with copies of some files of another, those that are there.</summary>
internal sealed class CopiedFiles : IDisposable
{
    public CopiedFiles(string folder, params string[] names)
    {
        foreach (string name in names)
        {
            string source = System.IO.Path.Combine(folder, name);
            if (File.Exists(source))
                File.WriteAllBytes(System.IO.Path.Combine(Path, name), File.ReadAllBytes(source));
        }
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("pipelines-tokenizer-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
