using System.Globalization;
using NpgsqlTypes;

namespace Pipelines.Retrieval.Postgres;

/// <content>Searches.</content>
public sealed partial class PostgresPassageStore
{
    private const int LongestQueryShown = 80;

    // What pgvector takes for hnsw.ef_search.
    private const int LargestSearchSize = 1000;

    // The database goes through the words of a query by recursion, and its stack holds so many.
    private const int LongestQuery = 10_000;

    /// <inheritdoc/>
    public IReadOnlyList<IReadOnlyList<PassageHit>> Search(
        IReadOnlyList<PassageQuery> queries, PassageSearchOptions? options = null, Action<InvalidQueryException>? refused = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(queries);
        options = PassageChecks.Validated(options);
        cancellationToken.ThrowIfCancellationRequested();
        var errors = new InvalidQueryException?[queries.Count];
        for (var i = 0; i < errors.Length; i++)
            errors[i] = PassageChecks.CheckQuery(queries[i], i, Dimension) ?? CheckLength(queries[i], i);
        if (refused is null && errors is [{ } first, ..])
            throw first;
        var results = _database.Read("searching", session =>
        {
            var words = FindWords(session, queries, errors);
            if (refused is null && errors.FirstOrDefault(error => error is not null) is { } error)
                throw error;
            var byWords = SearchWords(session, queries, words, options);
            var byVectors = SearchVectors(session, queries, errors, options);
            var hits = new IReadOnlyList<SearchHit>[queries.Count];
            for (var i = 0; i < hits.Length; i++)
                hits[i] = Join(byWords[i], byVectors[i], options);
            return Fill(session, hits);
        }, cancellationToken);
        if (refused is not null)
        {
            foreach (var error in errors)
            {
                if (error is not null)
                    refused(error);
            }
        }

        return results;
    }

    private static InvalidQueryException? CheckLength(PassageQuery query, int position) => query.Text is { Length: > LongestQuery } text
        ? new InvalidQueryException(
            $"Query {position} has {text.Length} characters, and {LongestQuery} are the most. Ask with fewer words.", position)
        : null;

    private static IReadOnlyList<SearchHit> Join(SearchHit[]? words, SearchHit[]? vectors, PassageSearchOptions options) =>
        (words, vectors) switch
        {
            (not null, not null) => ReciprocalRankFusion.Fuse(
                [words, vectors], options.TopK, options.RankConstant, [options.TextWeight, options.VectorWeight]),
            _ => words ?? vectors ?? [],
        };

    private static int DepthOf(PassageQuery query, PassageSearchOptions options) =>
        query.Text is not null && !query.Vector.IsEmpty ? Math.Max(options.TopK, options.Depth) : options.TopK;

    /// <summary>
    /// For each query by words what the database makes of them: the lexemes of its configuration, any of which may be there. They are
    /// quoted one by one, so that no sign in a query acts as an operator.
    /// </summary>
    private string?[] FindWords(StoreSession session, IReadOnlyList<PassageQuery> queries, InvalidQueryException?[] errors)
    {
        var words = new string?[queries.Count];
        var positions = new List<int>();
        for (var i = 0; i < words.Length; i++)
        {
            if (errors[i] is null && queries[i].Text is not null)
                positions.Add(i);
        }

        if (positions.Count == 0)
            return words;
        var sql = new SqlText("SELECT q.place - 1, (SELECT string_agg('''' || ")
            .Append("replace(replace(w.lexeme, E'\\\\', E'\\\\\\\\'), '''', '''''') ")
            .Append($"|| '''', ' | ') FROM unnest(to_tsvector({_layout.Configuration}, q.text)) w) FROM unnest(")
            .Append(positions.Select(i => queries[i].Text!).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text)
            .Append(") WITH ORDINALITY AS q (text, place)");
        session.Query(sql, row => words[positions[(int)row.GetInt64(0)]] = row.IsDBNull(1) ? null : row.GetString(1));
        foreach (var i in positions)
        {
            if (words[i] is null)
                errors[i] = NoWord(queries[i].Text!, i);
        }

        return words;
    }

