using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace Pipelines.Tokenizers;

/// <summary>One thread's working memory for encoding: buffer, cache, merges in progress.</summary>
internal sealed class BytePairEncoder(WordTable words, MergeTable merges, int[] byteTokens)
{
    private readonly WordSplitter _splitter = new();
    private readonly WordMerger _merger = new(merges, byteTokens);
    private readonly WordCache _cache = new();
    private readonly int[] _output = new int[1024];
    private byte[] _word = new byte[1024];

    /// <summary>Appends the ids of a text.</summary>
    public void Encode(ReadOnlySpan<char> text, List<int> ids)
    {
        var sink = new Sink(this, words, ids);
        _splitter.Split(text, ref sink);
        sink.Flush();
    }

    /// <summary>Appends the ids of pieces: each is a word, or is cut into words first.</summary>
    public void Encode(List<TextPiece> pieces, bool cuts, List<int> ids)
    {
        var sink = new Sink(this, words, ids);
        foreach (TextPiece piece in pieces)
        {
            if (cuts)
                _splitter.Split(piece.Text.Span, ref sink);
            else
                TakeWord(piece.Text.Span, ref sink);
        }
        sink.Flush();
        if (_word.Length > 1 << 20)
            _word = new byte[1024];
    }

    private void TakeWord(ReadOnlySpan<char> word, ref Sink sink)
    {
        int needed = Encoding.UTF8.GetMaxByteCount(word.Length) + Gpt2Words.Padding;
        if (needed > _word.Length)
            _word = new byte[Math.Max(needed, _word.Length * 2)];
        int length = Encoding.UTF8.GetBytes(word, _word);
        sink.Take(ref MemoryMarshal.GetArrayDataReference(_word), length);
    }

    private struct Sink(BytePairEncoder encoder, WordTable words, List<int> ids) : IWordSink
    {
        private readonly int[] _output = encoder._output;
        private int _count;

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
            CollectionExtensions.AddRange(ids, _output.AsSpan(0, _count));
            _count = 0;
        }

        private void Add(int id)
        {
            if (_count == _output.Length)
                Flush();
            _output[_count++] = id;
        }

        private void Add(ReadOnlySpan<int> several)
        {
            if (several.Length > _output.Length - _count)
                Flush();
            if (several.Length > _output.Length)
            {
                CollectionExtensions.AddRange(ids, several);
                return;
            }
            several.CopyTo(_output.AsSpan(_count));
            _count += several.Length;
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private void TakeSeveral(ref byte word, int length, Vector128<byte> key, uint hash)
        {
            ReadOnlySpan<int> tokens = encoder._cache.Find(key, hash);
            if (tokens.IsEmpty)
            {
                tokens = encoder._merger.Merge(MemoryMarshal.CreateReadOnlySpan(ref word, length));
                encoder._cache.Add(key, hash, tokens);
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
                Add(encoder._merger.Merge(word));
        }
    }
}
