using System.Globalization;

namespace Pipelines.Tokenizers;

/// <summary>The names in <c>\p{…}</c> and <c>[:…:]</c>: general categories, scripts and the POSIX classes, as Oniguruma has them.</summary>
internal static class PropertyNames
{
    private static readonly Dictionary<string, Func<int, bool>> Known = Create();

    /// <summary>The test for a property, or null for a name that is none.</summary>
    public static Func<int, bool>? Find(string name)
    {
        string key = UnicodeData.Key(name);
        if (Known.TryGetValue(key, out Func<int, bool>? known))
            return known;
        if (!UnicodeData.Tables.HasScript(key))
            return null;
        return scalar => UnicodeData.Tables.Script(scalar) == key;
    }

    private static Dictionary<string, Func<int, bool>> Create()
    {
        var names = new Dictionary<string, Func<int, bool>>(StringComparer.Ordinal);
        (string Short, string Long)[] categories =
        [
            ("Lu", "UppercaseLetter"), ("Ll", "LowercaseLetter"), ("Lt", "TitlecaseLetter"), ("Lm", "ModifierLetter"),
            ("Lo", "OtherLetter"),
            ("Mn", "NonspacingMark"), ("Mc", "SpacingMark"), ("Me", "EnclosingMark"),
            ("Nd", "DecimalNumber"), ("Nl", "LetterNumber"), ("No", "OtherNumber"),
            ("Zs", "SpaceSeparator"), ("Zl", "LineSeparator"), ("Zp", "ParagraphSeparator"),
            ("Cc", "Control"), ("Cf", "Format"), ("Cs", "Surrogate"), ("Co", "PrivateUse"),
            ("Pc", "ConnectorPunctuation"), ("Pd", "DashPunctuation"), ("Ps", "OpenPunctuation"), ("Pe", "ClosePunctuation"),
            ("Pi", "InitialPunctuation"), ("Pf", "FinalPunctuation"), ("Po", "OtherPunctuation"),
            ("Sm", "MathSymbol"), ("Sc", "CurrencySymbol"), ("Sk", "ModifierSymbol"), ("So", "OtherSymbol"), ("Cn", "Unassigned"),
        ];
        // The order above is that of .NET's enumeration.
        for (int index = 0; index < categories.Length; index++)
        {
            var category = (UnicodeCategory)index;
            Add(scalar => CharUnicodeInfo.GetUnicodeCategory(scalar) == category, categories[index].Short, categories[index].Long);
        }
        (string Short, string Long)[] groups =
        [
            ("L", "Letter"), ("M", "Mark"), ("N", "Number"), ("Z", "Separator"), ("C", "Other"), ("P", "Punctuation"), ("S", "Symbol"),
        ];
        foreach ((string @short, string @long) in groups)
        {
            UnicodeCategory[] members = [.. Enumerable.Range(0, categories.Length).Where(i => categories[i].Short[0] == @short[0])
                .Select(i => (UnicodeCategory)i)];
            (UnicodeCategory first, UnicodeCategory last) = (members.Where(m => m != UnicodeCategory.OtherNotAssigned).Min(),
                members.Where(m => m != UnicodeCategory.OtherNotAssigned).Max());
            bool unassigned = @short == "C";
            Add(
                scalar => CharUnicodeInfo.GetUnicodeCategory(scalar) is var category
                    && ((category >= first && category <= last) || (unassigned && category == UnicodeCategory.OtherNotAssigned)),
                @short, @long);
        }
        Func<int, bool> isUpper = names["lu"];
        Func<int, bool> isLower = names["ll"];
        Func<int, bool> isDigit = names["nd"];
        Add(_ => true, "Any");
        Add(scalar => scalar < 128, "ASCII");
        Add(CharacterProperties.IsSpace, "Space", "WhiteSpace");
        Add(CharacterProperties.IsAlphabetic, "Alpha", "Alphabetic");
        Add(scalar => CharacterProperties.IsAlphabetic(scalar) || isDigit(scalar), "Alnum");
        Add(CharacterProperties.IsWord, "Word");
        Add(isDigit, "Digit");
        Add(scalar => scalar is (>= '0' and <= '9') or (>= 'a' and <= 'f') or (>= 'A' and <= 'F'), "XDigit");
        Add(scalar => isUpper(scalar) || CharacterProperties.IsOtherUppercase(scalar), "Upper", "Uppercase");
        Add(scalar => isLower(scalar) || UnicodeData.Tables.IsOtherLowercase(scalar), "Lower", "Lowercase");
        Add(scalar => CharacterProperties.IsPunctuation(scalar) || CharacterProperties.IsSymbol(scalar), "Punct");
        Add(names["cc"], "Cntrl");
        Add(scalar => scalar == '\t' || CharUnicodeInfo.GetUnicodeCategory(scalar) == UnicodeCategory.SpaceSeparator, "Blank");
        Add(IsGraphic, "Graph");
        Add(scalar => IsGraphic(scalar) || CharUnicodeInfo.GetUnicodeCategory(scalar) == UnicodeCategory.SpaceSeparator, "Print");
        return names;

        void Add(Func<int, bool> test, params ReadOnlySpan<string> spelled)
        {
            foreach (string name in spelled)
                names[UnicodeData.Key(name)] = test;
        }
    }

    private static bool IsGraphic(int scalar) => !CharacterProperties.IsSpace(scalar) && CharUnicodeInfo.GetUnicodeCategory(scalar)
        is not (UnicodeCategory.Control or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned);
}
