using System.Globalization;

namespace Pipelines.Encoders;

/// <summary>Finds out which option a column says is right.</summary>
internal sealed class AnswerReader
{
    private readonly AnswerKind _kind;

    /// <summary>Finds the column.</summary>
    /// <exception cref="SchemaException">It has neither texts nor integers, or integers where something else was expected.</exception>
    public AnswerReader(DataViewSchema schema, string name, AnswerKind kind)
    {
        var type = schema[name].Type.RawType;
        Column = type == typeof(int) ? schema.RequireColumn<int>(name)
            : type == typeof(long) ? schema.RequireColumn<long>(name)
            : schema.RequireColumn<ReadOnlyMemory<char>>(name);
        var isText = Column.Type == TextDataViewType.Instance;
        if (!isText && kind is AnswerKind.Letter or AnswerKind.OptionText)
            schema.RequireColumn<ReadOnlyMemory<char>>(name);
        _kind = !isText ? AnswerKind.Index : kind;
    }

    public DataViewSchema.Column Column { get; }

    /// <summary>Gives the index of the right option among those of the row; −1 where a text is empty.</summary>
    public Func<List<string>, int> Start(DataViewRow row)
    {
        if (Column.Type.RawType == typeof(int))
        {
            var getInt = row.GetGetter<int>(Column);
            var index = 0;
            return choices =>
            {
                getInt(ref index);
                return Checked(index, choices, row.Position);
            };
        }

        if (Column.Type.RawType == typeof(long))
        {
            var getLong = row.GetGetter<long>(Column);
            var index = 0L;
            return choices =>
            {
                getLong(ref index);
                return Checked(index, choices, row.Position);
            };
        }

        var getText = row.GetGetter<ReadOnlyMemory<char>>(Column);
        ReadOnlyMemory<char> text = default;
        return choices =>
        {
            getText(ref text);
            var answer = text.Span.Trim();
            return answer.IsEmpty ? -1 : Find(answer, choices, row.Position);
        };
    }

    private int Find(ReadOnlySpan<char> answer, List<string> choices, long row)
    {
        if (_kind == AnswerKind.Index)
        {
            return long.TryParse(answer, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index)
                ? Checked(index, choices, row)
                : throw new CellException(
                    row, Column.Name, $"the answer is '{Excerpt(answer)}'; an index from 0 to {choices.Count - 1} was expected.");
        }

        var letter = _kind == AnswerKind.OptionText ? -1 : ChoiceLetters.IndexOf(answer);
        var text = _kind == AnswerKind.Letter ? -1 : IndexOf(answer, choices);
        if (letter >= 0 && text >= 0 && letter != text)
        {
            throw new CellException(
                row, Column.Name,
                $"the answer '{answer}' is a letter and also the text of option {ChoiceLetters.Of(text)}. " +
                "Say which is meant (AnswerKind).");
        }

        var last = ChoiceLetters.Of(choices.Count - 1);
        if (text < 0 && letter >= choices.Count)
            throw new CellException(
                row, Column.Name,
                $"the answer is '{answer}', but there are options A to {last} only. Correct the answer, " +
                "or leave such rows out (SkipRefused).");
        if (letter < 0 && text < 0)
        {
            var expected = _kind switch
            {
                AnswerKind.Letter => $"a letter from A to {last}",
                AnswerKind.OptionText => "the text of one of the options",
                _ => $"a letter from A to {last}, or the text of one of the options,",
            };
            throw new CellException(
                row, Column.Name,
                $"the answer is '{Excerpt(answer)}'; {expected} was expected. Correct it, or leave such rows out (SkipRefused).");
        }

        return Math.Max(letter, text);
    }

    private int Checked(long index, List<string> choices, long row) => index >= 0 && index < choices.Count
        ? (int)index
        : throw new CellException(
            row, Column.Name,
            $"the answer is index {index}, but there are {choices.Count} options; 0 to {choices.Count - 1} was expected. Correct the " +
            "answer, or leave such rows out (SkipRefused).");

    private static int IndexOf(ReadOnlySpan<char> answer, List<string> choices)
    {
        for (var i = 0; i < choices.Count; i++)
        {
            if (answer.SequenceEqual(choices[i].AsSpan().Trim()))
                return i;
        }

        return -1;
    }

    private static string Excerpt(ReadOnlySpan<char> text) => text.Length <= 60 ? text.ToString() : $"{text[..60]}…";
}
