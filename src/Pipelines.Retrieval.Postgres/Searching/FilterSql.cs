using System.Runtime.CompilerServices;
using NpgsqlTypes;

namespace Pipelines.Retrieval.Postgres;

/// <summary>
/// Filters as conditions on the column <c>metadata</c> that are true or false for every row, never unknown, so that their opposite is right
/// too. Names and values are parameters.
/// </summary>
internal static class FilterSql
{
    // The database has a stack of its own.
    private const int DeepestNesting = 200;

    public static void Append(SqlText sql, PassageFilter filter) => Append(sql, filter, 0);

    /// <summary>Appends <c>AND</c> and the condition, where there is one.</summary>
    public static SqlText AppendAnd(SqlText sql, PassageFilter? filter)
    {
        if (filter is not null)
            Append(sql.Append(" AND "), filter);
        return sql;
    }

    private static void Append(SqlText sql, PassageFilter filter, int depth)
    {
        if (depth > DeepestNesting)
        {
            throw new PassageStoreException(
                $"The filter is nested more than {DeepestNesting} deep: put conditions beside each other in one All or Any.");
        }

        switch (filter)
        {
            case EqualFilter equal when CanBeThere(equal.Key) && CanBeThere(equal.Value):
                sql.Append("(metadata @> ").Append(MetadataJson.Single(equal.Key, equal.Value), NpgsqlDbType.Jsonb).Append(")");
                break;
            case EqualFilter:
                sql.Append("FALSE");
                break;
            case OneOfFilter oneOf:
                string[] values = CanBeThere(oneOf.Key)
                    ? [.. oneOf.Values.Where(CanBeThere).Select(value => MetadataJson.Single(oneOf.Key, value))]
                    : [];
                sql.Append("(metadata @> ANY (").Append(values, NpgsqlDbType.Array | NpgsqlDbType.Jsonb).Append("))");
                break;
            case RangeFilter range when CanBeThere(range.Key):
                AppendRange(sql, range);
                break;
            case RangeFilter:
                sql.Append("FALSE");
                break;
            case NotFilter not:
                sql.Append("(NOT ");
                Append(sql, not.Filter, depth + 1);
                sql.Append(")");
                break;
            case AllFilter all:
                AppendJoined(sql, all.Filters, " AND ", "TRUE", depth);
                break;
            case AnyFilter any:
                AppendJoined(sql, any.Filters, " OR ", "FALSE", depth);
                break;
            default:
                throw new SwitchExpressionException(filter);
        }
    }

    private static void AppendJoined(SqlText sql, IReadOnlyList<PassageFilter> filters, string between, string empty, int depth)
    {
        if (filters.Count == 0)
        {
            sql.Append(empty);
            return;
        }

        for (var i = 0; i < filters.Count; i++)
        {
            sql.Append(i == 0 ? "(" : between);
            Append(sql, filters[i], depth + 1);
        }

        sql.Append(")");
    }

    // Only CASE promises that the cast is not tried where the value is no number.
    private static void AppendRange(SqlText sql, RangeFilter range)
    {
        sql.Append("(CASE WHEN jsonb_typeof(metadata -> ").Append(range.Key, NpgsqlDbType.Text).Append(") = 'number' THEN TRUE");
        if (range.Minimum is { } minimum)
        {
            sql.Append(" AND (metadata -> ").Append(range.Key, NpgsqlDbType.Text).Append(")::double precision >= ")
                .Append(minimum, NpgsqlDbType.Double);
        }

        if (range.Maximum is { } maximum)
        {
            sql.Append(" AND (metadata -> ").Append(range.Key, NpgsqlDbType.Text).Append(")::double precision <= ")
                .Append(maximum, NpgsqlDbType.Double);
        }

        sql.Append(" ELSE FALSE END)");
    }

    // What no passage can have, the database would not even take as a parameter.
    private static bool CanBeThere(MetadataValue value) => value.Text is not { } text || CanBeThere(text);

    private static bool CanBeThere(string text)
    {
        if (text.Contains('\0'))
            return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return false;
            i++;
        }

        return true;
    }
}
