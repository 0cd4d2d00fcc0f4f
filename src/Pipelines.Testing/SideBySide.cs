namespace Pipelines.Testing;

/// <summary>Work of several threads that start together.</summary>
internal static class SideBySide
{
    /// <summary>What each thread gives; a failure of one is thrown.</summary>
    public static async Task<T[]> Run<T>(int threads, Func<int, T> work)
    {
        using var start = new Barrier(threads);
        return await Task.WhenAll(Enumerable.Range(0, threads).Select(number => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                return work(number);
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
    }
}
