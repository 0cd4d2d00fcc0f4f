using System.Globalization;

namespace ScienceExam.World;

/// <summary>What there is in the invented world. Each kind has pairs of traits with the same values, to be told apart.</summary>
internal static class Kinds
{
    private static readonly ValueSet Colours = new(
        "colours",
        [
            "red", "green", "blue", "yellow", "violet", "orange", "white", "black", "grey", "brown", "pink", "silver", "golden", "purple",
            "scarlet", "turquoise",
        ]);

    private static readonly ValueSet People = new(
        "people",
        [
            "Lund", "Marsh", "Rivers", "Hale", "Brandt", "Okafor", "Silva", "Novak", "Tanaka", "Moreau", "Keller", "Ibarra", "Quist",
            "Faraday", "Holm", "Petrov", "Amari", "Dunne", "Castell", "Wexford", "Yilmaz", "Zielinski", "Abebe", "Rossi",
        ]);

    private static readonly ValueSet Places = new(
        "places",
        [
            "Ardwick", "Belmoor", "Carrow", "Dunvale", "Elmstead", "Farley", "Gorham", "Hexton", "Islip", "Kelby", "Marlow", "Oakham",
            "Penrith", "Quarrington", "Rothley", "Selby", "Thirsk", "Ulverton", "Wetherby", "Yarrow",
        ]);

    private static readonly ValueSet Years = new("years", Numbers(1704, 13, 24));

    private static readonly ValueSet Degrees = new("degrees", Numbers(215, 35, 24));

    public static IReadOnlyList<Kind> All { get; } =
    [
        new("element", ["ium", "on", "ine"],
        [
            new(Degrees, ["melts at {v} degrees", "turns liquid at {v} degrees"],
                ["At how many degrees does {x} melt?", "What is the melting point of {x} in degrees?"]),
            new(Degrees, ["boils at {v} degrees", "becomes a gas at {v} degrees"],
                ["At how many degrees does {x} boil?", "What is the boiling point of {x} in degrees?"]),
            new(Colours, ["has a {v} surface", "looks {v} by daylight"],
                ["What colour is the surface of {x}?", "How does {x} look by daylight?"]),
            new(Colours, ["burns with a {v} flame", "gives a {v} flame"],
                ["With what flame does {x} burn?", "What colour is the flame of {x}?"]),
            new(People, ["was found by {v}", "was discovered by {v}"],
                ["Who found {x}?", "Who discovered {x}?"]),
            new(People, ["was purified by {v}", "was first isolated by {v}"],
                ["Who purified {x}?", "Who first isolated {x}?"]),
        ]),
        new("planet", ["ara", "os", "eia"],
        [
            new(Years, ["was sighted in {v}", "was first seen in {v}"],
                ["When was {x} sighted?", "In what year was {x} first seen?"]),
            new(Years, ["was reached by a probe in {v}", "got its first visit in {v}"],
                ["When did a probe reach {x}?", "In what year did {x} get its first visit?"]),
            new(Colours, ["has {v} clouds", "lies under {v} clouds"],
                ["What colour are the clouds of {x}?", "Under what clouds does {x} lie?"]),
            new(Colours, ["has {v} rings", "is circled by {v} rings"],
                ["What colour are the rings of {x}?", "By what rings is {x} circled?"]),
            new(People, ["was mapped by {v}", "is shown on maps of {v}"],
                ["Who mapped {x}?", "On whose maps is {x} shown?"]),
            new(People, ["was named by {v}", "owes its name to {v}"],
                ["Who named {x}?", "To whom does {x} owe its name?"]),
        ]),
        new("animal", ["ax", "ish", "opod"],
        [
            new(Places, ["lives near {v}", "nests in the hills of {v}"],
                ["Near what town does {x} live?", "In the hills of what town does {x} nest?"]),
            new(Places, ["spends the winter in {v}", "sleeps through winter near {v}"],
                ["Where does {x} spend the winter?", "Near what town does {x} sleep through winter?"]),
            new(Colours, ["has a {v} shell", "carries a {v} shell"],
                ["What colour is the shell of {x}?", "What shell does {x} carry?"]),
            new(Colours, ["has {v} eyes", "watches with {v} eyes"],
                ["What colour are the eyes of {x}?", "With what eyes does {x} watch?"]),
            new(People, ["was described by {v}", "entered science through {v}"],
                ["Who described {x}?", "Through whom did {x} enter science?"]),
            new(People, ["was first bred by {v}", "was kept and bred by {v}"],
                ["Who first bred {x}?", "By whom was {x} kept and bred?"]),
        ]),
        new("instrument", ["meter", "scope", "graph"],
        [
            new(People, ["was invented by {v}", "is an invention of {v}"],
                ["Who invented {x}?", "Whose invention is {x}?"]),
            new(People, ["was improved by {v}", "got its present form from {v}"],
                ["Who improved {x}?", "From whom did {x} get its present form?"]),
            new(Years, ["was patented in {v}", "got a patent in {v}"],
                ["When was {x} patented?", "In what year did {x} get a patent?"]),
            new(Years, ["was last rebuilt in {v}", "was made smaller in {v}"],
                ["When was {x} last rebuilt?", "In what year was {x} made smaller?"]),
            new(Places, ["was built in {v}", "comes from workshops in {v}"],
                ["Where was {x} built?", "From workshops in what town does {x} come?"]),
            new(Places, ["was first shown in {v}", "stands in the museum of {v}"],
                ["Where was {x} first shown?", "In the museum of what town does {x} stand?"]),
        ]),
    ];

    private static string[] Numbers(int first, int step, int count) =>
        [.. Enumerable.Range(0, count).Select(i => (first + i * step).ToString(CultureInfo.InvariantCulture))];
}
