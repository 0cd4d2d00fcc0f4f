using Microsoft.Extensions.Logging;

namespace Pipelines;

/// <summary>Loading text files.</summary>
public static class TextFileDataExtensions
{
    /// <summary>
    /// A view over a text file: a row a line, paragraph or file, one text column. The file is streamed on every pass through a buffer as
    /// long as the longest row, so its size does not matter. The text of a row is a slice of that buffer, valid until the cursor moves:
    /// what is kept has to be copied. An empty file gives a view without rows.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="path">The file.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="PipelineException">There is no such file.</exception>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <remarks>
    /// While rows are read, a <see cref="DataFormatException"/> tells the offset of a byte that is not text, and refuses a file that has
    /// changed since it was loaded.
    /// </remarks>
    public static IDataView LoadFromTextFile(this DataCatalog catalog, string path, Action<TextFileOptions>? configure = null) =>
        LoadFromTextFile(catalog, [path], configure);

    /// <summary>
    /// As <see cref="LoadFromTextFile(DataCatalog, string, Action{TextFileOptions}?)"/>, one file after the other; no row spans two files.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="paths">The files.</param>
    /// <param name="configure">Changes the options.</param>
    public static IDataView LoadFromTextFile(this DataCatalog catalog, IEnumerable<string> paths, Action<TextFileOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var options = new TextFileOptions();
        configure?.Invoke(options);
        OptionsValidation.Validated(options);
        return new TextFileView(SourceFile.Find(paths), options, catalog.Context.LoggerFactory.CreateLogger<TextFileView>());
    }
}
