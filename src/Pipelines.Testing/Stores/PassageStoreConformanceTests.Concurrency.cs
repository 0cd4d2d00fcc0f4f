using NUnit.Framework;

namespace Pipelines.Testing;

/// <content>Searches beside changes.</content>
public abstract partial class PassageStoreConformanceTests
{
    /// <summary>
    /// While batches are added, replaced and removed, every search sees each of them whole or not at all, in one version: no passage of a
    /// batch that is there is lost, and none comes twice.
    /// </summary>
    [Test]
    [Category("Slow")]
    public void Searches_run_beside_changes_and_see_them_whole()
    {
        var run = new ConcurrentRun(Make(ConcurrentRun.Dimension, VectorMetricForExactness), IsExact);
        run.Run(Math.Max(2, ConcurrentThreads), ConcurrencyDuration);
        TestContext.Out.WriteLine(run.Report);
    }
}
