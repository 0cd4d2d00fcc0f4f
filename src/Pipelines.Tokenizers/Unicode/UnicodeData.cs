using System.Globalization;
using System.Text;

namespace Pipelines.Tokenizers;

/// <summary>
/// The Unicode tables that .NET has only with ICU, from <c>unicode-data.txt</c>: decompositions, compositions, combining classes, scripts.
/// </summary>
internal sealed class UnicodeData
{
    private const string ResourceName = "unicode-data.txt";

    private static readonly Lazy<UnicodeData> Loaded = new(Read);

    private readonly Dictionary<int, int[]> _canonical = [];
    private readonly Dictionary<int, int[]> _compatible = [];
    private readonly Dictionary<(int First, int Second), int> _composites = [];
    private readonly Dictionary<int, byte> _classes = [];
    private readonly List<(int First, int Last, string Script)> _scripts = [];
    private readonly List<(int First, int Last, int Age)> _ages = [];
    private readonly List<(int First, int Last, int)> _alphabeticMarks = [];
    private readonly List<(int First, int Last, int)> _otherLowercase = [];
    private readonly HashSet<string> _scriptNames = new(StringComparer.Ordinal);

    private UnicodeData()
    {
    }

    /// <summary>The tables, read when they are first needed.</summary>
    public static UnicodeData Tables => Loaded.Value;

    /// <summary>The full decomposition of a scalar value other than a Hangul syllable, or null if it has none.</summary>
    public int[]? Decomposition(int scalar, bool compatible)
    {
        if (compatible && _compatible.TryGetValue(scalar, out int[]? found))
            return found;
        return _canonical.GetValueOrDefault(scalar);
    }

    /// <summary>The primary composite of two scalar values, or -1.</summary>
    public int Composite(int first, int second) => _composites.GetValueOrDefault((first, second), -1);

    /// <summary>The canonical combining class.</summary>
    public int CombiningClass(int scalar) => _classes.GetValueOrDefault(scalar);

    /// <summary>Whether there is a script of this name, without its underscores and in lower case.</summary>
    public bool HasScript(string key) => _scriptNames.Contains(key);

    /// <summary>The script of a scalar value, or null for one that is in none.</summary>
    public string? Script(int scalar) => Find(_scripts, scalar);

    /// <summary>8 for what Unicode 8 had, 9 for what came with Unicode 9, 10 for what came later or is not assigned.</summary>
    public int Age(int scalar) => Find(_ages, scalar) is > 0 and var age ? age : 8;

    /// <summary>Whether a mark is alphabetic.</summary>
    public bool IsAlphabeticMark(int scalar) => Find(_alphabeticMarks, scalar) != 0;

    /// <summary>Whether a character that is not Ll is lower case.</summary>
    public bool IsOtherLowercase(int scalar) => Find(_otherLowercase, scalar) != 0;

    /// <summary>A name in the form in which names are compared.</summary>
    public static string Key(string name) => name.Replace("_", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal)
        .Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

    private static T? Find<T>(List<(int First, int Last, T Value)> ranges, int scalar)
    {
        int low = 0;
        int high = ranges.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            (int first, int last, T value) = ranges[middle];
            if (scalar < first)
                high = middle - 1;
            else if (scalar > last)
                low = middle + 1;
            else
                return value;
        }
        return default;
    }

    private static UnicodeData Read()
    {
        var data = new UnicodeData();
        using Stream stream = typeof(UnicodeData).Assembly.GetManifestResourceStream(ResourceName)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            string[] parts = line.Split(' ');
            switch (parts[0])
            {
                case "D":
                    data._canonical.Add(Hex(parts[1]), [.. parts.Skip(2).Select(Hex)]);
                    break;
                case "K":
                    data._compatible.Add(Hex(parts[1]), [.. parts.Skip(2).Select(Hex)]);
                    break;
                case "P":
                    data._composites.Add((Hex(parts[1]), Hex(parts[2])), Hex(parts[3]));
                    break;
                case "C":
                    byte combining = byte.Parse(parts[3], CultureInfo.InvariantCulture);
                    for (int scalar = Hex(parts[1]); scalar <= Hex(parts[2]); scalar++)
                        data._classes.Add(scalar, combining);
                    break;
                case "A":
                    data._alphabeticMarks.Add((Hex(parts[1]), Hex(parts[2]), 1));
                    break;
                case "W":
                    data._otherLowercase.Add((Hex(parts[1]), Hex(parts[2]), 1));
                    break;
                case "G":
                    data._ages.Add((Hex(parts[1]), Hex(parts[2]), int.Parse(parts[3], CultureInfo.InvariantCulture)));
                    break;
                case "S":
                    string script = Key(parts[3]);
                    data._scripts.Add((Hex(parts[1]), Hex(parts[2]), script));
                    data._scriptNames.Add(script);
                    break;
            }
        }
        return data;
    }

    private static int Hex(string text) => int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
