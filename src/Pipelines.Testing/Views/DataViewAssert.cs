using NUnit.Framework;

namespace Pipelines.Testing;

/// <summary>Assertions over views: where one does not hold, the test that makes it fails.</summary>
public static class DataViewAssert
{
    /// <summary>Two schemas have the same columns: names, types and order, hidden ones included.</summary>
    /// <param name="expected">What should be there.</param>
    /// <param name="actual">What is there.</param>
    /// <param name="message">What the failure begins with; null for nothing.</param>
    public static void SchemasAreEqual(DataViewSchema expected, DataViewSchema actual, string? message = null)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(actual);
        Assert.That(actual.Select(column => column.ToString()), Is.EqualTo(expected.Select(column => column.ToString())), message);
    }

    /// <summary>
    /// A fitted stage's schema keeps a promise: the same columns, where a vector promised without a size may turn out to have one.
    /// </summary>
    /// <param name="promised">What the estimator's schema was.</param>
    /// <param name="actual">What the transformer's is.</param>
    public static void SchemaKeepsPromise(DataViewSchema promised, DataViewSchema actual)
    {
        ArgumentNullException.ThrowIfNull(promised);
        ArgumentNullException.ThrowIfNull(actual);
        var learned = new DataViewSchema.Builder();
        for (var i = 0; i < promised.Count; i++)
        {
            var sized = i < actual.Count && promised[i].Type is VectorDataViewType { IsKnownSize: false } wanted
                && actual[i].Type is VectorDataViewType given && wanted.ItemType.Equals(given.ItemType);
            learned.AddColumn(promised[i].Name, sized ? actual[i].Type : promised[i].Type);
        }

        SchemasAreEqual(learned.ToSchema(), actual, "The transformer's columns are not those that the estimator promised.");
    }

    /// <summary>Two views have the same visible columns and the same rows in the same order; both are read once.</summary>
    /// <param name="expected">What should be there.</param>
    /// <param name="actual">What is there.</param>
    /// <param name="message">What the failure begins with; null for nothing.</param>
    public static void AreEqual(IDataView expected, IDataView actual, string? message = null)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(actual);
        var expectedColumns = expected.Schema.Where(column => !column.IsHidden).ToArray();
        var actualColumns = actual.Schema.Where(column => !column.IsHidden).ToArray();
        Assert.That(actualColumns.Select(c => c.ToString()), Is.EqualTo(expectedColumns.Select(c => c.ToString())), message);
        RowsAreEqual(ViewRows.Read(expected, expectedColumns), ViewRows.Read(actual, actualColumns), message);
    }

    /// <summary>The same rows in the same order.</summary>
    /// <param name="expected">What should be there.</param>
    /// <param name="actual">What is there.</param>
    /// <param name="message">What the failure begins with; null for nothing.</param>
    public static void RowsAreEqual(IReadOnlyList<ViewRow> expected, IReadOnlyList<ViewRow> actual, string? message = null)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(actual);
        Assert.That(actual, Is.EqualTo(expected), message);
    }

    /// <summary>The same rows, each as often, in any order.</summary>
    /// <param name="expected">What should be there.</param>
    /// <param name="actual">What is there.</param>
    /// <param name="message">What the failure begins with; null for nothing.</param>
    public static void RowsAreEquivalent(IReadOnlyList<ViewRow> expected, IReadOnlyList<ViewRow> actual, string? message = null)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(actual);
        Assert.That(actual, Is.EquivalentTo(expected), message);
    }
}
