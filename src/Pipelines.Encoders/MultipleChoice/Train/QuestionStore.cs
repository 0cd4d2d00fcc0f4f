using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Pipelines.Encoders;

/// <summary>Questions to learn from, as tokens in a temporary file.</summary>
internal sealed class QuestionStore : IDisposable
{
    private readonly TokenRows _rows = new();
    private readonly List<Question> _questions = [];
    private readonly HashSet<ulong> _hashes = [];
    private readonly List<int> _row = [];

    private QuestionStore()
    {
    }

    public int Count => _questions.Count;

    /// <summary>Whether all have the same answer.</summary>
    public bool HasOneAnswer { get; private set; } = true;

    /// <summary>The tokens of the longest option.</summary>
    public int LongestOption { get; private set; }

    /// <summary>The row it is in.</summary>
    public long LongestRow { get; private set; }

    /// <summary>Reads all rows.</summary>
    /// <exception cref="CellException">A row has no answer, or its columns do not go together.</exception>
    public static QuestionStore Read(IDataView data, MultipleChoiceOptions options, CancellationToken cancellationToken)
    {
        var scoring = options.Scoring;
        var label = data.Schema.RequireColumn<ReadOnlyMemory<char>>(options.LabelColumn);
        var store = new QuestionStore();
        try
        {
            using var cursor = data.GetRowCursor([.. scoring.Columns(data.Schema), label]);
            var reader = new ChoiceRowReader(cursor, data.Schema, scoring);
            var getLabel = cursor.GetGetter<ReadOnlyMemory<char>>(label);
            ReadOnlyMemory<char> text = default;
            while (cursor.MoveNext())
            {
                cancellationToken.ThrowIfCancellationRequested();
                var question = reader.Read();
                getLabel(ref text);
                var answer = ChoiceLetters.IndexOf(text.Span.Trim());
                if (answer < 0 || answer >= question.Options.Count)
                    throw new CellException(
                        cursor.Position, options.LabelColumn,
                        text.Span.IsWhiteSpace()
                            ? "there is no answer to learn. Give it one, or leave such rows out."
                            : $"the answer is '{text}'; a letter from A to {ChoiceLetters.Of(question.Options.Count - 1)} was expected.");
                store.Add(cursor.Position, question, answer);
            }

            store._rows.Flush();
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>What batches of like length are made by: the tokens of the longest option.</summary>
    public int Length(int question) => _questions[question].Longest;

    /// <summary>The right option.</summary>
    public int Label(int question) => _questions[question].Label;

    /// <summary>Reads the tokens; the type is added to the segment: 2·option + type, from 1.</summary>
    public void Read(int question, TrainingRow target)
    {
        var count = _rows.Length(question);
        target.Reset(count);
        _rows.Read(question, target.InputIds);
        var runs = _questions[question].Runs;
        for (var (at, run) = (0, 0); run < runs.Length; run++)
        {
            target.Segments.Slice(at, runs[run].Count).Fill(runs[run].Segment);
            at += runs[run].Count;
        }
    }

    public int CountShared(QuestionStore other) => _hashes.Count(other._hashes.Contains);

    public void Dispose() => _rows.Dispose();

    private void Add(long row, ChoiceQuestion question, int answer)
    {
        _row.Clear();
        var (longest, runs) = (0, new List<Run>());
        for (var option = 0; option < question.Options.Count; option++)
        {
            var tokens = question.Options[option];
            longest = Math.Max(longest, tokens.Length);
            _row.AddRange(tokens);
            var types = question.TokenTypes?[option];
            for (var (start, end) = (0, 0); start < tokens.Length; start = end)
            {
                var type = types?[start] ?? 0;
                while (end < tokens.Length && (types?[end] ?? 0) == type)
                    end++;
                runs.Add(new(end - start, ChoiceSegments.Of(option, type)));
            }
        }

        if (longest > LongestOption)
            (LongestOption, LongestRow) = (longest, row);
        var all = CollectionsMarshal.AsSpan(_row);
        _hashes.Add(BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(MemoryMarshal.AsBytes(all))));
        _rows.Append(all);
        HasOneAnswer &= _questions.Count == 0 || _questions[0].Label == answer;
        _questions.Add(new(answer, longest, [.. runs]));
    }

    private readonly record struct Run(int Count, int Segment);

    private readonly record struct Question(int Label, int Longest, Run[] Runs);
}