    private InvalidQueryException NoWord(string text, int position) => new(
        $"Query {position}, '{(text.Length > LongestQueryShown ? text[..LongestQueryShown] + "…" : text)}', has no word that the text "
        + $"search configuration '{TextConfiguration}' keeps. Ask with other words.",
        position);

    private SearchHit[]?[] SearchWords(
        StoreSession session, IReadOnlyList<PassageQuery> queries, string?[] words, PassageSearchOptions options)
    {
        var rank = _options.TextRank == PostgresTextRank.Frequency ? "ts_rank" : "ts_rank_cd";
        return SearchAll(session, queries.Count, i => words[i] is not null, i =>
        {
            var sql = new SqlText($"SELECT id, {rank}(words, q.query, ").Append(_options.TextNormalization, NpgsqlDbType.Integer)
                .Append($")::double precision AS score FROM {_layout.Table}, (SELECT ").Append(words[i]!, NpgsqlDbType.Text)
                .Append("::tsquery AS query) q WHERE words @@ q.query");
            return FilterSql.AppendAnd(sql, options.Filter).Append(" ORDER BY score DESC, id LIMIT ")
                .Append(DepthOf(queries[i], options), NpgsqlDbType.Integer);
        }, score => score);
    }

    private SearchHit[]?[] SearchVectors(
        StoreSession session, IReadOnlyList<PassageQuery> queries, InvalidQueryException?[] errors, PassageSearchOptions options)
    {
        var positions = new List<int>();
        for (var i = 0; i < queries.Count; i++)
        {
            if (errors[i] is null && !queries[i].Vector.IsEmpty)
                positions.Add(i);
        }

        if (positions.Count == 0)
            return new SearchHit[]?[queries.Count];
        var vectors = new float[queries.Count][];
        foreach (var i in positions)
        {
            vectors[i] = queries[i].Vector.ToArray();
            if (Metric == VectorMetric.Cosine)
                UnitVector.Scale(queries[i].Vector.Span, vectors[i]);
        }

        return _layout.UsesExtension
            ? SearchByExtension(session, queries, positions, vectors, options)
            : SearchByScan(session, queries, positions, vectors, options);
    }

    private SearchHit[]?[] SearchByScan(
        StoreSession session, IReadOnlyList<PassageQuery> queries, List<int> positions, float[][] vectors, PassageSearchOptions options)
    {
        var scan = new VectorScan(
            _layout, [.. positions.Select(i => vectors[i])], [.. positions.Select(i => DepthOf(queries[i], options))]);
        session.Query(
            FilterSql.AppendAnd(new SqlText($"SELECT id, vector FROM {_layout.Table} WHERE vector IS NOT NULL"), options.Filter), scan.Add);
        var results = new SearchHit[]?[queries.Count];
        var found = scan.Complete();
        for (var i = 0; i < found.Length; i++)
            results[positions[i]] = found[i];
        return results;
    }

