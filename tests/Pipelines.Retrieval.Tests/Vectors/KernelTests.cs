namespace Pipelines.Retrieval.Tests;

/// <summary>Every kernel beside the loop it stands for.</summary>
public unsafe class KernelTests
{
    [Test]
    public void KeysOfBlocksHaveTheBitsOfALoop([Values(1, 7, 16, 65)] int dimension, [Values] bool isL2)
    {
        var random = new Random(dimension);
        var blocks = Blocks(random, dimension, 64 + 5);
        var query = Floats(random, dimension);
        float* four = stackalloc float[64];
        float* one = stackalloc float[16];
        fixed (float* q = query)
        {
            BlockKernels.KeysOfFour(q, blocks.Block(0), blocks.Stride, dimension, isL2, four);
            for (var block = 0; block < 5; block++)
            {
                BlockKernels.Keys(q, blocks.Block(block), dimension, isL2, one);
                for (var lane = 0; lane < (block < 4 ? 16 : 5); lane++)
                {
                    var expected = Key(query, Row(blocks, block * 16 + lane), isL2);
                    Assert.That(one[lane], Is.EqualTo(expected));
                    if (block < 4)
                        Assert.That(four[block * 16 + lane], Is.EqualTo(expected));
                }
            }
        }
    }

    [Test]
    public void ProductsOfATileHaveTheBitsOfALoop([Values(1, 9, 33)] int dimension)
    {
        var random = new Random(dimension);
        var blocks = Blocks(random, dimension, 32);
        var queries = Enumerable.Range(0, 12).Select(_ => Floats(random, dimension)).ToArray();
        var packed = new float[12 * dimension];
        for (var i = 0; i < packed.Length; i++)
            packed[i] = queries[i % 12][i / 12];
        var products = new float[12 * 32];
        fixed (float* p = packed, target = products)
            BlockKernels.Products(p, blocks.Block(0), blocks.Block(1), dimension, target);
        for (var i = 0; i < products.Length; i++)
            Assert.That(products[i], Is.EqualTo(-Key(queries[i / 32], Row(blocks, i % 32), isL2: false)), $"query {i / 32}, row {i % 32}");
    }

    [Test]
    public void LimitsKeepWhatIsNotAbove()
    {
        float* keys = stackalloc float[16];
        float* norms = stackalloc float[16];
        for (var i = 0; i < 16; i++)
        {
            keys[i] = i;
            norms[i] = 20;
        }

        keys[15] = float.NaN;
        Assert.That(BlockKernels.AtMost(keys, 3), Is.EqualTo(0b1000_0000_0000_1111));
        Assert.That(BlockKernels.AtMost(keys, norms, -12, isL2: false), Is.EqualTo(0b1111_0000_0000_0000));
        Assert.That(BlockKernels.AtMost(keys, norms, -4, isL2: true), Is.EqualTo(0b1111_0000_0000_0000));
    }

    [Test]
    public void KeysOfRowsAreThoseOfALoopButForRounding([Values(1, 8, 15, 16, 31, 64, 100, 384)] int dimension)
    {
        var random = new Random(dimension);
        var (left, right) = (Floats(random, dimension), Floats(random, dimension));
        fixed (float* l = left, r = right)
        {
            Assert.That(RowKernels.Key(l, r, dimension, isL2: true), Is.EqualTo(Key(left, right, isL2: true)).Within(1e-5f * dimension));
            Assert.That(RowKernels.Key(l, r, dimension, isL2: false), Is.EqualTo(Key(left, right, isL2: false)).Within(1e-5f * dimension));
        }
    }

    [Test]
    public void SumsOfTableEntriesHaveTheBitsOfALoop([Values(1, 5, 48)] int parts)
    {
        var random = new Random(parts);
        var table = Floats(random, parts * 256);
        var codes = new byte[parts * 16];
        random.NextBytes(codes);
        float* keys = stackalloc float[16];
        fixed (float* t = table)
        {
            fixed (byte* c = codes)
                ProductQuantizer.Keys(t, 0.5f, c, parts, keys);
        }

        for (var lane = 0; lane < 16; lane++)
        {
            var expected = 0.5f;
            for (var part = 0; part < parts; part++)
                expected += table[part * 256 + codes[part * 16 + lane]];
            Assert.That(keys[lane], Is.EqualTo(expected));
        }
    }

    [Test]
    public void KeysOfBytesAreThoseOfDecodedRowsButForRounding([Values] bool isL2)
    {
        var random = new Random(1);
        var rows = Floats(random, 16 * 20);
        var query = Floats(random, 20);
        var codes = new byte[16 * 20];
        var decoded = new float[20];
        float* keys = stackalloc float[16];
        float* prepared = stackalloc float[20];
        fixed (float* r = rows, q = query)
        {
            fixed (byte* c = codes)
            {
                var quantizer = ScalarQuantizer.Train(r, 16, 20);
                for (var lane = 0; lane < 16; lane++)
                    quantizer.Encode(r + lane * 20, c + lane);
                quantizer.Keys(prepared, quantizer.Prepare(q, isL2, prepared), c, isL2, keys);
                for (var lane = 0; lane < 16; lane++)
                {
                    quantizer.Decode(c + lane, decoded);
                    Assert.That(keys[lane], Is.EqualTo(Key(query, decoded, isL2)).Within(1e-4f));
                }
            }
        }
    }

    private static VectorBlocks Blocks(Random random, int dimension, int count)
    {
        var blocks = new VectorBlocks(dimension);
        for (var i = 0; i < count; i++)
        {
            fixed (float* row = Floats(random, dimension))
                blocks.Append(i, row);
        }

        // One at a time they grow; the kernel of four wants them side by side.
        Assert.That(blocks.Adjacent(0), Is.GreaterThanOrEqualTo(4));
        return blocks;
    }

    private static float[] Row(VectorBlocks blocks, int row)
    {
        var values = new float[blocks.Dimension];
        blocks.CopyRow(row, values);
        return values;
    }

    private static float[] Floats(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => 4 * random.NextSingle() - 2)];

    private static float Key(float[] query, float[] row, bool isL2)
    {
        var sum = 0f;
        for (var i = 0; i < query.Length; i++)
        {
            var difference = row[i] - query[i];
            sum = isL2 ? MathF.FusedMultiplyAdd(difference, difference, sum) : MathF.FusedMultiplyAdd(query[i], row[i], sum);
        }

        return isL2 ? sum : -sum;
    }
}
