namespace Pipelines.Tensors.Tests;

internal abstract partial class TensorBackendConformanceTests
{
    [TestCase(true, true)]
    [TestCase(true, false)]
    [TestCase(false, true)]
    public void DisentangledBias_MatchesReference(bool toPosition, bool toContent)
    {
        foreach (var (batch, length, heads, size, positions) in ((int, int, int, int, int)[])
            [(1, 1, 1, 1, 1), (2, 3, 2, 4, 7), (1, 5, 3, 7, 8), (2, 13, 2, 16, 12), (1, 31, 2, 17, 16), (2, 33, 1, 33, 64), (1, 70, 2, 64, 150)])
        {
            using var twins = NewTwins($"batch {batch}, length {length}, heads {heads} of {size}, positions {positions}");
            var (query, key) = (twins.Floats("query", batch, length, heads * size), twins.Floats("key", batch, length, heads * size));
            var positionKey = toPosition ? twins.Floats("positionKey", positions, heads * size) : null;
            var positionQuery = toContent ? twins.Floats("positionQuery", positions, heads * size) : null;
            var indices = twins.Integers("indices", 1, 2 * length - 1)
                .With(i => Math.Clamp(i - length + 1 + positions / 2, positions / 4, positions - 1));
            var result = twins.Output("result", batch, heads, length, length);
            twins.Run(side => side.Backend.DisentangledBias(
                side[query], side[key], side.Maybe(positionKey), side.Maybe(positionQuery), side[indices], heads, 0.3f, side[result]));
            twins.AssertEqual(2e-5, 5e-6, result);

            var gradient = twins.Floats("gradient", batch, heads, length, length);
            Twin[] gradients =
            [
                twins.Floats("queryGradient", batch, length, heads * size), twins.Floats("keyGradient", batch, length, heads * size),
                twins.Floats("positionKeyGradient", positions, heads * size), twins.Floats("positionQueryGradient", positions, heads * size),
            ];
            twins.Run(side => side.Backend.DisentangledBiasBackward(
                side[gradient], side[query], side[key], side.Maybe(positionKey), side.Maybe(positionQuery), side[indices], heads, 0.3f,
                side[gradients[0]], side[gradients[1]], side[gradients[2]], side[gradients[3]]));
            twins.AssertEqual(5e-5, 5e-5, gradients);
        }
    }
}
