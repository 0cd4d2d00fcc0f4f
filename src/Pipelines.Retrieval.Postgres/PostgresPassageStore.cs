using Npgsql;
using NpgsqlTypes;

namespace Pipelines.Retrieval.Postgres;

/// <summary>
/// Passages in a table of a PostgreSQL database. Words are found by its full-text search, vectors by pgvector where that is installed and
/// otherwise by comparing all that a filter leaves, exactly. Changes are transactions, one after the other; searches see what was there
/// when they began. Several processes may use one store.
/// </summary>
public sealed partial class PostgresPassageStore : IPassageStore, IDisposable
{
    private const int PassagesAtOnce = 500;

    private readonly NpgsqlDataSource _source;
    private readonly bool _ownsSource;
    private readonly StoreDatabase _database;
    private readonly StoreLayout _layout;
    private readonly PostgresPassageStoreOptions _options;

    private PostgresPassageStore(
        NpgsqlDataSource source, bool ownsSource, PostgresPassageStoreOptions options, CancellationToken cancellationToken)
    {
        (_source, _ownsSource, _options) = (source, ownsSource, options);
        _database = new StoreDatabase(source, options.Name, options.CommandTimeout);
        _layout = StoreRegistry.Open(_database, options, cancellationToken);
    }

    /// <summary>The store's name.</summary>
    public string Name => _layout.Name;

    /// <inheritdoc/>
    public int Dimension => _layout.Dimension;

    /// <inheritdoc/>
    public VectorMetric Metric => _layout.Metric;

    /// <summary>How the database holds the vectors.</summary>
    public PostgresVectorStorage VectorStorage =>
        _layout.UsesExtension ? PostgresVectorStorage.Extension : PostgresVectorStorage.Bytes;

    /// <summary>The text search configuration: what words are.</summary>
    public string TextConfiguration => _layout.TextConfiguration;

