namespace Summarization.Articles;

/// <summary>The rules of the invented news. Who, where, when and what are bound once an article; the rest is free.</summary>
internal static class ArticleGrammar
{
    /// <summary>What an article is about, in the order in which its parts are drawn.</summary>
    public static IReadOnlyList<string> Facts { get; } = ["place", "who", "day", "did", "thing", "person"];

    /// <summary>The sentences of an article, in order; between them stand others.</summary>
    public static IReadOnlyList<string> Sentences { get; } = ["lead", "detail", "voice", "close"];

    public const string Rules = """
        lead: The {who} of {place} {did} a {look} {thing} on {day}. | On {day} the {who} of {place} {did} a {look} {thing}.
        lead: In {place} the {who} {did} a {look} {thing} on {day}. | People in {place} were surprised on {day}, when the {who} {did} a {look} {thing}.

        detail: The {thing} was {number} years old. | Nobody knew how old the {thing} was. | The {thing} was worth {number} coins.
        detail: It took {number} people to move the {thing}. | The {thing} had stood in {place} for {number} years.

        aside: The weather was {weather}. | A band played for {number} hours. | There was tea and cake. | The streets were {weather} and quiet.
        aside: Traffic stopped for {number} minutes. | Children waved from the windows. | A dog ran across the square.

        voice: {person} of the {who} said that it was a {mood} day for {place}. | "This is a {mood} day," said {person} of the {who}.
        voice: {person} from {place} called the {thing} {look}. | {person} of the {who} was {mood} about the {thing}.

        close: The {who} will say more next week. | Soon the {thing} will be shown in {place}. | The {thing} is the talk of {place}.
        close: The {who} has done so once before. | A photo of the {thing} hangs in {place} now.

        summary: {place}: {who} {did} {thing} on {day}.

        place: Ardwick | Belmoor | Carrow | Dunvale | Elmstead | Farley | Gorham | Hexton | Islip | Kelby | Lorne | Marlow | Norby | Oakham
        place: Penrith | Quarley | Rothby | Selwick | Thornby | Upwell
        who: council | museum | library | school | theatre | harbour | bakery | circus | choir | hospital | railway | market
        did: opened | sold | bought | lost | found | painted | repaired | closed | moved | borrowed
        thing: bridge | clock | boat | tower | garden | piano | statue | bell | wagon | fountain | lamp | kitchen | mill | gate | tent | map
        day: Monday | Tuesday | Wednesday | Thursday | Friday | Saturday | Sunday
        person: Anna Lund | Peter Hall | Mary Stone | John Field | Rosa Brook | Paul Marsh | Ida Wood | Tom Rivers
        look: large | small | red | blue | strange | golden | broken | famous
        weather: warm | cold | wet | dry | grey | bright
        mood: good | sad | great | strange | proud
        number: three | four | five | six | seven | eight | nine | ten | twenty | thirty
        """;
}
