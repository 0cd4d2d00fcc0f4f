using System.Security.Cryptography;
using System.Text;

namespace Pipelines.Training;

public sealed partial class CausalLanguageModel
{
    /// <inheritdoc/>
    public IReadOnlyList<GeneratedText> Generate(
        IReadOnlyList<TextPrompt> prompts, TextGenerationSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(settings);
        var room = _model.BlockSize - settings.MaximumTokens;
        if (settings.MaximumTokens < 1 || room <= _begin.Length)
        {
            throw new PipelineException(
                $"{settings.MaximumTokens} new tokens are asked for and the model's context holds {_model.BlockSize}: "
                + $"1 to {_model.BlockSize - _begin.Length - 1} leave room for a prompt.");
        }

        var rows = new PromptRow[prompts.Count];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = Read(prompts[i], i, room);

        // Prompts with the same beginning together, then like lengths: a batch ends with its longest.
        Array.Sort(rows, static (a, b) =>
        {
            var order = a.Shared.Length.CompareTo(b.Shared.Length);
            order = order != 0 ? order : a.Shared.AsSpan().SequenceCompareTo(b.Shared);
            order = order != 0 ? order : b.Ids.Length.CompareTo(a.Ids.Length);
            return order != 0 ? order : a.Index.CompareTo(b.Index);
        });
        var results = new GeneratedText[rows.Length];
        for (var start = 0; start < rows.Length;)
        {
            var end = start + 1;
            while (end < rows.Length && rows[end].Shared.AsSpan().SequenceEqual(rows[start].Shared))
                end++;
            Generate(rows.AsSpan(start, end - start), settings, results, cancellationToken);
            start = end;
        }

        return results;
    }

    private void Generate(
        ReadOnlySpan<PromptRow> rows, TextGenerationSettings settings, GeneratedText[] results, CancellationToken cancellationToken)
    {
        var batch = Math.Min(rows.Length, _options.BatchSize);
        using var prefix = rows.Length > 1 && rows[0].Shared.Length > 0 ? new SharedPrefixModel(_model, rows[0].Shared, batch) : null;
        // Of the model's own settings only what ends a text: penalties and beams would make scores that compare with none.
        var own = new GenerationOptions { EndIds = _model.Generation?.EndIds, PadId = _model.Generation?.PadId };
        var generator = new TextGenerator(prefix ?? _model, _tokenizer, own);
        var options = new GenerationOptions
        {
            MaximumNewTokens = settings.MaximumTokens,
            StopStrings = [.. settings.StopStrings],
            Sample = settings.Temperature > 0,
            Temperature = settings.Temperature > 0 ? (float)settings.Temperature : null,
            Seed = settings.Seed,
            SlideContext = false,
        };
        var resolved = generator.Resolve(options);
        for (var start = 0; start < rows.Length; start += batch)
        {
            var part = rows.Slice(start, Math.Min(batch, rows.Length - start));
            var tokens = new PromptTokens[part.Length];
            var streams = new ulong[part.Length];
            for (var i = 0; i < part.Length; i++)
                (tokens[i], streams[i]) = (new PromptTokens(part[i].Ids), part[i].Stream);
            var plan = generator.Tokens.CreatePlan(resolved, tokens, 0, cancellationToken, streams: streams);
            var sequences = generator.Tokens.Run(plan).Sequences;
            for (var i = 0; i < part.Length; i++)
            {
                var sequence = sequences[i];
                results[part[i].Index] = new GeneratedText(
                    generator.ToText(resolved, sequence), sequence.FinishReason is FinishReason.Length or FinishReason.Context,
                    part[i].IsCut, sequence.Tokens.Count - sequence.PromptLength);
            }
        }
    }

    private PromptRow Read(TextPrompt prompt, int index, int room)
    {
        if (string.IsNullOrEmpty(prompt.Text))
            throw new PipelineException($"Prompt {index} is empty.");
        var ids = Encode(prompt.Text);
        var isCut = ids.Length > room;
        var shared = isCut ? 0 : CountShared(prompt.Text, prompt.SharedLength, ids);
        if (isCut)
            ids = [.. _begin, .. ids.AsSpan(ids.Length - room + _begin.Length)];
        // A prompt draws the same numbers whatever stands beside it.
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{prompt.Draw}\n{prompt.Text}"));
        return new PromptRow(index, ids, ids[..shared], BitConverter.ToUInt64(hash), isCut);
    }

    private readonly record struct PromptRow(int Index, int[] Ids, int[] Shared, ulong Stream, bool IsCut);
}
