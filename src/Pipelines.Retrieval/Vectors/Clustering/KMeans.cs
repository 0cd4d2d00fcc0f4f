namespace Pipelines.Retrieval;

/// <summary>
/// Lloyd's k-means. Starts from k-means++ (Arthur and Vassilvitskii, 2007) where that is cheap beside the iterations, else from rows drawn
/// at random; a cluster that loses all its rows takes half of the largest. The same seed gives the same centroids on any number of cores.
/// </summary>
internal static unsafe class KMeans
{
    private const int RowsPerCentroid = 256;
    private const int FewComponents = 32;
    private const long CheapStart = 1L << 31;

    /// <param name="rows">The rows to cluster, of which at most 256 a centroid are used.</param>
    /// <param name="count">How many.</param>
    /// <param name="dimension">Numbers a row.</param>
    /// <param name="centroids">How many centroids; not more than there are rows.</param>
    /// <param name="isSpherical">Whether centroids have length 1 and take the rows with the largest inner product.</param>
    /// <param name="iterations">How often centroids are moved.</param>
    /// <param name="seed">Decides what is drawn.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static float[] Fit(
        float* rows,
        int count,
        int dimension,
        int centroids,
        bool isSpherical,
        int iterations,
        int seed,
        CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        float[]? sample = null;
        if (count / RowsPerCentroid > centroids)
        {
            sample = Draw(rows, count, dimension, centroids * RowsPerCentroid, random);
            count = centroids * RowsPerCentroid;
        }

