namespace Pipelines.Evaluation;

/// <summary>How TER is computed. The defaults are those of sacreBLEU.</summary>
public sealed class TerOptions : MetricOptions
{
    /// <summary>Whether case counts.</summary>
    public bool CaseSensitive { get; set; }

    /// <summary>Whether punctuation is split off first, as Tercom does for Western languages.</summary>
    public bool Normalize { get; set; }

    /// <summary>Whether the marks . , ? : ; ! " ( ) are left out.</summary>
    public bool RemovePunctuation { get; set; }

    /// <summary>
    /// Whether with <see cref="Normalize"/> every Chinese character and East Asian mark is a word, and with
    /// <see cref="RemovePunctuation"/> East Asian and full-width marks are left out too. By itself it changes nothing. Kana are not split,
    /// as in sacreBLEU.
    /// </summary>
    public bool AsianSupport { get; set; }

    internal TerOptions Clone() => (TerOptions)MemberwiseClone();
}
