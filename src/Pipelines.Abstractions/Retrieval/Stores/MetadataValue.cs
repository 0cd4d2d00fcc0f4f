using System.Globalization;

namespace Pipelines;

/// <summary>A value of a passage's metadata: a text or a number. Values of different kinds are never equal.</summary>
public readonly record struct MetadataValue
{
    private readonly string? _text;
    private readonly double _number;

    /// <summary>A text.</summary>
    public MetadataValue(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _text = text;
    }

    /// <summary>A number; negative zero is zero.</summary>
    /// <exception cref="PassageStoreException">It is NaN or infinite.</exception>
    public MetadataValue(double number)
    {
        if (!double.IsFinite(number))
            throw new PassageStoreException($"Metadata cannot hold {number.ToString(CultureInfo.InvariantCulture)}: give a finite number.");
        _number = number == 0 ? 0 : number;
    }

    /// <summary>Whether it is a number; otherwise it is a text.</summary>
    public bool IsNumber => _text is null;

    /// <summary>The text; null for a number.</summary>
    public string? Text => _text;

    /// <summary>The number; null for a text.</summary>
    public double? Number => _text is null ? _number : null;

    /// <summary>A text.</summary>
    public static implicit operator MetadataValue(string text) => new(text);

    /// <summary>A number.</summary>
    public static implicit operator MetadataValue(double number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => _text ?? _number.ToString("R", CultureInfo.InvariantCulture);
}
