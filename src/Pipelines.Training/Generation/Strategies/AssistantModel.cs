using System.Runtime.InteropServices;

namespace Pipelines.Training;

/// <summary>Suggests what a smaller model with the same vocabulary would say (Leviathan et al. 2022).</summary>
internal sealed class AssistantModel : ICandidateSource
{
    private readonly GenerationSettings _settings;
    private readonly IDecodingSession _session;
    private readonly ScoreBuffers _buffers;
    private readonly float[] _scores;
    private readonly List<int> _held = [];
    private double _count;

    public AssistantModel(ICausalModel model, GenerationSettings settings)
    {
        _settings = settings;
        _session = model.StartDecoding(1);
        _buffers = new ScoreBuffers(model.VocabularySize);
        _scores = new float[model.VocabularySize];
        _count = settings.AssistantTokens;
    }

    /// <inheritdoc/>
    public int Suggest(GenerationRow row, Span<int> candidates)
    {
        var attended = row.GetAttended(int.MaxValue);
        var most = Math.Min(candidates.Length, (int)_count);
        // Its context may be shorter than the model's.
        most = Math.Min(most, _session.Capacity - attended.Length);
        if (most <= 0)
            return 0;
        var tokens = new int[row.Count + most];
        row.Tokens.CopyTo(tokens);
        CatchUp(attended);
        var count = 0;
        while (true)
        {
            var length = row.Count + count;
            foreach (var processor in row.Processors)
                processor.Process(tokens.AsSpan(0, length), _scores);
            var token = TokenChoice.MostLikely(_scores);
            Softmax.Probabilities(_scores, _buffers.Numbers);
            var confidence = _buffers.Numbers[token];
            tokens[length] = token;
            candidates[count++] = token;
            if (count == most || confidence < _settings.AssistantConfidence || _settings.EndIds.AsSpan().Contains(token))
                return count;
            _session.Append(0, [token], _scores);
            _held.Add(token);
        }
    }

    /// <inheritdoc/>
    public void Learn(int suggested, int accepted)
    {
        if (_settings.AdaptAssistantTokens)
            _count = accepted == (int)_count ? _count + 2 : Math.Max(1, _count - 1);
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    // Drops what it suggested in vain and reads what the model said instead.
    private void CatchUp(ReadOnlySpan<int> attended)
    {
        var common = Math.Min(attended.CommonPrefixLength(CollectionsMarshal.AsSpan(_held)), attended.Length - 1);
        _session.Truncate(0, common);
        _held.RemoveRange(common, _held.Count - common);
        _held.AddRange(attended[common..]);
        _session.Append(0, attended[common..], _scores);
    }
}
