using System.Diagnostics;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

/// <summary>A text file goes through tokenizing, packing and training without being held in memory.</summary>
[NonParallelizable]
public class StreamingTests
{
    private const long Megabyte = 1_000_000;

    [TestCase(150, TokenizerKind.Characters, Category = "Slow")]
    [TestCase(150, TokenizerKind.BytePair, Category = "Slow")]
    [TestCase(1000, TokenizerKind.Characters, Explicit = true, Reason = "takes minutes; run it by name")]
    [TestCase(1000, TokenizerKind.BytePair, Explicit = true, Reason = "takes minutes; run it by name")]
    public void ALargeFileNeedsTheMemoryOfASmallOne(int megabytes, TokenizerKind kind)
    {
        using var process = Process.GetCurrentProcess();
        Train(10 * Megabyte, kind);
        var small = Peak(process);
        Train(megabytes * Megabyte, kind);
        var large = Peak(process);
        TestContext.Out.WriteLine($"peak {small >> 20} MiB for 10 MB, {large >> 20} MiB for {megabytes} MB");
        Assert.That(large - small, Is.LessThan(64L << 20), "growth of the peak working set in bytes");
    }

    private static long Peak(Process process)
    {
        process.Refresh();
        return process.PeakWorkingSet64;
    }

    private static void Train(long bytes, TokenizerKind kind)
    {
        var path = Path.Combine(Path.GetTempPath(), $"pipelines-{Guid.NewGuid():N}.txt");
        try
        {
            WriteText(path, bytes);
            using var context = PretrainTestBed.CreateContext(threads: 2);
            var data = context.Data.LoadFromTextFile(path, o => o.KeepLineEnds = true);
            using var fitted = context.Transforms.Tokenize(o =>
                {
                    o.Kind = kind;
                    o.BytePair.VocabularySize = 1000;
                })
                .Append(context.Transforms.Pack(o => (o.BlockSize, o.Stride) = (PretrainTestBed.BlockSize, 1)), TransformerScope.Training)
                .Append(context.Trainers.Pretrain(PretrainTestBed.Config with { VocabularySize = 0 }, o => o.Steps = 300))
                .Fit(data);
            Assert.That(fitted.LastTransformer.Result!.Steps, Is.EqualTo(300));
        }
        finally
        {
            File.Delete(path);
        }
    }

    // Words of a vocabulary that goes on growing with the text, as real words do.
    private static void WriteText(string path, long bytes)
    {
        using var writer = new StreamWriter(path);
        var random = new Random(1);
        var word = new char[10];
        long written = 0;
        while (written < bytes)
        {
            for (var i = 0; i < 12; i++)
            {
                var length = 2 + (int)(8 * random.NextDouble() * random.NextDouble());
                for (var k = 0; k < length; k++)
                    word[k] = (char)('a' + (int)(26 * random.NextDouble() * random.NextDouble()));
                writer.Write(word.AsSpan(0, length));
                writer.Write(' ');
                written += length + 1;
            }

            writer.Write('\n');
            written++;
        }
    }
}