        fixed (float* drawn = sample)
        {
            var source = sample is null ? rows : drawn;
            var result = (long)count * centroids * dimension <= CheapStart && !isSpherical
                ? PlusPlus(source, count, dimension, centroids, random)
                : Draw(source, count, dimension, centroids, random);
            if (isSpherical)
                Normalize(result, dimension);
            var assigned = new int[count];
            for (var i = 0; i < iterations; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Assign(ToBlocks(result, dimension), source, count, isL2: !isSpherical, assigned, cancellationToken);
                Move(source, dimension, assigned, result, cancellationToken);
                if (isSpherical)
                    Normalize(result, dimension);
            }

            return result;
        }
    }

    public static VectorBlocks ToBlocks(float[] centroids, int dimension)
    {
        var blocks = new VectorBlocks(dimension);
        fixed (float* start = centroids)
        {
            for (var i = 0; i < centroids.Length / dimension; i++)
                blocks.Append(i, start + (nint)i * dimension);
        }

        return blocks;
    }

    /// <summary>The nearest centroid of each row.</summary>
    public static void Assign(
        VectorBlocks centroids, float* rows, int count, bool isL2, int[] assigned, CancellationToken cancellationToken = default)
    {
        if (centroids.Dimension <= FewComponents)
        {
            AssignDirectly(centroids, rows, count, isL2, assigned, cancellationToken);
            return;
        }

        const int Step = 1 << 14;
        var best = new TopK<float>[Math.Min(Step, count)];
        for (var start = 0; start < count; start += Step)
        {
            var some = Math.Min(Step, count - start);
            if (some < best.Length)
                best = new TopK<float>[some];
            for (var i = 0; i < some; i++)
                best[i] = new TopK<float>(1);
            FlatSearch.Run(centroids, rows + (nint)start * centroids.Dimension, some, isL2, best, filter: null, cancellationToken);
            for (var i = 0; i < some; i++)
                assigned[start + i] = (int)best[i].Root;
        }
    }

    // What a tile of products saves is lost again where a product is this short.
    private static void AssignDirectly(
        VectorBlocks centroids, float* rows, int count, bool isL2, int[] assigned, CancellationToken cancellationToken)
    {
        const int Step = 256;
        var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, (count + Step - 1) / Step, options, part =>
        {
            for (var i = part * Step; i < Math.Min(count, (part + 1) * Step); i++)
                assigned[i] = BlockScan.Nearest(centroids, rows + (nint)i * centroids.Dimension, isL2);
        });
    }

    private static float[] Draw(float* rows, int count, int dimension, int wanted, Random random)
    {
        var order = new int[count];
        for (var i = 0; i < count; i++)
            order[i] = i;
        var drawn = new float[checked(wanted * dimension)];
        for (var i = 0; i < wanted; i++)
        {
            var other = random.Next(i, count);
            (order[i], order[other]) = (order[other], order[i]);
            new ReadOnlySpan<float>(rows + (nint)order[i] * dimension, dimension).CopyTo(drawn.AsSpan(i * dimension));
        }

        return drawn;
    }

    // Each next centroid is a row drawn with a chance proportional to its squared distance from the nearest centroid so far.
    private static float[] PlusPlus(float* rows, int count, int dimension, int centroids, Random random)
    {
        var result = new float[checked(centroids * dimension)];
        var nearest = new float[count];
        nearest.AsSpan().Fill(float.PositiveInfinity);
        var chosen = random.Next(count);
        for (var c = 0; c < centroids; c++)
        {
            var centroid = new ReadOnlySpan<float>(rows + (nint)chosen * dimension, dimension);
            centroid.CopyTo(result.AsSpan(c * dimension));
            var sum = 0d;
            for (var i = 0; i < count; i++)
            {
                var distance = RowKernels.Distance(rows + (nint)i * dimension, rows + (nint)chosen * dimension, dimension);
                nearest[i] = Math.Min(nearest[i], distance);
                sum += nearest[i];
            }

            // Fewer different rows than centroids: any will do.
            if (sum <= 0)
            {
                chosen = random.Next(count);
                continue;
            }

            var rest = random.NextDouble() * sum;
            var next = 0;
            while (next < count - 1 && (rest -= nearest[next]) >= 0)
                next++;
            chosen = next;
        }

        return result;
    }

    private static void Move(float* rows, int dimension, int[] assigned, float[] centroids, CancellationToken cancellationToken)
    {
        var count = centroids.Length / dimension;
        var starts = new int[count + 1];
        foreach (var c in assigned)
            starts[c + 1]++;
        for (var c = 0; c < count; c++)
            starts[c + 1] += starts[c];
        var order = new int[assigned.Length];
        var next = starts.AsSpan(0, count).ToArray();
        for (var i = 0; i < assigned.Length; i++)
            order[next[assigned[i]]++] = i;

        var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, count, options, () => new double[dimension], (c, _, sums) =>
        {
            var size = starts[c + 1] - starts[c];
            if (size == 0)
                return sums;
            Array.Clear(sums);
            for (var i = starts[c]; i < starts[c + 1]; i++)
            {
                var row = rows + (nint)order[i] * dimension;
                for (var j = 0; j < sums.Length; j++)
                    sums[j] += row[j];
            }

            for (var j = 0; j < sums.Length; j++)
                centroids[c * dimension + j] = (float)(sums[j] / size);
            return sums;
        }, _ => { });
        FillEmpty(starts, dimension, centroids);
    }

    private static void FillEmpty(int[] starts, int dimension, float[] centroids)
    {
        const float Nudge = 1f / 1024;
        var count = starts.Length - 1;
        var sizes = new int[count];
        for (var c = 0; c < count; c++)
            sizes[c] = starts[c + 1] - starts[c];
        for (var empty = 0; empty < count; empty++)
        {
            if (sizes[empty] > 0)
                continue;
            var largest = Array.IndexOf(sizes, sizes.Max());
            if (sizes[largest] < 2)
                return;
            for (var j = 0; j < dimension; j++)
            {
                var value = centroids[largest * dimension + j];
                var sign = (j & 1) == 0 ? Nudge : -Nudge;
                centroids[empty * dimension + j] = value * (1 + sign);
                centroids[largest * dimension + j] = value * (1 - sign);
            }

            sizes[empty] = sizes[largest] / 2;
            sizes[largest] -= sizes[empty];
        }
    }

    private static void Normalize(float[] centroids, int dimension)
    {
        using var rows = new PreparedRows(centroids, dimension, VectorMetric.Cosine);
        new ReadOnlySpan<float>(rows.Pointer, centroids.Length).CopyTo(centroids);
    }
}
