using System.ComponentModel.DataAnnotations;
using System.Text;

namespace Pipelines;

/// <summary>How text files become rows.</summary>
public sealed class TextFileOptions
{
    /// <summary>The row length beyond which lines and paragraphs are cut unless <see cref="MaximumRowLength"/> says otherwise.</summary>
    public const int DefaultMaximumRowLength = 1 << 24;

    /// <summary>What a row is. Default: a line.</summary>
    [EnumDataType(typeof(TextRows))]
    public TextRows Rows { get; set; } = TextRows.Lines;

    /// <summary>The name of the column. Default: <see cref="ColumnNames.Text"/>.</summary>
    [Required]
    public string Column { get; set; } = ColumnNames.Text;

    /// <summary>
    /// Whether a row keeps the characters that end it, as they are in the file: a line its line end, a paragraph its line ends and the
    /// blank lines around it. The rows put together are then exactly the file, but for its byte order mark. A whole file is always exact.
    /// Default: false.
    /// </summary>
    public bool KeepLineEnds { get; set; }

    /// <summary>
    /// How many characters a row may have, line end not counted. A longer one is cut into rows of that many, never inside a surrogate pair,
    /// so that a file without line ends needs no more memory than this; the context's logger warns once a view. Default (null): 16,777,216
    /// for lines and paragraphs, no limit but that of an array for whole files.
    /// </summary>
    [Range(2, int.MaxValue)]
    public int? MaximumRowLength { get; set; }

    /// <summary>The encoding of a file without a byte order mark. Default (null): UTF-8. A byte order mark always decides.</summary>
    public Encoding? Encoding { get; set; }
}