    private SearchHit[]?[] SearchByExtension(
        StoreSession session, IReadOnlyList<PassageQuery> queries, List<int> positions, float[][] vectors, PassageSearchOptions options)
    {
        var isIndexed = session.Scalar(
            new SqlText("SELECT to_regclass(").Append(_layout.VectorIndex, NpgsqlDbType.Text).Append(")::text")) is not null;
        if (!isIndexed)
            return SearchAll(session, queries.Count, i => vectors[i] is not null, Command, ToScore);
        var depth = positions.Max(i => DepthOf(queries[i], options));
        Set(session, "hnsw.ef_search", Math.Clamp(depth, _options.HnswSearchSize, LargestSearchSize));
        Set(session, "ivfflat.probes", _options.IvfProbeCount);
        var results = SearchAll(session, queries.Count, i => vectors[i] is not null, Command, ToScore);

        // An index gives up after a while, with fewer passages than there are; those queries are answered without it.
        var isShort = new bool[queries.Count];
        foreach (var i in positions)
            isShort[i] = results[i]!.Length < DepthOf(queries[i], options);
        isIndexed = false;
        var exact = SearchAll(session, queries.Count, i => isShort[i], Command, ToScore);
        for (var i = 0; i < results.Length; i++)
            results[i] = exact[i] ?? results[i];
        return results;

        SqlText Command(int i)
        {
            var sql = new SqlText($"SELECT id, vector {_layout.DistanceOperator} ")
                .Append(vectors[i], NpgsqlDbType.Array | NpgsqlDbType.Real)
                .Append($"::real[]::{_layout.VectorType} AS distance FROM {_layout.Table} WHERE vector IS NOT NULL");
            FilterSql.AppendAnd(sql, options.Filter);

            var limit = DepthOf(queries[i], options);
            if (!isIndexed)
                return sql.Append(" ORDER BY distance, id LIMIT ").Append(limit, NpgsqlDbType.Integer);

            // An index knows the order by distance alone: those as far as the last come along, and are put in order afterwards.
            return sql.Append(" ORDER BY distance FETCH FIRST (").Append(limit, NpgsqlDbType.Integer)
                .Prepend("SELECT id, distance FROM (").Append(") ROWS WITH TIES) nearest ORDER BY distance, id LIMIT ")
                .Append(limit, NpgsqlDbType.Integer);
        }

        // The root's square, rounded, is the number that the root was taken of.
        double ToScore(double distance) => Metric == VectorMetric.L2 ? 0 - (double)(float)(distance * distance) : 0 - distance;
    }

    private static void Set(StoreSession session, string name, int value) =>
        session.Scalar(new SqlText("SELECT set_config(").Append(name, NpgsqlDbType.Text).Append(", ")
            .Append(value.ToString(CultureInfo.InvariantCulture), NpgsqlDbType.Text).Append(", true)"));

    /// <summary>Commands of (id, score) for some queries, in one trip; null for the others.</summary>
    private static SearchHit[]?[] SearchAll(
        StoreSession session, int count, Func<int, bool> isMeant, Func<int, SqlText> write, Func<double, double> toScore)
    {
        var positions = new List<int>();
        var commands = new List<SqlText>();
        var hits = new List<SearchHit>?[count];
        for (var i = 0; i < count; i++)
        {
            if (!isMeant(i))
                continue;
            positions.Add(i);
            commands.Add(write(i));
            hits[i] = [];
        }

        session.Query(commands, (command, row) => hits[positions[command]]!.Add(new SearchHit(row.GetInt64(0), toScore(row.GetDouble(1)))));
        return [.. hits.Select(list => list?.ToArray())];
    }

    private IReadOnlyList<IReadOnlyList<PassageHit>> Fill(StoreSession session, IReadOnlyList<SearchHit>[] hits)
    {
        var ids = hits.SelectMany(list => list).Select(hit => hit.Id).ToHashSet();
        var passages = new Dictionary<long, Passage>(ids.Count);
        if (ids.Count > 0)
        {
            session.Query(
                new SqlText($"SELECT {_layout.Columns(false)} FROM {_layout.Table} WHERE id = ANY (")
                    .Append(ids.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint).Append(")"),
                row => passages[row.GetInt64(0)] = ReadPassage(row, false));
        }

        var results = new IReadOnlyList<PassageHit>[hits.Length];
        for (var i = 0; i < results.Length; i++)
        {
            var filled = new PassageHit[hits[i].Count];
            for (var j = 0; j < filled.Length; j++)
            {
                var (id, score) = hits[i][j];
                filled[j] = new PassageHit(id, passages[id].Text, passages[id].Metadata, score);
            }

            results[i] = filled;
        }

        return results;
    }
}
