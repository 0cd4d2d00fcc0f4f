using System.Text;

namespace Pipelines;

/// <summary>A stage does not find the column it needs, or finds one of another type. Raised before any row is read.</summary>
public sealed class SchemaException : PipelineException
{
    private readonly string _text;
    private readonly string? _place;

    private SchemaException(
        string text, string? place, string? stage, string? column, DataViewType? wanted, DataViewType? offered, Exception? inner)
        : base((place is null ? "" : place + ", ") + (stage is null ? "" : stage + ": ") + text, inner)
    {
        _text = text;
        _place = place;
        Stage = stage;
        Column = column;
        Wanted = wanted;
        Offered = offered;
    }

    /// <summary>Makes an exception for a schema mistake that is not about one missing or mistyped column.</summary>
    public SchemaException(string message) : this(message, null, null, null, null, null, null)
    {
    }

    /// <summary>The stage that asked, where it is known.</summary>
    public string? Stage { get; }

    /// <summary>The column asked for.</summary>
    public string? Column { get; }

    /// <summary>The type asked for.</summary>
    public DataViewType? Wanted { get; }

    /// <summary>The type the column has; null where there is no such column.</summary>
    public DataViewType? Offered { get; }

    /// <summary>The column is not in the schema.</summary>
    public static SchemaException MissingColumn(DataViewSchema schema, string column, DataViewType? wanted)
    {
        var text = new StringBuilder($"Column '{column}'");
        if (wanted is not null)
            text.Append($" of type {wanted}");
        text.Append(" is not in the input. ");
        var names = schema.Where(c => !c.IsHidden).Select(c => c.Name).ToArray();
        text.Append(names.Length == 0 ? "The input has no columns." : $"Columns there: {string.Join(", ", names)}.");
        var near = NameSuggestion.Nearest(column, names);
        text.Append(near is null
            ? $" Add a stage before this one that makes '{column}', or name another column in the options."
            : $" Did you mean '{near}'? Name it in the options, or copy it to '{column}'.");
        return new SchemaException(text.ToString(), null, null, column, wanted, null, null);
    }

    /// <summary>The column is there with another type.</summary>
    /// <param name="schema">The schema offered.</param>
    /// <param name="column">The column's name.</param>
    /// <param name="wanted">The type asked for.</param>
    /// <param name="offered">The type there.</param>
    /// <param name="fix">What to do about it; a sentence.</param>
    public static SchemaException WrongType(
        DataViewSchema schema, string column, DataViewType wanted, DataViewType offered, string? fix = null)
    {
        var fitting = schema.Where(c => !c.IsHidden && c.Type.Equals(wanted)).Select(c => c.Name).ToArray();
        fix ??= fitting.Length > 0
            ? $"Columns of the wanted type: {string.Join(", ", fitting)}; name one of them in the options, or convert '{column}' first."
            : $"Convert '{column}' to {wanted} in a stage before this one, or name another column in the options.";
        return new SchemaException(
            $"Column '{column}' has type {offered}, but {wanted} is needed. {fix}", null, null, column, wanted, offered, null);
    }

    /// <summary>The same error, naming the stage it happened in; an error that names one already is returned as it is.</summary>
    public SchemaException At(string stage) => Stage is not null ? this : Named(_place, stage);

    /// <summary>The same error, saying also where in a chain the stage stands.</summary>
    /// <param name="stage">The stage's name, for an error that names none yet.</param>
    /// <param name="place">Its place, such as <c>Stage 3 of 4</c>; a place inside an inner chain comes after it.</param>
    public SchemaException At(string stage, string place) => Named(_place is null ? place : $"{place}, {_place}", Stage ?? stage);

    /// <summary>The same error in the name of the stage that a user made and knows, in place of a stage inside it.</summary>
    public SchemaException Renamed(string stage) => Named(_place, stage);

    // The first error's stack trace is the one that leads to the cause.
    private SchemaException Named(string? place, string stage) => new(_text, place, stage, Column, Wanted, Offered, InnerException ?? this);
}
