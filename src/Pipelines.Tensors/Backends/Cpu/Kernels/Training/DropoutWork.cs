using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>Inverted dropout. An element's fate is a hash of the seed, its chunk and its place in the chunk.</summary>
internal unsafe struct DropoutWork<T>(float* source, float* result, float probability, ulong seed, long length) : IParallelWork
    where T : unmanaged, ISimd<T>
{
    [MethodImpl(Compile.Loop)]
    public readonly void Execute(int index, int slot)
    {
        var (start, count) = ((long)index * Chunk.Length, Chunk.LengthOf(index, length));
        var keys = CounterHash<T>.Keys(seed, (ulong)index);
        var first = T.BroadcastBits((uint)keys);
        var second = T.BroadcastBits((uint)(keys >> 32));
        var limit = T.Broadcast(CounterHash<T>.Limit(probability));
        var scale = T.Broadcast(probability < 1 ? 1 / (1 - probability) : 0);
        for (var i = 0; i < count; i += T.Count)
        {
            var lanes = Math.Min(T.Count, count - i);
            var random = CounterHash<T>.Next(T.AddBits(T.LaneIndexBits, T.BroadcastBits((uint)i)), first, second);
            var value = T.LoadPartial(source + start + i, lanes) * scale;
            T.Select(T.GreaterThan(limit, random), T.Zero, value).StorePartial(result + start + i, lanes);
        }
    }
}
