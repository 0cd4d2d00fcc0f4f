namespace Pipelines.Retrieval.Postgres.Tests;

/// <summary>Stops the server when all tests have run.</summary>
[SetUpFixture]
internal sealed class PostgresServerSetUp
{
    [OneTimeTearDown]
    public void Stop() => PostgresServer.StopShared();
}
