using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Pipelines.Retrieval.Postgres;

namespace Pipelines;

/// <summary>Registers stores in PostgreSQL.</summary>
public static class PostgresBuilderExtensions
{
    /// <summary>Registers a store under its name; it is opened when first asked for, once.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The store's name, by which it is asked for as a keyed service.</param>
    /// <param name="connectionString">The database; null for the <see cref="NpgsqlDataSource"/> that is registered.</param>
    /// <param name="configure">Changes the options.</param>
    public static IPipelinesBuilder AddPostgresPassageStore(
        this IPipelinesBuilder builder, string name, string? connectionString = null,
        Action<PostgresPassageStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        builder.Services.AddKeyedSingleton<IPassageStore>(name, (services, _) =>
        {
            var options = new PostgresPassageStoreOptions { Name = name };
            configure?.Invoke(options);
            if (connectionString is not null)
                return PostgresPassageStore.Open(connectionString, options);
            var source = services.GetService<NpgsqlDataSource>() ?? throw new PostgresConnectionException(
                $"The store '{name}' was registered without a connection string, and there is no NpgsqlDataSource among the services. "
                + "Give one of them.");
            return PostgresPassageStore.Open(source, options);
        });
        return builder;
    }
}
