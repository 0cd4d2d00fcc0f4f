using System.Globalization;
using NpgsqlTypes;

namespace Pipelines.Retrieval.Postgres;

/// <summary>
/// Opens and makes stores. A table beside them, <c>pipelines_passage_stores</c>, says what each is; what it says is compared with what was
/// asked for and with the columns that are there.
/// </summary>
internal static class StoreRegistry
{
    /// <summary>The version of the tables that this code reads and writes.</summary>
    public const int Version = 1;

    public const string TableName = "pipelines_passage_stores";

    // Those who make stores wait for each other under this number.
    private const long CreationLock = 0x506970655374_6F72;
    private const string NoExtension =
        "vectors were to be held by pgvector, which is not installed in this database: run CREATE EXTENSION vector there, or take "
        + "PostgresVectorStorage.Bytes.";

    public static StoreLayout Open(StoreDatabase database, PostgresPassageStoreOptions options, CancellationToken cancellationToken)
    {
        var found = database.Read("opening it", session => Find(session, database.Where, options), cancellationToken);
        if (found is not null)
            return found;
        if (!options.CreateIfMissing)
            throw new PostgresSchemaException($"{database.Where} is not there. Set CreateIfMissing to make it, or check the names.");
        return database.Write("making it", session =>
        {
            // Somebody else may have made it in the meantime; who waited here sees that.
            session.Execute(new SqlText("SELECT pg_advisory_xact_lock(").Append(CreationLock, NpgsqlDbType.Bigint).Append(")"));
            return Find(session, database.Where, options) ?? Create(session, database.Where, options);
        }, cancellationToken);
    }

    /// <summary>Takes the store away with all its passages.</summary>
    public static void Delete(StoreSession session, StoreLayout layout)
    {
        session.Execute($"DROP TABLE IF EXISTS {layout.Table}");
        session.Execute(new SqlText($"DELETE FROM {Registry(layout.Schema)} WHERE name = ").Append(layout.Name, NpgsqlDbType.Text));
    }

    private static string Registry(string schema) => $"{Identifiers.Quote(schema)}.{TableName}";

    private static StoreLayout? Find(StoreSession session, string where, PostgresPassageStoreOptions options)
    {
        var schema = options.Schema;
        if (Exists(session, schema, TableName))
        {
            StoreLayout? layout = null;
            var storage = "";
            session.Query(
                new SqlText($"SELECT version, dimension, metric, storage, text_configuration FROM {Registry(schema)} WHERE name = ")
                    .Append(options.Name, NpgsqlDbType.Text),
                row =>
                {
                    CheckVersion(row.GetInt32(0), where);
                    if (!Enum.TryParse<VectorMetric>(row.GetString(2), out var metric))
                        throw new PostgresSchemaException($"{where} is recorded with an unknown metric, '{row.GetString(2)}'.");
                    storage = row.GetString(3);
                    layout = new StoreLayout(schema, options.Name, row.GetInt32(1), metric, row.GetString(4), null);
                });
            if (layout is not null)
            {
                layout = storage == "vector"
                    ? layout with
                    {
                        ExtensionSchema = FindExtension(session) ?? throw new PostgresSchemaException($"{where}: {NoExtension}"),
                    }
                    : layout;
                CheckAsked(layout, where, options);
                CheckColumns(session, layout, where);
                return layout;
            }
        }

        return null;
    }

    private static StoreLayout Create(StoreSession session, string where, PostgresPassageStoreOptions options)
    {
        CheckEncoding(session, where);
        var configuration = options.TextConfiguration ?? "simple";
        CheckConfiguration(session, where, configuration);
        var schema = Identifiers.Quote(options.Schema);
        var sql = new SqlText("SELECT 1 FROM pg_namespace WHERE nspname = ").Append(options.Schema, NpgsqlDbType.Text);
        if (session.Scalar(sql) is null)
            session.Execute($"CREATE SCHEMA {schema}");
        var dimension = options.Dimension ?? 0;
        var extension = options.VectorStorage == PostgresVectorStorage.Bytes || dimension == 0 ? null : FindExtension(session);
        if (options.VectorStorage == PostgresVectorStorage.Extension && dimension > 0 && extension is null)
            throw new PostgresSchemaException($"{where}: {NoExtension}");
        var layout = new StoreLayout(
            options.Schema, options.Name, dimension, options.Metric ?? VectorMetric.Cosine, configuration, extension);
        if (Exists(session, layout.Schema, layout.Name))
        {
            throw new PostgresSchemaException(
                $"{where} cannot be made: a table of that name is there which is no store of passages. Take another name or schema.");
        }

        session.Execute($"""
            CREATE TABLE IF NOT EXISTS {Registry(options.Schema)} (
                name text PRIMARY KEY,
                version integer NOT NULL,
                dimension integer NOT NULL,
                metric text NOT NULL,
                storage text NOT NULL,
                text_configuration text NOT NULL,
                created timestamptz NOT NULL DEFAULT now()
            )
            """);
        session.Execute(layout.CreateCommand());
        session.Execute(new SqlText($"INSERT INTO {Registry(options.Schema)} ")
            .Append("(name, version, dimension, metric, storage, text_configuration) VALUES (").Append(layout.Name, NpgsqlDbType.Text)
            .Append(", ").Append(Version, NpgsqlDbType.Integer)
            .Append(", ").Append(layout.Dimension, NpgsqlDbType.Integer)
            .Append(", ").Append(layout.Metric.ToString(), NpgsqlDbType.Text)
            .Append(", ").Append(layout.UsesExtension ? "vector" : "bytea", NpgsqlDbType.Text)
            .Append(", ").Append(layout.TextConfiguration, NpgsqlDbType.Text)
            .Append(")"));
        return layout;
    }