    /// <summary>Opens a store, or makes it where it is not there.</summary>
    /// <param name="connectionString">The database, in Npgsql's words.</param>
    /// <param name="options">Which store; null for the defaults.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="PostgresConnectionException">The database cannot be reached, or the text is no connection string.</exception>
    /// <exception cref="PostgresSchemaException">What is there is not the store that was asked for.</exception>
    public static PostgresPassageStore Open(
        string connectionString, PostgresPassageStoreOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        var checkedOptions = OptionsValidation.Validated(options ?? new PostgresPassageStoreOptions()).Clone();
        NpgsqlDataSource source;
        try
        {
            source = NpgsqlDataSource.Create(connectionString);
        }
        catch (Exception error) when (error is ArgumentException or FormatException or NotSupportedException or InvalidOperationException)
        {
            // The message names the part that is wrong; the string itself may hold a password.
            throw new PostgresConnectionException(
                $"The connection string for the store '{checkedOptions.Name}' is not valid: {error.Message} "
                + "Write it like 'Host=localhost;Database=science;Username=me'.", innerException: error);
        }

        try
        {
            return new PostgresPassageStore(source, true, checkedOptions, cancellationToken);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>Opens a store, or makes it where it is not there.</summary>
    /// <param name="source">The database; the caller disposes of it, after the store.</param>
    /// <param name="options">Which store; null for the defaults.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="PostgresConnectionException">The database cannot be reached.</exception>
    /// <exception cref="PostgresSchemaException">What is there is not the store that was asked for.</exception>
    public static PostgresPassageStore Open(
        NpgsqlDataSource source, PostgresPassageStoreOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new PostgresPassageStore(
            source, false, OptionsValidation.Validated(options ?? new PostgresPassageStoreOptions()).Clone(), cancellationToken);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Passage?> Get(IReadOnlyList<long> ids, bool includeVectors = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        if (ids.Count == 0)
            return [];
        var found = _database.Read("reading passages", session =>
        {
            var passages = new Dictionary<long, Passage>();
            session.Query(
                new SqlText($"SELECT {_layout.Columns(includeVectors)} FROM {_layout.Table} WHERE id = ANY (")
                    .Append(ids.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint).Append(")"),
                row =>
                {
                    var passage = ReadPassage(row, includeVectors);
                    passages[passage.Id] = passage;
                });
            return passages;
        }, cancellationToken);
        return [.. ids.Select(found.GetValueOrDefault)];
    }

    /// <inheritdoc/>
    public bool Contains(long id) => _database.Read(
        "looking for an id",
        session => session.Scalar(new SqlText($"SELECT 1 FROM {_layout.Table} WHERE id = ").Append(id, NpgsqlDbType.Bigint)) is not null,
        CancellationToken.None);

    /// <inheritdoc/>
    public long Count(PassageFilter? filter = null, CancellationToken cancellationToken = default) => _database.Read(
        "counting",
        session => (long)session.Scalar(FilterSql.AppendAnd(new SqlText($"SELECT count(*) FROM {_layout.Table} WHERE TRUE"), filter))!,
        cancellationToken);

    /// <inheritdoc/>
    public IEnumerable<Passage> Enumerate(PassageFilter? filter = null, bool includeVectors = false)
    {
        // Page by page, so that no transaction stays open in the hands of the caller.
        var page = new List<Passage>();
        long? last = null;
        do
        {
            page.Clear();
            _database.Read("reading passages", session =>
            {
                var sql = new SqlText($"SELECT {_layout.Columns(includeVectors)} FROM {_layout.Table} WHERE TRUE");
                if (last is { } after)
                    sql.Append(" AND id > ").Append(after, NpgsqlDbType.Bigint);
                FilterSql.AppendAnd(sql, filter).Append(" ORDER BY id LIMIT ").Append(PassagesAtOnce, NpgsqlDbType.Integer);
                session.Query(sql, row => page.Add(ReadPassage(row, includeVectors)));
                return 0;
            }, CancellationToken.None);
            foreach (var passage in page)
                yield return passage;
            if (page.Count > 0)
                last = page[^1].Id;
        }
        while (page.Count == PassagesAtOnce);
    }

    /// <summary>Builds pgvector's approximate index over the vectors; changes wait meanwhile. One that is there is replaced.</summary>
    /// <param name="options">How it is built; null for the defaults.</param>
    /// <param name="cancellationToken">Stops it; the store stays as it was.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="PostgresSchemaException">The vectors are not held by pgvector.</exception>
    /// <exception cref="PostgresStoreException">pgvector refuses, as it does for more than 2,000 numbers a vector.</exception>
    public void BuildVectorIndex(PostgresVectorIndexOptions? options = null, CancellationToken cancellationToken = default)
    {
        options = OptionsValidation.Validated(options ?? new PostgresVectorIndexOptions());
        if (!_layout.UsesExtension)
        {
            throw new PostgresSchemaException(
                $"{_database.Where} does not hold its vectors by pgvector, which alone has indexes for them: make it with "
                + "PostgresVectorStorage.Extension. Searches without are exact.");
        }

        _database.Write("building an index", session =>
        {
            session.Execute($"DROP INDEX IF EXISTS {_layout.VectorIndex}");
            return session.Execute(new SqlText(_layout.CreateIndexCommand(options)), timeout: 0);
        }, cancellationToken);
    }

    /// <summary>Takes pgvector's index away, so that searches are exact again.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    public void DropVectorIndex(CancellationToken cancellationToken = default) => _database.Write(
        "dropping an index", session => session.Execute($"DROP INDEX IF EXISTS {_layout.VectorIndex}"), cancellationToken);

    /// <summary>Deletes the store with all its passages from the database; it cannot be used any more.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    public void Delete(CancellationToken cancellationToken = default) => _database.Write("deleting the store", session =>
    {
        StoreRegistry.Delete(session, _layout);
        return 0;
    }, cancellationToken);

    /// <summary>Closes the connections that the store has opened itself. The passages stay in the database.</summary>
    public void Dispose()
    {
        if (_ownsSource)
            _source.Dispose();
    }

    private Passage ReadPassage(NpgsqlDataReader row, bool includeVectors) =>
        PassageRow.Read(row, includeVectors && Dimension > 0, _layout.UsesExtension);
}
