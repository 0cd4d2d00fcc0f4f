using System.Globalization;
using System.Text.Json;

namespace Pipelines.Training;

/// <summary>A value of a <c>generation_config.json</c>, read by type; errors say where it stands.</summary>
internal readonly record struct GenerationConfigValue(JsonElement Json, string JsonPath, string? File)
{
    public int Int32(int minimum = 0)
    {
        // Python tools write 20.0 where arithmetic made a float of it.
        if (Json.ValueKind != JsonValueKind.Number || !Json.TryGetDouble(out var number) || Math.Floor(number) != number)
            throw Error("a whole number");
        return number >= minimum && number <= int.MaxValue ? (int)number : throw Error($"a whole number of at least {minimum}");
    }

    public float Single(double minimum, double maximum)
    {
        if (Json.ValueKind == JsonValueKind.Number && Json.TryGetDouble(out var number) && number >= minimum && number <= maximum)
            return (float)number;
        throw Error(string.Create(CultureInfo.InvariantCulture, $"a number in [{minimum}, {maximum}]"));
    }

    public bool Boolean() => Json.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Error("true or false"),
    };

    public string Text()
    {
        if (Json.ValueKind != JsonValueKind.String)
            throw Error("a text");
        try
        {
            return Json.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new ModelFormatException($"{JsonPath}: the text is not valid Unicode.", File, innerException: e);
        }
    }

    /// <summary>A list; a single value is a list of one.</summary>
    public List<T> List<T>(Func<GenerationConfigValue, T> read)
    {
        if (Json.ValueKind != JsonValueKind.Array)
            return [read(this)];
        return [.. Items(read)];
    }

    /// <summary>Ids of tokens; −1, as old files have it, is none.</summary>
    public List<int> Ids() => [.. List(v => v.Int32(-1)).Where(id => id >= 0)];

    /// <summary>A list of lists.</summary>
    public List<int[]> IdLists()
    {
        if (Json.ValueKind != JsonValueKind.Array)
            throw Error("a list of lists of ids");
        return
        [
            .. Items(v => v.Json.ValueKind == JsonValueKind.Array ? v.Items(i => i.Int32()).ToArray() : throw v.Error("a list of ids")),
        ];
    }

    /// <summary>Pairs of a list of ids and a number.</summary>
    public List<SequenceBias> Biases()
    {
        const double any = float.MaxValue;
        if (Json.ValueKind != JsonValueKind.Array)
            throw Error("a list of pairs of ids and a number");
        return
        [
            .. Items(v => v.Json.ValueKind == JsonValueKind.Array && v.Json.GetArrayLength() == 2
                ? new SequenceBias { Ids = v.At(0).List(i => i.Int32()), Bias = v.At(1).Single(-any, any) }
                : throw v.Error("a pair of ids and a number")),
        ];
    }

    /// <summary>A pair of a start and a factor.</summary>
    public LengthDecay Decay() =>
        Json.ValueKind == JsonValueKind.Array && Json.GetArrayLength() == 2
            ? new LengthDecay { Start = At(0).Int32(), Factor = At(1).Single(0, 1e6) }
            : throw Error("a pair of a whole number and a factor");

    public ModelFormatException Error(string expected)
    {
        var text = Json.GetRawText();
        return new ModelFormatException(
            $"{JsonPath}: it is {(text.Length > 60 ? text[..60] + "…" : text)}; {expected} was expected.", File);
    }

    private GenerationConfigValue At(int index) => new(Json[index], $"{JsonPath}[{index.ToString(CultureInfo.InvariantCulture)}]", File);

    private IEnumerable<T> Items<T>(Func<GenerationConfigValue, T> read)
    {
        for (var i = 0; i < Json.GetArrayLength(); i++)
            yield return read(At(i));
    }
}