    // The catalogs are asked as tables: functions such as to_regclass go by what the session remembers of them, and who waited for somebody
    // else's store would not see it.
    private static bool Exists(StoreSession session, string schema, string table) => session.Scalar(
        new SqlText("SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ")
            .Append(schema, NpgsqlDbType.Text).Append(" AND c.relname = ").Append(table, NpgsqlDbType.Text)) is not null;

    private static string? FindExtension(StoreSession session) => (string?)session.Scalar(new SqlText(
        "SELECT n.nspname::text FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'vector'"));

    private static void CheckVersion(int version, string where)
    {
        if (version != Version)
        {
            throw new PostgresSchemaException(
                $"{where} has tables of version {version}, and this package reads version {Version}. "
                + (version > Version ? "Take a later package." : "Fill a new store."));
        }
    }

    private static void CheckAsked(StoreLayout layout, string where, PostgresPassageStoreOptions options)
    {
        if (options.Dimension is { } dimension && dimension != layout.Dimension)
            throw Differs("vectors of", dimension, layout.Dimension, "Take the embedder it was filled with, or another name");
        if (options.Metric is { } metric && metric != layout.Metric)
            throw Differs("the metric", metric, layout.Metric, "Leave the metric out, or take another name");
        if (options.TextConfiguration is { } words && words != layout.TextConfiguration)
            throw Differs("the text configuration", words, layout.TextConfiguration, "Leave it out, or fill another store");
        var storage = layout.UsesExtension ? PostgresVectorStorage.Extension : PostgresVectorStorage.Bytes;
        if (options.VectorStorage != PostgresVectorStorage.Auto && options.VectorStorage != storage && layout.Dimension > 0)
            throw Differs("vectors stored as", options.VectorStorage, storage, "Take Auto, or fill another store");

        PostgresSchemaException Differs(string what, object asked, object there, string remedy) => new(string.Create(
            CultureInfo.InvariantCulture, $"{where} has {what} {there}, but {asked} was asked for. {remedy}."));
    }

    private static void CheckColumns(StoreSession session, StoreLayout layout, string where)
    {
        var columns = new Dictionary<string, string>();
        session.Query(
            new SqlText("SELECT attname::text, format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = to_regclass(")
                .Append(layout.Table, NpgsqlDbType.Text).Append(") AND attnum > 0 AND NOT attisdropped"),
            row => columns.Add(row.GetString(0), row.GetString(1)));
        Check("id", "bigint");
        Check("text", "text");
        Check("metadata", "jsonb");
        Check("words", "tsvector");
        if (layout.Dimension > 0)
            Check("vector", layout.UsesExtension ? string.Create(CultureInfo.InvariantCulture, $"vector({layout.Dimension})") : "bytea");

        void Check(string column, string type)
        {
            // A type outside of the search path comes with its schema.
            if (columns.TryGetValue(column, out var actual) && (actual == type || actual.EndsWith("." + type, StringComparison.Ordinal)))
                return;
            throw new PostgresSchemaException(
                $"{where} was changed by somebody else: its table should have a column {column} of {type}, but has "
                + (actual is null ? "none" : $"one of {actual}") + ". Restore the table, or delete it with its row in " + TableName + ".");
        }
    }

    private static void CheckEncoding(StoreSession session, string where)
    {
        var encoding = (string?)session.Scalar(new SqlText("SELECT current_setting('server_encoding')"));
        if (encoding != "UTF8")
        {
            throw new PostgresSchemaException(
                $"{where} cannot be made: the database has the encoding {encoding}, which cannot hold all texts. Take one of UTF8.");
        }
    }

    private static void CheckConfiguration(StoreSession session, string where, string name)
    {
        var names = new List<string>();
        session.Query(new SqlText("SELECT c.oid::regconfig::text, c.cfgname::text, n.nspname || '.' || c.cfgname FROM pg_ts_config c ")
            .Append("JOIN pg_namespace n ON n.oid = c.cfgnamespace ORDER BY 1"),
            row => names.AddRange([row.GetString(0), row.GetString(2)]));
        if (!names.Contains(name))
        {
            throw new PostgresSchemaException(
                $"{where} cannot be made: the database has no text search configuration '{name}'. It has "
                + $"{string.Join(", ", names.Where((_, i) => i % 2 == 0))}.");
        }
    }
}
