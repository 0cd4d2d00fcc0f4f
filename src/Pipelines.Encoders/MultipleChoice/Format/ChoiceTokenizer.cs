using System.Runtime.InteropServices;
using Pipelines.Tokenizers;

namespace Pipelines.Encoders;

/// <summary>Questions to the tokens of their options' rows. For one thread.</summary>
internal sealed class ChoiceTokenizer(Tokenizer tokenizer, FormatMultipleChoiceOptions options)
{
    private readonly PairTemplate _template = PairTemplate.Of(tokenizer);
    private readonly List<int> _context = [];
    private readonly List<int> _prompt = [];
    private readonly List<int> _second = [];
    private readonly List<int> _rest = [];

    /// <summary>Fills a question with the rows of its options.</summary>
    /// <param name="context">What helps to answer; null where there is no such column.</param>
    /// <param name="prompt">The question.</param>
    /// <param name="choices">The options.</param>
    /// <param name="target">Receives the tokens.</param>
    /// <returns>−1, or the first option that does not fit by itself.</returns>
    public int Format(string? context, string prompt, IReadOnlyList<string> choices, FormattedQuestion target)
    {
        target.Clear();
        Encode(prompt, _prompt);
        if (context is not null)
            Encode(context, _context);
        var room = options.MaximumLength - _template.AddedCount;
        for (var i = 0; i < choices.Count; i++)
        {
            if (!(context is null ? AddPair(choices[i], room, target) : AddWithContext(prompt, choices[i], room, target)))
                return i;
        }

        return -1;
    }

    /// <summary>How many tokens an option has by itself, and how many fit.</summary>
    public (int Count, int Room) Measure(string choice)
    {
        Encode(choice, _rest);
        return (_rest.Count, options.MaximumLength - _template.AddedCount);
    }

    private bool AddPair(string choice, int room, FormattedQuestion target)
    {
        Encode(choice, _second);
        if (_second.Count > room)
            return false;
        Add(CollectionsMarshal.AsSpan(_prompt), room, target);
        return true;
    }

    private bool AddWithContext(string prompt, string choice, int room, FormattedQuestion target)
    {
        Encode(prompt + options.Separator + choice, _second);
        var cut = 0;
        if (_second.Count > room)
        {
            // The prompt loses its end, so that option and question's beginning stay.
            Encode(choice, _rest);
            if (_rest.Count > room)
                return false;
            var kept = Math.Min(_prompt.Count, room - _rest.Count);
            cut = Math.Max(0, _second.Count - kept - _rest.Count);
            _second.Clear();
            _second.AddRange(CollectionsMarshal.AsSpan(_prompt)[..kept]);
            _second.AddRange(_rest);
        }

        Add(CollectionsMarshal.AsSpan(_context), room, target, cut);
        return true;
    }

    private void Add(ReadOnlySpan<int> first, int room, FormattedQuestion target, int cut = 0)
    {
        var kept = Math.Min(first.Length, room - _second.Count);
        target.CutTokens = Math.Max(target.CutTokens, cut + first.Length - kept);
        _template.Append(first[..kept], CollectionsMarshal.AsSpan(_second), target.Ids, target.Types);
        target.EndOption();
    }

    private void Encode(string text, List<int> ids)
    {
        ids.Clear();
        tokenizer.Encode(text, ids, options.SpecialTokens);
    }
}
