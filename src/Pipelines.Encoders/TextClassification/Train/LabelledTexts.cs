using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Pipelines.Tokenizers;

namespace Pipelines.Encoders;

/// <summary>Texts to learn from, as tokens in a temporary file, with their labels or numbers.</summary>
internal sealed class LabelledTexts : IDisposable
{
    private readonly TokenRows _rows = new();
    private readonly List<string> _labels = [];
    private readonly List<float> _numbers = [];
    private readonly HashSet<ulong> _hashes = [];
    private int[] _targets = [];

    private LabelledTexts()
    {
    }

    public int Count => _rows.Count;

    /// <summary>How many rows lost tokens, and the first of them.</summary>
    public int CutCount { get; private set; }

    /// <summary>The first row that lost tokens.</summary>
    public long FirstCut { get; private set; }

    /// <summary>The label of each row; empty where numbers are learned.</summary>
    public IReadOnlyList<string> Labels => _labels;

    /// <summary>Reads all rows.</summary>
    /// <exception cref="CellException">A row has no text, or nothing that could be learned of it.</exception>
    public static LabelledTexts Read(
        IDataView data, ClassifyTextOptions options, TextProblem problem, Tokenizer tokenizer, TextEncoder encoder,
        CancellationToken cancellationToken)
    {
        var scoring = options.Scoring;
        var label = LabelReader.Require(data.Schema, options.LabelColumn, problem);
        var store = new LabelledTexts();
        try
        {
            using var cursor = data.GetRowCursor([.. scoring.Columns(data.Schema), label]);
            var reader = new TextRowReader(cursor, data.Schema, scoring, tokenizer, encoder);
            var isNumber = problem == TextProblem.Regression;
            var number = isNumber ? LabelReader.Numbers(cursor, label) : null;
            var text = isNumber ? null : LabelReader.Texts(cursor, label);
            while (cursor.MoveNext())
            {
                cancellationToken.ThrowIfCancellationRequested();
                var tokens = reader.Read();
                if (reader.IsEmpty)
                {
                    throw new CellException(
                        cursor.Position, options.TextColumn, "there is no text to learn from. Fill it in, or leave the row out.");
                }

                if (reader.IsCut && store.CutCount++ == 0)
                    store.FirstCut = cursor.Position;
                if (number is not null)
                    store._numbers.Add((float)number());
                else
                    store._labels.Add(text!());
                store.Add(tokens);
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

    /// <summary>Numbers the targets: labels by their index; numbers by their place among all that are learned or measured.</summary>
    /// <param name="labels">The labels' names.</param>
    /// <param name="numbers">The numbers of all stores, which these are added to.</param>
    /// <param name="column">The column of labels, for errors.</param>
    /// <exception cref="CellException">A label is not known.</exception>
    public void Number(IReadOnlyList<string> labels, List<float> numbers, string column)
    {
        _targets = new int[Count];
        if (_labels.Count == 0)
        {
            for (var i = 0; i < _targets.Length; i++)
                _targets[i] = numbers.Count + i;
            numbers.AddRange(_numbers);
            return;
        }

        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < labels.Count; i++)
            index.Add(labels[i], i);
        for (var i = 0; i < _targets.Length; i++)
        {
            if (!index.TryGetValue(_labels[i], out _targets[i]))
            {
                const int shown = 20;
                throw new CellException(
                    i, column,
                    $"the label '{_labels[i]}' is not among the model's {labels.Count}: {string.Join(", ", labels.Take(shown))}" +
                    $"{(labels.Count > shown ? ", …" : "")}. Correct it, or leave the row out.");
            }
        }
    }

    /// <summary>The tokens of a row.</summary>
    public int Length(int row) => _rows.Length(row);

    /// <summary>Reads a row: the tokens, their types as segments from 1, and the target at the first token.</summary>
    public void Read(int row, TrainingRow target)
    {
        target.Reset(_rows.Length(row));
        _rows.Read(row, target.InputIds);
        for (var i = 0; i < target.Length; i++)
            (target.InputIds[i], target.Segments[i]) = (target.InputIds[i] >> 1, (target.InputIds[i] & 1) + 1);
        target.Labels[0] = _targets[row];
    }

    public int CountShared(LabelledTexts other) => _hashes.Count(other._hashes.Contains);

    public void Dispose() => _rows.Dispose();

    private void Add(TextTokens tokens)
    {
        // The type is the lowest bit.
        var row = new int[tokens.Ids.Length];
        for (var i = 0; i < row.Length; i++)
            row[i] = 2 * tokens.Ids[i] + (tokens.Types is not null && tokens.Types[i] != 0 ? 1 : 0);
        _hashes.Add(BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(MemoryMarshal.AsBytes<int>(row))));
        _rows.Append(row);
    }
}
