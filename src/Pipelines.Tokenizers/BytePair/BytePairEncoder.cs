using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Tokenizers;

/// <summary>One thread's working memory for encoding: buffer, cache, merges in progress.</summary>
internal sealed class BytePairEncoder(WordTable words, MergeTable merges, int[] byteTokens)
{
    private readonly WordSplitter splitter = new();
    private readonly WordMerger merger = new(merges, byteTokens);
    private readonly WordCache cache = new();
    private readonly int[] output = new int[1024];

    /// <summary>Appends the ids of a text.</summary>
    public void Encode(ReadOnlySpan<char> text, List<int> ids)
    {
        var sink = new Sink(this, words, ids);
        splitter.Split(text, ref sink);
        sink.Flush();
    }

    private struct Sink(BytePairEncoder encoder, WordTable words, List<int> ids) : IWordSink
    {
        private readonly int[] output = encoder.output;
        private int count;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take(ref byte word, int length)
        {
            if (length > WordKey.MaximumLength)
            {
                TakeLong(MemoryMarshal.CreateReadOnlySpan(ref word, length));
                return;
            }
            Vector128<byte> key = WordKey.Create(ref word, length);
            uint hash = WordKey.Hash(key);
            int id = words.Find(key, hash);
            if (id >= 0)
                Add(id);
            else
                TakeSeveral(ref word, length, key, hash);
        }

        public void Flush()
        {
            CollectionExtensions.AddRange(ids, output.AsSpan(0, count));
            count = 0;
        }

        private void Add(int id)
        {
            if (count == output.Length)
                Flush();
            output[count++] = id;
        }

        private void Add(ReadOnlySpan<int> several)
        {
            if (several.Length > output.Length - count)
                Flush();
            if (several.Length > output.Length)
            {
                CollectionExtensions.AddRange(ids, several);
                return;
            }
            several.CopyTo(output.AsSpan(count));
            count += several.Length;
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private void TakeSeveral(ref byte word, int length, Vector128<byte> key, uint hash)
        {
            ReadOnlySpan<int> tokens = encoder.cache.Find(key, hash);
            if (tokens.IsEmpty)
            {
                tokens = encoder.merger.Merge(MemoryMarshal.CreateReadOnlySpan(ref word, length));
                encoder.cache.Add(key, hash, tokens);
            }
            Add(tokens);
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private void TakeLong(ReadOnlySpan<byte> word)
        {
            int id = words.FindLong(word);
            if (id >= 0)
                Add(id);
            else
                Add(encoder.merger.Merge(word));
        }
    }
}
