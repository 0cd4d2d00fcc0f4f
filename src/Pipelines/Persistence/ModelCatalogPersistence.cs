namespace Pipelines;

/// <summary>Saving fitted pipelines as one file, and opening them.</summary>
public static class ModelCatalogPersistence
{
    /// <summary>Saves a fitted stage or chain as one file, replacing it whole or not at all.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="model">A registered stage, or a chain of such.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="PipelineException">
    /// A stage cannot be saved, or the file not be written; a file that was there before is intact.
    /// </exception>
    public static void Save(this ModelCatalog catalog, ITransformer model, string path) => catalog.Save(model, null, path);

    /// <summary>As <see cref="Save(ModelCatalog, ITransformer, string)"/>, with the columns that the model is for.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="model">A registered stage, or a chain of such.</param>
    /// <param name="inputSchema">The columns of its input; checked to be what the model needs.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="SchemaException">The model needs other columns.</exception>
    /// <exception cref="PipelineException">
    /// A stage cannot be saved, or the file not be written; a file that was there before is intact.
    /// </exception>
    public static void Save(this ModelCatalog catalog, ITransformer model, DataViewSchema? inputSchema, string path)
    {
        Check(catalog, model, inputSchema);
        AtomicFile.Write(path, stream => PipelineFileWriter.Write(model, inputSchema, stream, path, catalog.Context.Stages));
    }

    /// <summary>As <see cref="Save(ModelCatalog, ITransformer, DataViewSchema, string)"/>, into a stream, which stays open.</summary>
    /// <exception cref="SchemaException">The model needs other columns.</exception>
    /// <exception cref="PipelineException">A stage cannot be saved.</exception>
    public static void Save(this ModelCatalog catalog, ITransformer model, DataViewSchema? inputSchema, Stream stream)
    {
        Check(catalog, model, inputSchema);
        ArgumentNullException.ThrowIfNull(stream);
        PipelineFileWriter.Write(model, inputSchema, stream, path: null, catalog.Context.Stages);
    }

    /// <summary>
    /// Opens a saved pipeline. The stages in it are those registered in the context; no type is loaded by a name in the file.
    /// </summary>
    /// <exception cref="ModelFormatException">The file is truncated, edited, newer, or holds a stage that is not registered.</exception>
    public static ITransformer Load(this ModelCatalog catalog, string path) => catalog.Load(path, out _);

    /// <summary>As <see cref="Load(ModelCatalog, string)"/>, giving the columns that it was saved for.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="path">The file.</param>
    /// <param name="inputSchema">The columns of its input; null where they were not given when it was saved.</param>
    /// <exception cref="ModelFormatException">The file is truncated, edited, newer, or holds a stage that is not registered.</exception>
    public static ITransformer Load(this ModelCatalog catalog, string path, out DataViewSchema? inputSchema)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileStream stream;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFormatException(
                $"the file cannot be opened: {e.Message} Give the path of a file written by context.Model.Save.", path, null, e);
        }

        using (stream)
            return Read(catalog, stream, path, out inputSchema);
    }

    /// <summary>
    /// As <see cref="Load(ModelCatalog, string, out DataViewSchema)"/>, from a stream that can be sought in, which stays open.
    /// </summary>
    /// <exception cref="ModelFormatException">The file is truncated, edited, newer, or holds a stage that is not registered.</exception>
    public static ITransformer Load(this ModelCatalog catalog, Stream stream, out DataViewSchema? inputSchema)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanSeek)
            throw new ArgumentException(
                "A pipeline file is read from its end: the stream must be seekable. Copy it to a file first.", nameof(stream));
        return Read(catalog, stream, null, out inputSchema);
    }

    private static void Check(ModelCatalog catalog, ITransformer model, DataViewSchema? inputSchema)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        if (inputSchema is not null)
            model.GetOutputSchema(inputSchema);
    }

    private static ITransformer Read(ModelCatalog catalog, Stream stream, string? path, out DataViewSchema? inputSchema)
    {
        using var reader = new PipelineFileReader(stream, path);
        var columns = reader.Manifest.InputSchema;
        inputSchema = columns is null ? null : reader.Guard(PipelineManifest.EntryName, "", () => SchemaJson.Read(columns));
        return PipelineLoadContext.Load(reader, catalog.Context, reader.Manifest.Root);
    }
}
