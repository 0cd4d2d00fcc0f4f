using System.Text;

namespace Pipelines.Tokenizers;

/// <summary>
/// The normalization forms of Unicode Standard Annex 15. .NET leaves text as it is in invariant globalization mode, so they are made here.
/// </summary>
internal static class UnicodeNormalization
{
    private const int HangulBase = 0xAC00;
    private const int HangulCount = 11172;
    private const int LeadBase = 0x1100;
    private const int LeadCount = 19;
    private const int VowelBase = 0x1161;
    private const int VowelCount = 21;
    private const int TailBase = 0x11A7;
    private const int TailCount = 28;

    /// <summary>The text in a form; the same instance if nothing can change.</summary>
    public static string Normalize(string text, UnicodeForm form)
    {
        // Below these every character is its own form and composes with nothing before it.
        int safe = form switch
        {
            UnicodeForm.Nfc => 0x300,
            UnicodeForm.Nfd => 0xC0,
            _ => 0xA0,
        };
        if (text.AsSpan().IndexOfAnyExceptInRange('\0', (char)(safe - 1)) < 0)
            return text;
        List<int> scalars = Decompose(text, form is UnicodeForm.Nfkc or UnicodeForm.Nfkd);
        if (form is UnicodeForm.Nfc or UnicodeForm.Nfkc)
            Compose(scalars);
        var result = new StringBuilder(text.Length + 16);
        Span<char> units = stackalloc char[2];
        foreach (int scalar in scalars)
            result.Append(units[..new Rune(scalar).EncodeToUtf16(units)]);
        return result.ToString();
    }

    private static List<int> Decompose(string text, bool compatible)
    {
        UnicodeData data = UnicodeData.Tables;
        var scalars = new List<int>(text.Length + 16);
        foreach (Rune rune in text.EnumerateRunes())
        {
            int scalar = rune.Value;
            if (scalar < 0x80)
                scalars.Add(scalar);
            else if ((uint)(scalar - HangulBase) < HangulCount)
                AddHangul(scalar - HangulBase, scalars);
            else if (data.Decomposition(scalar, compatible) is { } parts)
                scalars.AddRange(parts);
            else
                scalars.Add(scalar);
        }
        Order(scalars, data);
        return scalars;
    }

    private static void AddHangul(int index, List<int> scalars)
    {
        scalars.Add(LeadBase + (index / (VowelCount * TailCount)));
        scalars.Add(VowelBase + (index % (VowelCount * TailCount) / TailCount));
        if (index % TailCount != 0)
            scalars.Add(TailBase + (index % TailCount));
    }

    // Marks between two starters are sorted by class, those of one class keep their order.
    private static void Order(List<int> scalars, UnicodeData data)
    {
        int start = 0;
        while (start < scalars.Count)
        {
            if (scalars[start] < 0x300 || data.CombiningClass(scalars[start]) == 0)
            {
                start++;
                continue;
            }
            int end = start + 1;
            while (end < scalars.Count && scalars[end] >= 0x300 && data.CombiningClass(scalars[end]) != 0)
                end++;
            if (end - start > 1)
            {
                int[] ordered = [.. scalars.GetRange(start, end - start).OrderBy(data.CombiningClass)];
                for (int index = 0; index < ordered.Length; index++)
                    scalars[start + index] = ordered[index];
            }
            start = end;
        }
    }

    private static void Compose(List<int> scalars)
    {
        UnicodeData data = UnicodeData.Tables;
        int starter = -1;
        int lastClass = -1;
        int count = 0;
        for (int index = 0; index < scalars.Count; index++)
        {
            int scalar = scalars[index];
            int combining = scalar < 0x300 ? 0 : data.CombiningClass(scalar);
            bool blocked = lastClass >= 0 && (lastClass == 0 || lastClass >= combining);
            if (starter >= 0 && !blocked && Composite(scalars[starter], scalar, data) is var composite and >= 0)
            {
                scalars[starter] = composite;
                continue;
            }
            scalars[count] = scalar;
            if (combining == 0)
            {
                starter = count;
                lastClass = -1;
            }
            else
            {
                lastClass = combining;
            }
            count++;
        }
        scalars.RemoveRange(count, scalars.Count - count);
    }

    private static int Composite(int first, int second, UnicodeData data)
    {
        if ((uint)(first - LeadBase) < LeadCount && (uint)(second - VowelBase) < VowelCount)
            return HangulBase + ((((first - LeadBase) * VowelCount) + second - VowelBase) * TailCount);
        if ((uint)(first - HangulBase) < HangulCount && (first - HangulBase) % TailCount == 0
            && second > TailBase && second < TailBase + TailCount)
            return first + second - TailBase;
        return data.Composite(first, second);
    }
}
