using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>
/// The extents of a tensor, outermost first: up to five dimensions, held without an allocation. The default value is a scalar's.
/// </summary>
public readonly struct Shape : IEquatable<Shape>
{
    /// <summary>The largest number of dimensions a shape can have.</summary>
    public const int MaximumRank = 5;

    private readonly Extents _extents;
    private readonly long _elementCount;

    /// <summary>Makes a shape from its extents.</summary>
    /// <exception cref="ArgumentException">There are more than <see cref="MaximumRank"/> extents, or one is negative.</exception>
    public Shape(params ReadOnlySpan<int> extents)
    {
        if (extents.Length > MaximumRank)
            throw new ArgumentException($"A shape has at most {MaximumRank} dimensions; {extents.Length} were given.", nameof(extents));
        long count = 1;
        for (var i = 0; i < extents.Length; i++)
        {
            if (extents[i] < 0)
                throw new ArgumentException($"Dimension {i} is {extents[i]}; an extent cannot be negative.", nameof(extents));
            _extents[i] = extents[i];
            count = checked(count * extents[i]);
        }

        Rank = extents.Length;
        _elementCount = count;
    }

    /// <summary>How many dimensions there are; 0 for a scalar.</summary>
    public int Rank { get; }

    /// <summary>How many elements a tensor of this shape holds; 1 for a scalar.</summary>
    public long ElementCount => Rank == 0 ? 1 : _elementCount; // the default value is a scalar

    /// <summary>The extent of a dimension; negative indices count from the innermost (−1) outwards.</summary>
    public int this[int dimension]
    {
        get
        {
            var index = dimension < 0 ? dimension + Rank : dimension;
            if ((uint)index >= (uint)Rank)
                throw new ArgumentOutOfRangeException(nameof(dimension), dimension, $"The shape {this} has {Rank} dimensions.");
            return _extents[index];
        }
    }

    /// <summary>The element count divided by the innermost extent: the row count when the tensor is seen as a matrix.</summary>
    public int RowCount => Rank == 0 ? 1 : this[-1] == 0 ? 0 : checked((int)(ElementCount / this[-1]));

    /// <summary>This shape with another extent in one dimension; negative indices count from the innermost.</summary>
    public Shape With(int dimension, int extent)
    {
        Span<int> extents = stackalloc int[Rank];
        for (var i = 0; i < Rank; i++)
            extents[i] = _extents[i];
        _ = this[dimension]; // checks the index
        extents[dimension < 0 ? dimension + Rank : dimension] = extent;
        return new Shape(extents);
    }

    /// <summary>Whether this shape's last dimensions are all of <paramref name="other"/>'s.</summary>
    public bool EndsWith(Shape other)
    {
        for (var i = 1; i <= other.Rank; i++)
        {
            if (i > Rank || _extents[Rank - i] != other._extents[other.Rank - i])
                return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public bool Equals(Shape other)
    {
        if (Rank != other.Rank)
            return false;
        for (var i = 0; i < Rank; i++)
        {
            if (_extents[i] != other._extents[i])
                return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        for (var i = 0; i < Rank; i++)
            hash.Add(_extents[i]);
        return hash.ToHashCode();
    }

    /// <summary>The extents in brackets: <c>[12, 64, 128]</c>.</summary>
    public override string ToString()
    {
        var parts = new string[Rank];
        for (var i = 0; i < Rank; i++)
            parts[i] = _extents[i].ToString(System.Globalization.CultureInfo.InvariantCulture);
        return $"[{string.Join(", ", parts)}]";
    }

    /// <summary>Whether two shapes have the same extents.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Whether two shapes differ.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    [InlineArray(MaximumRank)]
    private struct Extents
    {
        private int _first;
    }
}
