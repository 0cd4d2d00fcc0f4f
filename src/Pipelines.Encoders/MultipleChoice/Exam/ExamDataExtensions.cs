using Pipelines.Encoders;

namespace Pipelines;

/// <summary>Exams and submissions as Kaggle's science exam has them.</summary>
public static class ExamDataExtensions
{
    private static readonly string[] KnownNames =
        [MultipleChoiceColumns.Id, ColumnNames.Prompt, ColumnNames.Context, MultipleChoiceColumns.Answer];

    /// <summary>
    /// A view over an exam, <c>id,prompt,A,B,C,D,E,answer</c>: texts all of them, in the columns <c>Id</c>, <c>Prompt</c>, <c>A</c>,
    /// <c>B</c>, … and <c>Answer</c> whatever the case of the header; <c>Context</c> where there is one, and others under their own names.
    /// Ids may be empty, and ids and answers may be missing.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="PipelineException">There is no such file.</exception>
    /// <exception cref="SchemaException">There are no questions, or fewer than two columns of options.</exception>
    /// <exception cref="DataFormatException">While rows are read: a record is malformed or has too many or too few fields.</exception>
    public static IDataView LoadExam(this DataCatalog catalog, string path)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var found = catalog.LoadFromCsv(path, o => o.InferTypes = false).Schema;
        var schema = new DataViewSchema.Builder();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var column in found)
        {
            var name = NameOf(column.Name);
            if (!names.Add(name))
                throw new DataFormatException(
                    $"the header names column '{name}' twice, in two cases. Give every column a name of its own.", path, 1);
            schema.AddColumn(name, TextDataViewType.Instance);
        }

        foreach (var needed in new[] { ColumnNames.Prompt, "A", "B" })
        {
            if (!names.Contains(needed))
                throw new SchemaException(
                    $"{path} has no column '{needed}'; an exam has id, prompt, A, B, … and answer. Columns there: " +
                    $"{string.Join(", ", found.Select(c => c.Name))}.");
        }

        var wanted = schema.ToSchema();
        return catalog.LoadFromCsv(path, o => (o.InferTypes, o.Schema) = (false, wanted));
    }

    /// <summary>
    /// Writes a submission, <c>id,prediction</c> with the letters of the best options (<c>B A D</c>), under a temporary name that is
    /// changed when the file is complete.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="predictions">What a trained multiple-choice stage made of an exam.</param>
    /// <param name="path">Where to; a file there is replaced.</param>
    /// <param name="configure">Changes the options.</param>
    /// <param name="cancellationToken">Stops the work; nothing is left of the file.</param>
    /// <exception cref="SchemaException">A column is missing or of another type.</exception>
    /// <exception cref="CellException">An id is empty or there twice, or a row has no ranking.</exception>
    /// <exception cref="PipelineException">The file cannot be written; what was there before is intact.</exception>
    public static void SaveSubmission(
        this DataCatalog catalog, IDataView predictions, string path, Action<SubmissionOptions>? configure = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(predictions);
        var options = new SubmissionOptions();
        configure?.Invoke(options);
        OptionsValidation.Validated(options);
        var rows = SubmissionRow.Read(predictions, options, cancellationToken);
        catalog.SaveAsCsv(catalog.LoadFromEnumerable(rows), path, cancellationToken: cancellationToken);
    }

    private static string NameOf(string header)
    {
        if (header.Length == 1 && char.IsAsciiLetter(header[0]))
            return header.ToUpperInvariant();
        return Array.Find(KnownNames, name => name.Equals(header, StringComparison.OrdinalIgnoreCase)) ?? header;
    }
}
