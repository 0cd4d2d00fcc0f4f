using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>The soft prompts of the sequences: the first rows of a sequence's cache, which stay there whatever tokens it holds.</summary>
internal sealed partial class GptDecodingSession
{
    private const int NotWritten = -1;

    // By place in the caches, as what lies there.
    private readonly ISoftPrompt?[] _prompts;
    private readonly int[] _promptRegimes;
    private readonly Func<int, int, bool> _haveSamePrompts;

    public int GetCapacity(int sequence) => _slots.Capacity - PromptLength(_slots[sequence]);

    public void SetSoftPrompt(int sequence, ISoftPrompt? prompt)
    {
        if (_slots.GetLength(sequence) > 0)
        {
            throw new InvalidOperationException(
                $"Sequence {sequence} holds {_slots.GetLength(sequence)} tokens; a soft prompt goes before an empty one. Truncate it to 0 first.");
        }

        _model.RequireRoom(prompt);
        _prompts[_slots[sequence]] = prompt is { TokenCount: > 0 } ? prompt : null;
        _promptRegimes[_slots[sequence]] = NotWritten;
    }

    private int PromptLength(int slot) => _prompts[slot]?.TokenCount ?? 0;

    /// <summary>The rows that a sequence has in the caches: virtual tokens and tokens.</summary>
    private int Rows(int sequence) => PromptLength(_slots[sequence]) + _slots.GetLength(sequence);

    private int LongestPrompt()
    {
        var longest = 0;
        for (var slot = 0; slot < _prompts.Length; slot++)
            longest = Math.Max(longest, PromptLength(slot));
        return longest;
    }

    private void Require(int sequence, int count)
    {
        _slots.Require(sequence, count);
        if (_slots.GetLength(sequence) + count > GetCapacity(sequence))
        {
            throw new InvalidOperationException(
                $"Sequence {sequence} holds {_slots.GetLength(sequence)} of {GetCapacity(sequence)} tokens behind " +
                $"{PromptLength(_slots[sequence])} virtual ones; {count} more do not fit. Truncate it and append what should stay.");
        }
    }

    /// <summary>Computes a sequence's prompt before its first tokens, rotated as these are.</summary>
    private void WritePrompt(int sequence, int length)
    {
        var slot = _slots[sequence];
        if (_prompts[slot] is not { } prompt || _slots.GetLength(sequence) > 0 || _promptRegimes[slot] == Regime(length))
            return;
        using var paused = GradientTape.Pause();
        using var scope = new TensorScope();
        foreach (var cache in _caches)
            cache.Reserve(length);
        var rows = _model.PromptRows(prompt);
        if (prompt.Kind == SoftPromptKind.KeyValues)
        {
            var width = _model.SoftPromptDimensions.KeyValueSize;
            for (var layer = 0; layer < _caches.Count; layer++)
                _caches[layer].Write(slot, 0, rows, 2 * layer * width, rows, (2 * layer + 1) * width, 0, prompt.TokenCount);
        }
        else
        {
            _runs.Clear();
            _runs.Add(new DecodingRun(slot, 0, prompt.TokenCount, 0));
            using var adapters = RowAdapters.Use(AdaptersOfRows());
            _model.DecodePrompt(rows, length, _step, _caches);
        }

        _promptRegimes[slot] = Regime(length);
    }

    private bool HaveSamePrompts(int first, int second) =>
        _adapters[first] == _adapters[second]
        && ReferenceEquals(_prompts[first], _prompts[second])
        && (_prompts[first] is null || _promptRegimes[first] == _promptRegimes[second]);

    // From rows of tokens to rows of the caches, the prompt's included where the target has another.
    private void CopyPrompt(int source, int target, ref int firstRow, ref int rowCount)
    {
        var length = PromptLength(source);
        var isThere = HaveSamePrompts(source, target);
        (_prompts[target], _promptRegimes[target]) = (_prompts[source], _promptRegimes[source]);
        if (length == 0)
            return;
        if (_promptRegimes[source] == NotWritten)
            (firstRow, rowCount) = (0, 0);
        else if (isThere)
            firstRow += length;
        else
            (firstRow, rowCount) = (0, length + firstRow + rowCount);
    }
}
