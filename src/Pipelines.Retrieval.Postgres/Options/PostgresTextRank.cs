namespace Pipelines.Retrieval.Postgres;

/// <summary>By what PostgreSQL orders the passages that share words with a query.</summary>
public enum PostgresTextRank
{
    /// <summary>How many of the query's words a passage has, and how often: <c>ts_rank</c>.</summary>
    Frequency,

    /// <summary>The same by the stretches in which words stand close together: <c>ts_rank_cd</c>.</summary>
    CoverDensity,
}
