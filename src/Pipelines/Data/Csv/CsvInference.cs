namespace Pipelines;

/// <summary>Finds the narrowest type that holds the fields of a column seen so far.</summary>
internal sealed class CsvInference
{
    private bool _missing;
    private bool _text;
    private bool _booleans;
    private bool _reals;
    private bool _integers;
    private bool _large;
    private bool _roundedBySingle;

    public void Add(ReadOnlySpan<char> field)
    {
        if (field.IsEmpty)
            _missing = true;
        else if (bool.TryParse(field, out _) && !char.IsWhiteSpace(field[0]) && !char.IsWhiteSpace(field[^1]))
            _booleans = true;
        else if (IsNumber(field) && !IsCode(field))
            AddNumber(field);
        else
            _text = true;
    }

    public PrimitiveDataViewType Type(bool missingAsDefault)
    {
        var missing = _missing && !missingAsDefault;
        var numbers = _integers || _reals;
        if (_text || (_booleans && (numbers || missing)) || !(_booleans || numbers))
            return TextDataViewType.Instance;
        if (_booleans)
            return BooleanDataViewType.Instance;
        if (_reals || missing)
            return _roundedBySingle ? NumberDataViewType.Double : NumberDataViewType.Single;
        return _large ? NumberDataViewType.Int64 : NumberDataViewType.Int32;
    }

    private static bool IsNumber(ReadOnlySpan<char> field) => TextScalar<double>.TryParse(field, out _);

    // 007 and +49 are codes: as numbers they would lose what they say.
    private static bool IsCode(ReadOnlySpan<char> field)
    {
        var digits = field.TrimStart('-');
        return field[0] == '+' || (digits.Length > 1 && digits[0] == '0' && char.IsAsciiDigit(digits[1]));
    }

    private void AddNumber(ReadOnlySpan<char> field)
    {
        if (TextScalar<long>.TryParse(field, out var integer))
        {
            _integers = true;
            _large |= integer is < int.MinValue or > int.MaxValue;
            _roundedBySingle |= integer is < -JsonInference.LargestExactSingle or > JsonInference.LargestExactSingle;
        }
        else if (field.IndexOfAnyExceptInRange('0', '9') < 0)
        {
            // Digits that no integer holds.
            _text = true;
        }
        else
        {
            _reals = true;
        }
    }
}
