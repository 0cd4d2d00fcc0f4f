namespace Pipelines.Tests;

/// <summary>A row with every kind of member there is a column type for.</summary>
internal sealed class EveryKind
{
    public const int NotAColumn = 1;

    public string? Text { get; set; }

    [ColumnName("text.slice")]
    public ReadOnlyMemory<char> Slice { get; set; }

    public sbyte I1 { get; set; }

    public byte U1 { get; set; }

    public short I2 { get; set; }

    public ushort U2 { get; set; }

    public int I4 { get; set; }

    public uint U4 { get; set; }

    public long I8 { get; set; }

    public ulong U8 { get; set; }

    public float R4 { get; set; }

    public double R8 { get; set; }

    public float? MaybeR4 { get; set; }

    public double? MaybeR8 { get; set; }

    public bool Flag { get; set; }

    public DateTime Date { get; set; }

    public DateTimeOffset Moment { get; set; }

    public TimeSpan Duration { get; set; }

    [VectorType(2)]
    public int[] Pair { get; set; } = [];

    public float[]? Vector { get; set; }

    public string?[]? Texts { get; set; }

    public List<double>? List { get; set; }

    public IReadOnlyList<string>? ReadOnlyTexts { get; set; }

    public IList<long>? Longs { get; set; }

    public VBuffer<short> Buffer { get; set; }

    public int Field;

    [NoColumn]
    public Uri? Ignored { get; set; }

    [NoColumn]
    public object? IgnoredField;

    public static EveryKind Number(int n) => new()
    {
        Text = $"text {n}",
        Slice = $"<slice {n}>".AsMemory(1, 5),
        I1 = (sbyte)-n,
        U1 = (byte)n,
        I2 = (short)-n,
        U2 = (ushort)n,
        I4 = n,
        U4 = (uint)n,
        I8 = -n,
        U8 = (ulong)n,
        R4 = n / 2f,
        R8 = n / 3.0,
        MaybeR4 = n % 2 == 0 ? null : n,
        MaybeR8 = n % 2 == 1 ? null : n,
        Flag = n % 2 == 0,
        Date = new DateTime(2020, 1, 1).AddDays(n),
        Moment = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.FromHours(1)).AddDays(n),
        Duration = TimeSpan.FromSeconds(n),
        Pair = [n, n + 1],
        Vector = n == 0 ? null : [.. Enumerable.Range(0, n % 5).Select(i => (float)i)],
        Texts = n == 0 ? null : [$"a{n}", n % 2 == 0 ? "" : "b"],
        List = [.. Enumerable.Range(0, n % 3).Select(i => i + 0.5)],
        ReadOnlyTexts = [.. Enumerable.Range(0, n % 4).Select(i => $"r{i}")],
        Longs = [.. Enumerable.Range(0, n % 4).Select(i => (long)i)],
        Buffer = new VBuffer<short>(2, [(short)n, 7]),
        Field = n * n,
        Ignored = new Uri("http://localhost"),
        IgnoredField = n,
    };
}

internal record PassageRow(string Id, string Text, float Score);

internal readonly record struct PointRow(int X, double Y);

internal struct FieldsRow
{
    public int Number;
    public string Name;
}
