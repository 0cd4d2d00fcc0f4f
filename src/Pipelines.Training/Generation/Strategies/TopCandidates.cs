using System.Numerics.Tensors;

namespace Pipelines.Training;

/// <summary>The best few of many scores, by descending score; of equal ones the first.</summary>
internal sealed class TopCandidates(int count)
{
    private const int PieceLength = 256;

    private readonly float[] _scores = new float[count];
    private readonly int[] _indices = new int[count];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    public float Score(int rank) => _scores[rank];

    public int Index(int rank) => _indices[rank];

    /// <summary>Finds the best of some scores.</summary>
    public void Find(ReadOnlySpan<float> scores)
    {
        Count = 0;
        for (var start = 0; start < scores.Length; start += PieceLength)
        {
            var piece = scores.Slice(start, Math.Min(PieceLength, scores.Length - start));
            // Most pieces of a large vocabulary hold nothing good enough.
            if (Count == count && !(TensorPrimitives.Max(piece) > _scores[count - 1]))
                continue;
            for (var i = 0; i < piece.Length; i++)
            {
                if (Count < count || piece[i] > _scores[count - 1])
                    Insert(piece[i], start + i);
            }
        }
    }

    /// <summary>Gives those that were found other scores and puts them in their order.</summary>
    public void Rescore(ReadOnlySpan<float> scores)
    {
        var found = Count;
        Count = 0;
        for (var i = 0; i < found; i++)
            Insert(scores[_indices[i]], _indices[i]);
    }

    private void Insert(float score, int index)
    {
        var place = Count < count ? Count++ : count - 1;
        while (place > 0 && score > _scores[place - 1])
        {
            _scores[place] = _scores[place - 1];
            _indices[place] = _indices[place - 1];
            place--;
        }

        _scores[place] = score;
        _indices[place] = index;
    }
}
