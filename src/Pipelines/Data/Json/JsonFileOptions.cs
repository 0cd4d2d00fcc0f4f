using System.ComponentModel.DataAnnotations;

namespace Pipelines;

/// <summary>How JSON files become rows.</summary>
public sealed class JsonFileOptions
{
    /// <summary>
    /// The columns, where no class gives them; null to infer them from the first rows. A column named <c>a.b</c> is the property <c>b</c>
    /// of the object <c>a</c>, or of each object of an array <c>a</c>, where it is a vector with an item an object. Properties without a
    /// column are left out.
    /// </summary>
    public DataViewSchema? Schema { get; set; }

    /// <summary>
    /// How many rows are read while loading, to infer the columns from, or to see that the file has them. Default: 100. A property that
    /// first appears later is an error where the columns are inferred.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int InferenceRows { get; set; } = 100;

    /// <summary>
    /// Whether a missing or null integer, boolean or date is zero, false or the earliest date. Default: false, it is an error. A missing
    /// text is always the empty one, a missing floating-point number NaN, a missing vector an empty one.
    /// </summary>
    public bool MissingAsDefault { get; set; }

    /// <summary>
    /// Whether a column may be there that no row of the first ones has. Default: false, it is an error: mostly a name is misspelt.
    /// </summary>
    public bool AllowAbsentProperties { get; set; }

    /// <summary>
    /// Properties that no columns are inferred from, such as arrays in arrays; <c>a.b</c> is the property <c>b</c> of <c>a</c>.
    /// </summary>
    public IList<string> IgnoredProperties { get; } = [];

    /// <summary>How many bytes a row may have. Default: 268,435,456. A longer one is an error.</summary>
    [Range(2, int.MaxValue / 2)]
    public int MaximumRowLength { get; set; } = 1 << 28;
}
