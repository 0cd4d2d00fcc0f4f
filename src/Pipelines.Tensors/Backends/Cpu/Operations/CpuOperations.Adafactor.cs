namespace Pipelines.Tensors;

internal sealed unsafe partial class CpuOperations<T>
{
    public void Adafactor(
        Tensor parameter, Tensor gradient, Tensor rowMeans, Tensor columnMeans, Tensor? moment, in AdafactorSettings settings)
    {
        var (rows, columns) = (parameter.Shape[-2], parameter.Shape[-1]);
        var length = parameter.Shape.ElementCount;
        if (length == 0)
            return;
        var matrices = checked((int)(length / ((long)rows * columns)));
        var tiles = new AdafactorTiles(rows, columns);
        var items = checked(matrices * tiles.PerMatrix);
        using var scratch = Rent((long)items * columns + (long)matrices * (rows + columns));
        var columnSums = scratch.Floats;
        var rowFactors = columnSums + (long)items * columns;
        var columnFactors = rowFactors + (long)matrices * rows;
        _workers.Run(
            items,
            new AdafactorMeansWork<T>(
                tiles, Floats(gradient), Floats(rowMeans), columnSums, (float)settings.SecondDecay,
                settings.GradientScale * settings.GradientScale, settings.SquareEpsilon));
        for (var matrix = 0; matrix < matrices; matrix++)
        {
            Factors(
                tiles, columnSums + (long)matrix * tiles.PerMatrix * columns, Floats(rowMeans) + (long)matrix * rows,
                Floats(columnMeans) + (long)matrix * columns, rowFactors + (long)matrix * rows, columnFactors + (long)matrix * columns,
                settings);
        }

        Apply(tiles, items, parameter, gradient, rowFactors, columnFactors, moment, settings);
    }

    public void AdafactorUnfactored(Tensor parameter, Tensor gradient, Tensor squareMeans, Tensor? moment, in AdafactorSettings settings)
    {
        var length = checked((int)parameter.Shape.ElementCount);
        if (length == 0)
            return;
        using var scratch = Rent(length + 1L);
        var factors = scratch.Floats;
        var one = factors + length;
        *one = 1f;
        var g = Floats(gradient);
        var means = Floats(squareMeans);
        for (var i = 0; i < length; i++)
        {
            var slope = g[i] * settings.GradientScale;
            means[i] = (float)(settings.SecondDecay * means[i] + (1.0 - settings.SecondDecay) * (slope * slope + settings.SquareEpsilon));
            factors[i] = (float)(1.0 / Math.Sqrt(means[i]));
        }

        Apply(new AdafactorTiles(1, length), 1, parameter, gradient, one, factors, moment, settings);
    }

    private static void Factors(
        AdafactorTiles tiles, float* columnSums, float* rowMeans, float* columnMeans, float* rowFactors, float* columnFactors,
        in AdafactorSettings settings)
    {
        var (rows, columns, decay) = (tiles.Rows, tiles.Columns, settings.SecondDecay);
        for (var part = 1; part < tiles.PerMatrix; part++)
            PointwiseKernel<T>.Apply(default(AddFunction<T>), columnSums, columnSums + (long)part * columns, columnSums, columns);
        var squareScale = settings.GradientScale * settings.GradientScale / rows;
        for (var c = 0; c < columns; c++)
        {
            columnMeans[c] = (float)(decay * columnMeans[c] + (1.0 - decay) * (columnSums[c] * squareScale + settings.SquareEpsilon));
            columnFactors[c] = (float)(1.0 / Math.Sqrt(columnMeans[c]));
        }

        var mean = SumKernel.Sum(rowMeans, rows) / rows;
        for (var r = 0; r < rows; r++)
            rowFactors[r] = (float)Math.Sqrt(mean / rowMeans[r]);
    }

    private void Apply(
        AdafactorTiles tiles, int items, Tensor parameter, Tensor gradient, float* rowFactors, float* columnFactors, Tensor? moment,
        in AdafactorSettings settings)
    {
        var length = parameter.Shape.ElementCount;
        var stepSize = settings.LearningRate;
        if (settings.ScalesByParameter)
            stepSize *= Math.Max(settings.ScaleEpsilon, Math.Sqrt(Reduce(parameter, squares: true) / length));
        using var scratch = Rent(2L * items);
        var sums = (double*)scratch.Floats;
        _workers.Run(items, new AdafactorSizeWork<T>(tiles, Floats(gradient), rowFactors, columnFactors, sums));
        var total = 0.0;
        for (var i = 0; i < items; i++)
            total += sums[i];
        var size = Math.Abs(settings.GradientScale) * Math.Sqrt(total / length);
        var factor = settings.GradientScale * stepSize / Math.Max(1.0, size / settings.ClipThreshold);
        _workers.Run(
            items,
            new AdafactorApplyWork<T>(
                tiles, Floats(parameter), Floats(gradient), rowFactors, columnFactors, FloatsOrNull(moment), factor,
                (float)(1.0 - settings.WeightDecay * stepSize), (float)settings.Beta1));
    }
}
