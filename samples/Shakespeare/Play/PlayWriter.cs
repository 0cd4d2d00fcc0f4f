using System.Globalization;
using System.Text;
using Pipelines.Nn;
using Pipelines.Samples;

namespace Shakespeare.Play;

/// <summary>
/// Writes plays that nobody wrote: acts, scenes, speakers who answer each other in verse, stage directions. The same seed gives the same
/// text. It stands in for a corpus where none is given: regular enough to be learned in a minute, and varied enough to go on improving.
/// </summary>
public sealed class PlayWriter(int seed)
{
    private const int ShortestLine = 26;
    private const int LongestLine = 46;

    private readonly Grammar _grammar = new(PlayGrammar.Rules);
    private readonly RandomGenerator _random = new((ulong)seed);
    private readonly StringBuilder _text = new();

    /// <summary>Writes whole scenes until there are at least so many characters.</summary>
    public string Write(int characters)
    {
        _text.Clear();
        var scene = 0;
        while (_text.Length < characters)
        {
            if (scene % 5 == 0)
                _text.Append(CultureInfo.InvariantCulture, $"ACT {Roman(scene / 5 % 5 + 1)}\n\n");
            WriteScene(scene % 5 + 1);
            scene++;
        }

        return _text.ToString();
    }

    private static string Roman(int number) => number switch { 1 => "I", 2 => "II", 3 => "III", 4 => "IV", _ => "V" };

    private void WriteScene(int number)
    {
        var (matter, place) = Pick(PlayGrammar.Plots);
        var cast = Cast(2 + _random.NextInt32(3));
        var bound = new Dictionary<string, string> { ["matter"] = matter, ["place"] = place };
        bound["listener"] = cast[1];
        _text.Append(CultureInfo.InvariantCulture, $"SCENE {Roman(number)}. {Expand("scene", bound)}.\n\n");
        _text.Append(CultureInfo.InvariantCulture, $"[Enter {string.Join(" and ", cast.Take(2))}]\n\n");

        var present = 2;
        var speaker = 0;
        var speeches = 8 + _random.NextInt32(12);
        for (var i = 0; i < speeches; i++)
        {
            var listener = NextSpeaker(speaker, present);
            bound["listener"] = cast[listener];
            WriteSpeech(cast[speaker], bound, isReply: i > 0, isLast: i == speeches - 1);
            if (present < cast.Length && _random.NextInt32(3) == 0)
            {
                _text.Append(CultureInfo.InvariantCulture, $"[Enter {cast[present]}]\n\n");
                listener = present++;
            }
            else if (_random.NextInt32(6) == 0)
            {
                bound["leaving"] = cast[speaker];
                _text.Append(CultureInfo.InvariantCulture, $"[{Expand("direction", bound)}]\n\n");
            }

            speaker = listener;
        }

        bound["leaving"] = cast[0];
        _text.Append(CultureInfo.InvariantCulture, $"[{Expand("closing", bound)}]\n\n");
    }

    private void WriteSpeech(string speaker, Dictionary<string, string> bound, bool isReply, bool isLast)
    {
        _text.Append(speaker.ToUpperInvariant()).Append(":\n");
        var lines = isLast ? 4 : 1 + Math.Min(_random.NextInt32(6), _random.NextInt32(8));
        var startsSentence = true;
        for (var i = 0; i < lines; i++)
        {
            var line = i == 0 && isReply && _random.NextInt32(2) == 0
                ? $"{Expand("reply", bound)} {Verse(bound, LongestLine - 16, i == lines - 1)}"
                : Verse(bound, LongestLine, i == lines - 1);
            // A verse line begins with a capital where a sentence does; a line that carries one on begins small.
            _text.Append(startsSentence ? char.ToUpperInvariant(line[0]) : line[0]).Append(line, 1, line.Length - 1).Append('\n');
            startsSentence = line[^1] is '.' or '!' or '?';
        }

        _text.Append('\n');
    }

    private string Verse(Dictionary<string, string> bound, int longest, bool endsSpeech)
    {
        while (true)
        {
            var line = Expand("verse", bound);
            if (line.Length <= longest && line.Length >= Math.Min(ShortestLine, longest - 12)
                && !(endsSpeech && line[^1] is ',' or ';' or ':'))
                return line;
        }
    }

    private int NextSpeaker(int speaker, int present)
    {
        var next = _random.NextInt32(present - 1);
        return next < speaker ? next : next + 1;
    }

    private string[] Cast(int count)
    {
        var names = PlayGrammar.Speakers.ToArray();
        for (var i = 0; i < count; i++)
        {
            var other = i + _random.NextInt32(names.Length - i);
            (names[i], names[other]) = (names[other], names[i]);
        }

        return names[..count];
    }

    private string Expand(string symbol, Dictionary<string, string> bound) => _grammar.Expand(symbol, _random, bound);

    private T Pick<T>(IReadOnlyList<T> choices) => choices[_random.NextInt32(choices.Count)];
}
