using System.Reflection;
using System.Text.Json.Serialization;

namespace Pipelines;

/// <summary>Loading JSON files.</summary>
public static class JsonDataExtensions
{
    /// <summary>
    /// A view over a JSON Lines file: an object a line, blank lines passed over. The file is streamed on every pass, and only the columns
    /// asked for are decoded. The columns are the members of a class, as in <see cref="EnumerableDataExtensions.LoadFromEnumerable"/>; no
    /// object of it is made. A member's property has the name in <see cref="JsonPropertyNameAttribute"/>, or else the column's, in the same
    /// or in another case; <c>a.b</c> is the property <c>b</c> of the object <c>a</c>, or of each object of an array <c>a</c>, where it is
    /// a vector. Other properties are left out.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="path">The file.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="PipelineException">There is no such file.</exception>
    /// <exception cref="DataFormatException">One of the first rows is not a JSON object.</exception>
    /// <exception cref="SchemaException">A member fits no column, or none of the first rows has its property.</exception>
    /// <remarks>
    /// While rows are read, a <see cref="DataFormatException"/> tells the line and character of what is no JSON, and a <see
    /// cref="CellException"/> those of a value that is not of its column's type, with what was expected and found. Text values lie in a
    /// buffer of the cursor and are valid until it moves.
    /// </remarks>
    public static IDataView LoadFromJsonLines<TRow>(this DataCatalog catalog, string path, Action<JsonFileOptions>? configure = null) =>
        Load(catalog, path, configure, isArray: false, MembersOf(typeof(TRow)));

    /// <summary>
    /// As <see cref="LoadFromJsonLines{TRow}"/>, with the columns of <see cref="JsonFileOptions.Schema"/>, or with columns inferred from
    /// the first rows: strings and mixtures with them become text, integers <see cref="int"/> or <see cref="long"/>, other numbers and
    /// integers that are missing in some row <see cref="float"/> (or <see cref="double"/>, where a float would round an integer), arrays
    /// vectors; properties of nested objects become columns <c>a.b</c>.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="path">The file.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">The options are not valid.</exception>
    public static IDataView LoadFromJsonLines(this DataCatalog catalog, string path, Action<JsonFileOptions>? configure = null) =>
        Load(catalog, path, configure, isArray: false, null);

    /// <summary>
    /// As <see cref="LoadFromJsonLines{TRow}"/>, for a file that is one JSON array of objects; one object at a time is in memory.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="path">The file.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">The options are not valid.</exception>
    public static IDataView LoadFromJsonArray<TRow>(this DataCatalog catalog, string path, Action<JsonFileOptions>? configure = null) =>
        Load(catalog, path, configure, isArray: true, MembersOf(typeof(TRow)));

    /// <summary>
    /// As <see cref="LoadFromJsonLines(DataCatalog, string, Action{JsonFileOptions}?)"/>, for a file that is one JSON array of objects.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="path">The file.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">The options are not valid.</exception>
    public static IDataView LoadFromJsonArray(this DataCatalog catalog, string path, Action<JsonFileOptions>? configure = null) =>
        Load(catalog, path, configure, isArray: true, null);

    private static JsonFileView Load(
        DataCatalog catalog,
        string path,
        Action<JsonFileOptions>? configure,
        bool isArray,
        IReadOnlyList<(string, string, DataViewType)>? members)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var options = new JsonFileOptions();
        configure?.Invoke(options);
        OptionsValidation.Validated(options);
        if (members is not null && options.Schema is not null)
            throw new OptionsException(nameof(JsonFileOptions), ["Schema is set, but a class gives the columns: leave one out."]);
        var wanted = members ?? options.Schema?.Where(c => !c.IsHidden).Select(c => (c.Name, c.Name, c.Type)).ToArray();
        return new JsonFileView(SourceFile.Find(path), isArray, wanted, options);
    }

    private static (string, string, DataViewType)[] MembersOf(Type rowType) =>
    [
        .. RowMembers.Of(rowType).Members.Where(m => m.IsSettable)
            .Select(m => (m.ColumnName, m.Member.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? m.ColumnName, m.ColumnType)),
    ];
}
