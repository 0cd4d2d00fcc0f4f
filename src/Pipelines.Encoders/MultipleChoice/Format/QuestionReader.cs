using Pipelines.Tokenizers;

namespace Pipelines.Encoders;

/// <summary>Where a question's texts are, and how they are read and checked.</summary>
internal sealed class QuestionReader
{
    private readonly FormatMultipleChoiceOptions _options;
    private readonly DataViewSchema.Column? _context;
    private readonly DataViewSchema.Column _prompt;
    private readonly DataViewSchema.Column[] _choices;
    private readonly DataViewSchema.Column? _vector;
    private readonly AnswerReader? _answer;

    /// <summary>Finds the columns.</summary>
    /// <exception cref="SchemaException">One is missing or of another type.</exception>
    public QuestionReader(DataViewSchema schema, FormatMultipleChoiceOptions options)
    {
        _options = options;
        _context = options.ContextColumn is { } context ? schema.RequireColumn<ReadOnlyMemory<char>>(context) : null;
        _prompt = schema.RequireColumn<ReadOnlyMemory<char>>(options.PromptColumn);
        if (options.OptionsColumn is { } vector)
            _vector = schema.RequireColumn<VBuffer<ReadOnlyMemory<char>>>(vector);
        _choices = _vector is null ? [.. Names(schema).Select(schema.RequireColumn<ReadOnlyMemory<char>>)] : [];
        if (schema.GetColumnOrNull(options.AnswerColumn) is not null)
            _answer = new AnswerReader(schema, options.AnswerColumn, options.AnswerKind);
    }

    /// <summary>Whether answers are known.</summary>
    public bool HasAnswers => _answer is not null;

    /// <summary>What is read.</summary>
    public IEnumerable<DataViewSchema.Column> Columns =>
        new[] { _context, _prompt, _vector, _answer?.Column }.OfType<DataViewSchema.Column>().Concat(_choices).DistinctBy(c => c.Index);

    /// <summary>Reads and formats the row at its position.</summary>
    public Func<FormattedQuestion> Start(DataViewRow row, ChoiceTokenizer tokenizer)
    {
        var getContext = _context is { } context ? row.GetGetter<ReadOnlyMemory<char>>(context) : null;
        var getPrompt = row.GetGetter<ReadOnlyMemory<char>>(_prompt);
        var readChoices = ReadChoices(row);
        var readAnswer = _answer?.Start(row);
        var question = new FormattedQuestion();
        var choices = new List<string>();
        ReadOnlyMemory<char> text = default;
        return () =>
        {
            getPrompt(ref text);
            var prompt = text.ToString();
            if (string.IsNullOrWhiteSpace(prompt))
                throw new CellException(
                    row.Position, _prompt.Name, "there is no question. Give it one, or leave such rows out (SkipRefused).");
            getContext?.Invoke(ref text);
            var help = getContext is null ? null : text.ToString();
            choices.Clear();
            readChoices(choices);
            Check(row.Position, choices);
            var answer = readAnswer?.Invoke(choices) ?? -1;
            var failed = Format(tokenizer, help, prompt, choices, question, row.Position);
            if (failed >= 0)
            {
                var (count, room) = tokenizer.Measure(choices[failed]);
                throw new CellException(
                    row.Position, ColumnOf(failed),
                    $"option {ChoiceLetters.Of(failed)} has {count} tokens, but {room} fit beside the special ones, and options are " +
                    $"never cut. Raise MaximumLength ({_options.MaximumLength}) as far as the model allows, shorten the option, or " +
                    "leave such rows out (SkipRefused).");
            }

            question.Label = answer < 0 ? "" : ChoiceLetters.Of(answer);
            return question;
        };
    }

    private int Format(ChoiceTokenizer tokenizer, string? help, string prompt, List<string> choices, FormattedQuestion question, long row)
    {
        try
        {
            return tokenizer.Format(help, prompt, choices, question);
        }
        catch (TokenizationException e)
        {
            throw new CellException(row, _prompt.Name, $"context, question or an option cannot be tokenized: {e.Message}", null, e);
        }
    }

    private IEnumerable<string> Names(DataViewSchema schema)
    {
        if (_options.OptionColumns.Count > 0)
            return _options.OptionColumns;
        var count = 0;
        while (count < _options.MaximumOptions && schema.GetColumnOrNull(ChoiceLetters.Of(count)) is not null)
            count++;

        // Of fewer than two, those that are missing are asked for, and named in the error.
        return Enumerable.Range(0, Math.Max(2, count)).Select(ChoiceLetters.Of);
    }

    private Action<List<string>> ReadChoices(DataViewRow row)
    {
        if (_vector is { } vector)
        {
            var getAll = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(vector);
            VBuffer<ReadOnlyMemory<char>> all = default;
            return choices =>
            {
                getAll(ref all);
                for (var i = 0; i < all.Length; i++)
                    choices.Add(all.GetItemOrDefault(i).ToString());
            };
        }

        var getters = Array.ConvertAll(_choices, row.GetGetter<ReadOnlyMemory<char>>);
        ReadOnlyMemory<char> text = default;
        return choices =>
        {
            foreach (var get in getters)
            {
                get(ref text);
                choices.Add(text.ToString());
            }

            while (_options.AllowFewerOptions && choices.Count > 0 && string.IsNullOrWhiteSpace(choices[^1]))
                choices.RemoveAt(choices.Count - 1);
        };
    }

    private void Check(long row, List<string> choices)
    {
        if (choices.Count > _options.MaximumOptions)
            throw new CellException(
                row, ColumnOf(0),
                $"there are {choices.Count} options; at most {_options.MaximumOptions} are allowed. Raise MaximumOptions (26 at most), " +
                "or leave such rows out (SkipRefused).");
        if (choices.Count < 2)
            throw new CellException(
                row, ColumnOf(choices.Count),
                $"there {(choices.Count == 1 ? "is 1 option" : "are no options")}; a choice needs two. Give the row more, " +
                "or leave such rows out (SkipRefused).");
        for (var i = 0; i < choices.Count; i++)
        {
            var choice = choices[i].AsSpan().Trim();
            if (choice.IsEmpty)
                throw new CellException(
                    row, ColumnOf(i),
                    $"option {ChoiceLetters.Of(i)} is missing. Give it a text, allow rows with fewer options at their end " +
                    "(AllowFewerOptions), or leave such rows out (SkipRefused).");
            for (var j = 0; j < i; j++)
            {
                if (choice.SequenceEqual(choices[j].AsSpan().Trim()))
                    throw new CellException(
                        row, ColumnOf(i),
                        $"option {ChoiceLetters.Of(i)} is the same as option {ChoiceLetters.Of(j)}, so at most one of them can be " +
                        "right. Make them differ, or leave such rows out (SkipRefused).");
            }
        }
    }

    private string ColumnOf(int choice) => _vector?.Name ?? _choices[Math.Min(choice, _choices.Length - 1)].Name;
}
