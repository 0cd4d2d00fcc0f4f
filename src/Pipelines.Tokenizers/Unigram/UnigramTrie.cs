namespace Pipelines.Tokenizers;

/// <summary>The tokens of a unigram model by their code units, for finding all that begin at a place.</summary>
internal sealed class UnigramTrie
{
    private const int None = -1;

    // Open addressing: a key is node and code unit, a value the child. Node 0 is the root.
    private readonly ulong[] _keys;
    private readonly int[] _children;
    private readonly int[] _tokenOfNode;
    private readonly int _shift;
    private readonly int _mask;

    public UnigramTrie(IReadOnlyList<string> tokens)
    {
        long length = 1;
        foreach (string token in tokens)
            length += token.Length;
        int size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, Math.Min(length * 3 / 2, 1 << 30)));
        _mask = size - 1;
        _shift = 64 - System.Numerics.BitOperations.Log2((uint)size);
        _keys = new ulong[size];
        _children = new int[size];
        var tokenOfNode = new List<int> { None };
        for (int id = 0; id < tokens.Count; id++)
        {
            int node = 0;
            foreach (char unit in tokens[id])
            {
                ulong key = Key(node, unit);
                int slot = Slot(key);
                while (_keys[slot] != 0 && _keys[slot] != key)
                    slot = (slot + 1) & _mask;
                if (_keys[slot] == 0)
                {
                    _keys[slot] = key;
                    _children[slot] = tokenOfNode.Count;
                    tokenOfNode.Add(None);
                }
                node = _children[slot];
            }
            // The empty token is never met in text. Of two spellings that are equal the later counts, as in the reference.
            if (node != 0)
                tokenOfNode[node] = id;
        }
        _tokenOfNode = [.. tokenOfNode];
    }

    /// <summary>Steps from a node along a code unit; the root is 0. Returns -1 where no token goes on.</summary>
    public int Step(int node, char unit)
    {
        ulong key = Key(node, unit);
        for (int slot = Slot(key); ; slot = (slot + 1) & _mask)
        {
            if (_keys[slot] == key)
                return _children[slot];
            if (_keys[slot] == 0)
                return None;
        }
    }

    /// <summary>The token that ends at a node, or -1.</summary>
    public int TokenAt(int node) => _tokenOfNode[node];

    private static ulong Key(int node, char unit) => ((ulong)(uint)(node + 1) << 16) | unit;

    private int Slot(ulong key) => (int)((key * 0x9E3779B97F4A7C15UL) >> _shift);
}
