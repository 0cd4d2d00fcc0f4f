using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using NpgsqlTypes;

namespace Pipelines.Retrieval.Postgres;

/// <content>Adding, replacing and removing.</content>
public sealed partial class PostgresPassageStore
{
    private const int CancellationEvery = 64;

    /// <inheritdoc/>
    /// <exception cref="PostgresConnectionException">The connection broke; nothing was added unless it says so.</exception>
    public void Add(IReadOnlyList<Passage> passages, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(passages);
        if (passages.Count == 0)
            return;
        _database.Write("adding passages", session =>
        {
            Lock(session);
            var taken = FindTaken(session, passages);
            if (PassageChecks.FindRejected(passages, Dimension, taken.Contains) is [var first, ..])
                throw first.Reason;
            Copy(session, passages, skipped: []);
            return 0;
        }, cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="PostgresConnectionException">The connection broke; nothing was added unless it says so.</exception>
    public IReadOnlyList<RejectedPassage> AddValid(IReadOnlyList<Passage> passages, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(passages);
        if (passages.Count == 0)
            return [];

        // What only the database can refuse, words beyond its limits, ends the transaction; the others are added in the next.
        var refused = new SortedDictionary<int, RejectedPassage>();
        while (true)
        {
            try
            {
                return _database.Write("adding passages", session => AddValid(session, passages, refused), cancellationToken);
            }
            catch (InvalidPassageException error) when (error.InnerException is PostgresException && !refused.ContainsKey(error.Row))
            {
                refused.Add(error.Row, new RejectedPassage(error.Row, passages[error.Row].Id, error));
            }
        }
    }

    /// <inheritdoc/>
    /// <exception cref="PostgresConnectionException">The connection broke; nothing was changed unless it says so.</exception>
    public void Upsert(IReadOnlyList<Passage> passages, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(passages);
        if (passages.Count == 0)
            return;
        if (PassageChecks.FindRejected(passages, Dimension, isTaken: null) is [var first, ..])
            throw first.Reason;
        _database.Write("replacing passages", session =>
        {
            Lock(session);
            session.Execute(DeleteCommand([.. passages.Select(passage => passage.Id)]));
            Copy(session, passages, skipped: []);
            return 0;
        }, cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="PostgresConnectionException">The connection broke; nothing was removed unless it says so.</exception>
    public int Remove(IReadOnlyList<long> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        if (ids.Count == 0)
            return 0;
        return _database.Write("removing passages", session =>
        {
            Lock(session);
            return session.Execute(DeleteCommand([.. ids]));
        }, cancellationToken);
    }

    private IReadOnlyList<RejectedPassage> AddValid(
        StoreSession session, IReadOnlyList<Passage> passages, SortedDictionary<int, RejectedPassage> refused)
    {
        Lock(session);
        var taken = FindTaken(session, passages);
        var rejected = new SortedDictionary<int, RejectedPassage>(refused);
        foreach (var one in PassageChecks.FindRejected(Without(passages, refused), Dimension, taken.Contains))
            rejected.Add(one.Row, one);
        if (rejected.Count < passages.Count)
            Copy(session, passages, [.. rejected.Keys]);
        return [.. rejected.Values];
    }

    // In the place of what the database refused stands what is good and has an id of its own: it must not take the id of a later one.
    private static IReadOnlyList<Passage> Without(IReadOnlyList<Passage> passages, SortedDictionary<int, RejectedPassage> refused)
    {
        if (refused.Count == 0)
            return passages;
        var kept = passages.ToArray();
        var ids = kept.Select(passage => passage.Id).ToHashSet();
        var free = long.MinValue;
        foreach (var row in refused.Keys)
        {
            while (!ids.Add(free))
                free++;
            kept[row] = new Passage(free, "");
        }

        return kept;
    }

    // Who changes the store waits for whoever is changing it: an id that was free stays so, and nobody waits in a circle. Searches go on.
    private void Lock(StoreSession session) => session.Execute($"LOCK TABLE {_layout.Table} IN SHARE ROW EXCLUSIVE MODE");

    private HashSet<long> FindTaken(StoreSession session, IReadOnlyList<Passage> passages)
    {
        var taken = new HashSet<long>();
        var ids = new List<long>(passages.Count);
        for (var i = 0; i < passages.Count; i++)
        {
            if (passages[i] is { } passage)
                ids.Add(passage.Id);
        }

        session.Query(
            new SqlText($"SELECT id FROM {_layout.Table} WHERE id = ANY (")
                .Append(ids.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint).Append(")"),
            row => taken.Add(row.GetInt64(0)));
        return taken;
    }

    private SqlText DeleteCommand(long[] ids) => new SqlText($"DELETE FROM {_layout.Table} WHERE id = ANY (")
        .Append(ids, NpgsqlDbType.Array | NpgsqlDbType.Bigint).Append(")");

    private void Copy(StoreSession session, IReadOnlyList<Passage> passages, HashSet<int> skipped)
    {
        try
        {
            using var stream = session.Connection.BeginRawBinaryCopy(_layout.CopyCommand);
            try
            {
                var copy = new PassageCopy(stream, _layout);
                copy.Begin();
                for (var row = 0; row < passages.Count; row++)
                {
                    if (row % CancellationEvery == 0)
                        session.CancellationToken.ThrowIfCancellationRequested();
                    if (!skipped.Contains(row))
                        copy.Add(passages[row]);
                }

                copy.End();
            }
            catch (Exception error) when (error is not NpgsqlException)
            {
                // Without this the rows so far would count as all there are.
                stream.Cancel();
                throw;
            }
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.ProgramLimitExceeded
            && FindLine(error.Where) is { } line)
        {
            var row = FindRow(line, skipped);
            throw new InvalidPassageException(
                $"The passage {passages[row].Id} in row {row} is beyond what the database takes: "
                + $"{DatabaseErrors.Shorten(error.MessageText)}. Cut its text into smaller passages.", row, error);
        }
    }

    // Lines of a copy count from 1 and know nothing of the rows that were left out.
    private static int FindRow(int line, HashSet<int> skipped)
    {
        var row = -1;
        for (var left = line; left > 0; left--)
        {
            do
                row++;
            while (skipped.Contains(row));
        }

        return row;
    }

    private static int? FindLine(string? where) =>
        where is not null && CopyLine().Match(where) is { Success: true } match
            ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            : null;

    // The word for line follows the language of the server's messages.
    [GeneratedRegex(@"^COPY [^,]+, \S+ (\d+)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex CopyLine();
}
