namespace Pipelines.Nn.Tests;

internal sealed class PagedAdamWTests : NnTests
{
    [Test]
    public void TheNumbersAreAdamWsAndTheFileGoes([Values] bool amsGrad)
    {
        var folder = Directory.CreateTempSubdirectory("paged");
        try
        {
            using var full = new OptimizerRun(Backend, new("", groups => new AdamW(groups) { AmsGrad = amsGrad }));
            using (var paged = new OptimizerRun(
                Backend, new("", groups => new PagedAdamW(groups, folder: folder.FullName, blockSize: 1000) { AmsGrad = amsGrad })))
            {
                var optimizer = (PagedAdamW)paged.Optimizer;
                Assert.That(optimizer.FilePath, Is.Null);
                for (var step = 0; step < 5; step++)
                {
                    paged.Step();
                    full.Step();
                }

                Assert.That(paged.Weights.AsSpan().SequenceEqual(full.Weights));
                Assert.That(optimizer.FileBytes, Is.EqualTo(full.Optimizer.StateBytes));
                Assert.That(optimizer.StateBytes, Is.EqualTo((amsGrad ? 3 : 2) * 4 * 1000));
                Assert.That(new FileInfo(optimizer.FilePath!).Length, Is.EqualTo(optimizer.FileBytes));
                var expected = full.Optimizer.GetState();
                foreach (var (name, tensor) in optimizer.GetState())
                    Assert.That(Bytes(tensor).SequenceEqual(Bytes(expected[name])), name);
            }

            Assert.That(folder.GetFiles(), Is.Empty);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Test]
    public void AStateThatIsDroppedStartsWithZeros()
    {
        var kind = new OptimizerKind("", groups => new PagedAdamW(groups, blockSize: 1000));
        using var fresh = new OptimizerRun(Backend, kind);
        using var reset = new OptimizerRun(Backend, kind);
        fresh.CopyWeightsTo(reset);
        reset.Step();
        reset.Optimizer.LoadState(new Dictionary<string, Tensors.Tensor>(), 0);
        fresh.CopyWeightsTo(reset);
        reset.Step();
        fresh.Step();
        Assert.That(reset.Weights.AsSpan().SequenceEqual(fresh.Weights));
    }

    private static Span<byte> Bytes(Tensors.Tensor tensor) => tensor.Storage.HostBytes(0, (int)tensor.ByteCount);
}
