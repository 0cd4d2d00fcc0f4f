namespace Pipelines.Retrieval;

/// <summary>
/// The documents with a term and how often each has it, without positions: gaps between document numbers and counts, seven bits a byte. The
/// lowest bit of a gap says that the count is 1, which most are, and then no count follows.
/// </summary>
internal sealed class PostingList
{
    private byte[] _bytes = [];
    private int _length;
    private int _last = -1;

    /// <summary>The documents with the term that are not removed.</summary>
    public int DocumentFrequency { get; set; }

    /// <summary>The compressed postings, those of removed documents included.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>Appends a document whose number is above all before.</summary>
    public void Add(int document, int count)
    {
        if (_length + (2 * Varint.MaximumLength) > _bytes.Length)
        {
            // Most terms are rare: their lists must not be made for many.
            var needed = Varint.LengthOf(Gap(document, count)) + (count == 1 ? 0 : Varint.LengthOf((ulong)count));
            if (_length + needed > _bytes.Length)
                Array.Resize(ref _bytes, Math.Max(_length + needed, (int)Math.Min(Array.MaxLength, _length + ((long)_length / 2) + 2)));
        }

        _length += Varint.Write(_bytes.AsSpan(_length), Gap(document, count));
        if (count != 1)
            _length += Varint.Write(_bytes.AsSpan(_length), (ulong)count);
        _last = document;
        DocumentFrequency++;
    }

    private ulong Gap(int document, int count) => ((ulong)(uint)(document - _last) << 1) | (count == 1 ? 1UL : 0UL);

    /// <summary>Reads postings in order.</summary>
    public ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _rest = bytes;

        /// <summary>The document's number.</summary>
        public int Document { get; private set; } = -1;

        /// <summary>How often it has the term.</summary>
        public int Count { get; private set; }

        /// <summary>Goes to the next posting; false behind the last.</summary>
        /// <exception cref="FormatException">The bytes are no postings.</exception>
        public bool Next()
        {
            if (_rest.IsEmpty)
                return false;
            var gap = Varint.Read(ref _rest);
            var count = (gap & 1) != 0 ? 1 : Varint.Read(ref _rest);
            var document = (ulong)(Document + 1L) + (gap >> 1) - 1;
            if (gap >> 1 is 0 or > int.MaxValue || document > int.MaxValue || count is 0 or > int.MaxValue)
                throw new FormatException("A posting is out of range.");
            (Document, Count) = ((int)document, (int)count);
            return true;
        }
    }
}
