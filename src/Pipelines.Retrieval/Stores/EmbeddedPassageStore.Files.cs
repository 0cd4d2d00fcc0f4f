namespace Pipelines.Retrieval;

/// <content>Saving and loading.</content>
public sealed partial class EmbeddedPassageStore
{
    private const int LoadAttempts = 10;

    /// <summary>
    /// Saves the store in a folder of its own, whole or not at all: whatever happens on the way, the folder holds what it held before or
    /// this. Searches go on meanwhile; changes wait.
    /// </summary>
    /// <param name="folder">The folder, which is made where it is not there.</param>
    /// <exception cref="PipelineException">
    /// It cannot be written, or another save into it is going on; what was there before is intact.
    /// </exception>
    public void Save(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        lock (_writer)
        {
            using var target = StoreFolder.Begin(folder);
            target.Add("passages", path => PassageFile.Save(path, _passages));
            target.Add("words", _words.Save);
            if (Index is not null)
                target.Add("vectors", Index.Save);
            target.Complete(_passages.Count, Dimension, Metric);
        }
    }

    /// <summary>
    /// Opens a saved store. Vectors stay in their file, which is mapped, where the index can do that; saving again into the same folder
    /// does not touch that file.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="loadIndex">Opens the vector index by its path; null for the indexes of this package.</param>
    /// <exception cref="IndexFormatException">There is no store, it is damaged, or its parts do not belong together.</exception>
    public static EmbeddedPassageStore Load(string folder, Func<string, IVectorIndex>? loadIndex = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        folder = Path.GetFullPath(folder);
        for (var attempt = 1; ; attempt++)
        {
            var manifest = StoreFolder.ReadManifest(folder);
            try
            {
                return Load(StoreFolder.Parse(manifest, folder), folder, loadIndex ?? VectorIndex.Load);
            }
            catch (IndexFormatException) when (attempt < LoadAttempts && IsReplaced(folder, manifest))
            {
                // A save elsewhere took away the files of the manifest that was read.
            }
        }
    }

    private static bool IsReplaced(string folder, byte[] manifest) => !StoreFolder.ReadManifest(folder).AsSpan().SequenceEqual(manifest);

    private static EmbeddedPassageStore Load(StoreManifest manifest, string folder, Func<string, IVectorIndex> loadIndex)
    {
        var passagesPath = StoreFolder.Verify(manifest, folder, "passages");
        var wordsPath = StoreFolder.Verify(manifest, folder, "words");
        var vectorsPath = StoreFolder.Verify(manifest, folder, "vectors");
        if (passagesPath is null || wordsPath is null || (vectorsPath is null) != (manifest.Dimension == 0))
            throw Mismatch(folder, "a file is missing in the manifest");
        var passages = PassageFile.Load(passagesPath);
        var words = Bm25Index.Load(wordsPath);
        var index = vectorsPath is null ? null : loadIndex(vectorsPath);
        if (passages.Count != manifest.Count || words.Count != manifest.Count)
            throw Mismatch(folder, "the numbers of passages differ");
        if ((index?.Dimension ?? 0) != manifest.Dimension)
            throw Mismatch(folder, "the dimensions differ");
        var vectors = 0L;
        foreach (var (id, passage) in passages)
        {
            vectors += passage.HasVector ? 1 : 0;
            if (!words.Contains(id) || (passage.HasVector && index?.Contains(id) != true))
                throw Mismatch(folder, $"the passage {id} is not in all of them");
        }

        if (vectors != (index?.Count ?? 0))
            throw Mismatch(folder, "there are vectors without passages");
        return new EmbeddedPassageStore(passages, words, index, manifest.Metric);
    }

    private static IndexFormatException Mismatch(string folder, string why) =>
        new($"The files of the store do not belong together: {why}. Save the store again.", Path.Combine(folder, StoreFolder.ManifestName));
}
