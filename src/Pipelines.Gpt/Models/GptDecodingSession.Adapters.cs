using Pipelines.Nn;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>The adapters of the sequences, where they have their own.</summary>
internal sealed partial class GptDecodingSession
{
    // By place in the caches, as what lies there.
    private readonly string?[] _adapters;
    private readonly List<string?> _rowAdapters = [];

    public void SetAdapter(int sequence, string? adapter)
    {
        if (_slots.GetLength(sequence) > 0)
        {
            throw new InvalidOperationException(
                $"Sequence {sequence} holds {_slots.GetLength(sequence)} tokens that were computed with another adapter. " +
                "Truncate it to 0 first.");
        }

        if (adapter is null)
        {
            SetSoftPrompt(sequence, _model.SoftPrompt);
            _adapters[_slots[sequence]] = null;
            return;
        }

        var prompt = adapter == RowAdapters.None ? null : Find(adapter);
        SetSoftPrompt(sequence, prompt);
        // Where the adapter is a prompt, the modules are the base's.
        _adapters[_slots[sequence]] = prompt is null ? adapter : RowAdapters.None;
    }

    private ISoftPrompt? Find(string adapter)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (_, module) in _model.NamedModules())
        {
            if ((module as ISoftPromptSource)?.FindSoftPrompt(adapter) is { } prompt)
                return prompt;
            if (module is not IAdapterModule adapted)
                continue;
            foreach (var name in adapted.RowAdapterNames)
            {
                if (name == adapter)
                    return null;
                names.Add(name);
            }
        }

        var known = names.Count == 0 ? "none" : string.Join(", ", names);
        throw new PipelineException(
            $"No single sequence can have the adapter '{adapter}'. Those that can: {known}. Load the adapter, or, " +
            "where it changes the base's own " +
            "parameters or is merged, activate it for all sequences.");
    }

    /// <summary>The adapters of the rows of the step at hand; null where all rows take the active ones.</summary>
    private List<string?>? AdaptersOfRows()
    {
        _rowAdapters.Clear();
        var isOwn = false;
        foreach (var run in _runs)
        {
            isOwn |= _adapters[run.Slot] is not null;
            if (_runs.Count == 1)
                _rowAdapters.Add(_adapters[run.Slot]);
            for (var i = 0; _runs.Count > 1 && i < run.RowCount; i++)
                _rowAdapters.Add(_adapters[run.Slot]);
        }

        return isOwn ? _rowAdapters : null;
    }
}
