using System.ComponentModel.DataAnnotations;
using System.Text;

namespace Pipelines;

/// <summary>How files of separated values become rows.</summary>
public sealed class CsvFileOptions : IValidatableObject
{
    /// <summary>The character between fields, ASCII. Default: a comma; a tab for <c>LoadFromTsv</c>.</summary>
    public char Separator { get; set; } = ',';

    /// <summary>
    /// Whether the first record names the columns. Default: true. Without a header, and for an empty name in it, a column is called
    /// <c>Column0</c>, <c>Column1</c>, …; the members of a class, or the columns of a schema, are the first ones in their order.
    /// </summary>
    public bool HasHeader { get; set; } = true;

    /// <summary>
    /// Whether fields may be quoted, and then contain separators, line breaks and doubled quotes (RFC 4180). Default: true.
    /// </summary>
    public bool AllowQuoting { get; set; } = true;

    /// <summary>The quote, ASCII. Default: <c>"</c>.</summary>
    public char Quote { get; set; } = '"';

    /// <summary>Whether spaces and tabs around fields are taken away; those in quotes stay. Default: false.</summary>
    public bool TrimWhitespace { get; set; }

    /// <summary>
    /// The columns, where no class gives them; null to take those of the file. Columns of the file that are not in it are left out.
    /// </summary>
    public DataViewSchema? Schema { get; set; }

    /// <summary>
    /// Whether the types of columns that are given by neither a class nor a schema are inferred; else they are text. Default: true.
    /// </summary>
    public bool InferTypes { get; set; } = true;

    /// <summary>How many rows the types are inferred from. Default: 100.</summary>
    [Range(1, int.MaxValue)]
    public int InferenceRows { get; set; } = 100;

    /// <summary>
    /// Whether an empty integer, boolean or date is zero, false or the earliest date. Default: false, it is an error. An empty
    /// floating-point number is always NaN.
    /// </summary>
    public bool MissingAsDefault { get; set; }

    /// <summary>The encoding of a file without a byte order mark. Default (null): UTF-8.</summary>
    public Encoding? Encoding { get; set; }

    /// <summary>
    /// How many bytes a record may have. Default: 268,435,456. A longer one, such as after a quote that is never closed, is an error.
    /// </summary>
    [Range(2, int.MaxValue / 2)]
    public int MaximumRowLength { get; set; } = 1 << 28;

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (!char.IsAscii(Separator) || Separator is '\r' or '\n' or '\0')
            yield return new ValidationResult("Separator must be an ASCII character that ends no line.");
        if (!char.IsAscii(Quote) || Quote is '\r' or '\n' or '\0' || Quote == Separator)
            yield return new ValidationResult("Quote must be an ASCII character that ends no line and is not the separator.");
    }
}
