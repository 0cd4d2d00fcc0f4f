using System.Globalization;
using System.Text;
using Pipelines.Nn;

namespace InstructionTuning.Instructions;

/// <summary>
/// Writes small tasks and their answers, and plain text about the same words for a model to be pretrained on: it then knows the words, but
/// not that it is to answer. The same seed gives the same rows.
/// </summary>
public sealed class InstructionWriter(int seed)
{
    private const int SentencesInADocument = 12;

    private readonly RandomGenerator _random = new((ulong)seed);

    /// <summary>Different rows of all tasks in turn.</summary>
    /// <param name="count">How many.</param>
    public IReadOnlyList<InstructionRow> WriteRows(int count)
    {
        var tasks = new Func<InstructionRow>[] { Sort, Count, Repeat, Colour, Add, Reverse, Opposite, Last, Capitals, Sound };
        var rows = new List<InstructionRow>(count);
        var seen = new HashSet<InstructionRow>();
        for (var i = 0; rows.Count < count; i++)
        {
            // Some tasks have few rows; those are soon all there, and the others go on.
            var row = tasks[i % tasks.Length]();
            if (seen.Add(row))
                rows.Add(row);
        }

        return rows;
    }

    /// <summary>Documents of plain sentences, each ended by a line that says so, of at least so many characters.</summary>
    public string WriteText(int characters)
    {
        var text = new StringBuilder();
        while (text.Length < characters)
        {
            for (var i = 0; i < SentencesInADocument; i++)
                text.Append(i == 0 ? "" : " ").Append(Sentence());
            text.Append("\n<|endoftext|>\n");
        }

        return text.ToString();
    }

    private string Sentence()
    {
        var words = Some(Words.Things, 2, 4);
        var text = string.Join(' ', words);
        switch (_random.NextInt32(10))
        {
            case 0:
                return $"The {words[0]} is {Pick(Words.Colours)} and the {words[1]} is {Pick(Words.Colours)}.";
            case 1:
                var (a, b) = (_random.NextInt32(10), _random.NextInt32(10));
                return $"{Number(a)} plus {Number(b)} is {Number(a + b)}.";
            case 2:
                var (word, opposite) = Pick(Words.Opposites);
                return $"The opposite of {word} is {opposite}.";
            case 3:
                var (animal, sound) = Pick(Words.Sounds);
                return $"A {animal} says {sound}.";
            case 4:
                return $"{text} are {Number(words.Count)} words.";
            case 5:
                var numbers = Numbers(3, 5);
                return $"{string.Join(' ', numbers)} from small to large: {string.Join(' ', numbers.Order())}.";
            case 6:
                return $"{text} and backwards: {string.Join(' ', Enumerable.Reverse(words))}.";
            case 7:
                return $"{text} and again: {text}.";
            case 8:
                return $"{text} begins with {words[0]} and ends with {words[^1]}.";
            default:
                return $"{text} in large letters: {text.ToUpperInvariant()}.";
        }
    }

    private InstructionRow Sort()
    {
        var numbers = Numbers(3, 5);
        return new InstructionRow(
            Pick(["Sort the numbers.", "Put the numbers in order from small to large.", "Order these numbers."]),
            string.Join(' ', numbers), string.Join(' ', numbers.Order()));
    }

    private InstructionRow Count()
    {
        var words = Some(Words.Things, 2, 6);
        return new InstructionRow(
            Pick(["How many words are there?", "Count the words.", "Say the number of words."]), string.Join(' ', words),
            Number(words.Count));
    }

    private InstructionRow Repeat()
    {
        var words = string.Join(' ', Some(Words.Things, 2, 4));
        return new InstructionRow(Pick(["Repeat the text.", "Say this again.", "Copy the words."]), words, words);
    }

    private InstructionRow Colour()
    {
        var things = Some(Words.Things, 2, 2);
        string[] colours = [Pick(Words.Colours), Pick(Words.Colours)];
        var asked = _random.NextInt32(2);
        return new InstructionRow(
            Pick([$"Which colour has the {things[asked]}?", $"What colour is the {things[asked]}?",
                $"Name the colour of the {things[asked]}."]),
            $"The {things[0]} is {colours[0]} and the {things[1]} is {colours[1]}.", colours[asked]);
    }

    private InstructionRow Add()
    {
        var (a, b) = (_random.NextInt32(10), _random.NextInt32(10));
        return new InstructionRow(
            Pick([$"What is {Number(a)} plus {Number(b)}?", $"Add {Number(a)} and {Number(b)}.",
                $"How much is {Number(a)} + {Number(b)}?"]),
            "", Number(a + b));
    }

    private InstructionRow Reverse()
    {
        var words = Some(Words.Things, 2, 3);
        return new InstructionRow(
            Pick(["Say the words from back to front.", "Reverse the order of the words.", "Write the words backwards."]),
            string.Join(' ', words), string.Join(' ', Enumerable.Reverse(words)));
    }

    private InstructionRow Opposite()
    {
        var (word, opposite) = Pick(Words.Opposites);
        return new InstructionRow(
            Pick([$"What is the opposite of {word}?", $"Name the opposite of {word}.", $"Say the opposite: {word}."]), "", opposite);
    }

    private InstructionRow Last()
    {
        var words = Some(Words.Things, 3, 5);
        var isLast = _random.NextInt32(2) == 0;
        return new InstructionRow(
            isLast ? "Which word is last?" : "Which word is first?", string.Join(' ', words), isLast ? words[^1] : words[0]);
    }

    private InstructionRow Capitals()
    {
        var words = string.Join(' ', Some(Words.Things, 1, 2));
        return new InstructionRow(
            Pick(["Write in capital letters.", "Use large letters.", "Make the letters large."]), words, words.ToUpperInvariant());
    }

    private InstructionRow Sound()
    {
        var (animal, sound) = Pick(Words.Sounds);
        return new InstructionRow(
            Pick([$"What does a {animal} say?", $"Which sound does a {animal} make?", $"How does a {animal} sound?"]), "", sound);
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private T Pick<T>(IReadOnlyList<T> choices) => choices[_random.NextInt32(choices.Count)];

    private List<int> Numbers(int least, int most)
    {
        var numbers = new List<int>();
        var count = least + _random.NextInt32(most - least + 1);
        while (numbers.Count < count)
        {
            var number = _random.NextInt32(10);
            if (!numbers.Contains(number))
                numbers.Add(number);
        }

        return numbers;
    }

    private List<string> Some(IReadOnlyList<string> words, int least, int most)
    {
        var some = new List<string>();
        var count = least + _random.NextInt32(most - least + 1);
        while (some.Count < count)
        {
            var word = Pick(words);
            if (!some.Contains(word))
                some.Add(word);
        }

        return some;
    }
}
