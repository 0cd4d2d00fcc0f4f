namespace Summarization.Articles;

/// <summary>The rules of the invented news. Who, where, when and what are bound once an article; the rest is free.</summary>
internal static class ArticleGrammar
{
    /// <summary>What an article is about, in the order in which its parts are drawn.</summary>
    public static IReadOnlyList<string> Facts { get; } = ["place", "who", "day", "did", "thing", "person"];

    /// <summary>The sentences of an article, in order; between them stand others.</summary>
    public static IReadOnlyList<string> Sentences { get; } = ["lead", "detail", "again", "voice", "again"];

    public const string Rules = """
        lead: The {who} of {place} {did} a {look} {thing} on {day}. | On {day} the {who} of {place} {did} a {look} {thing}.
        lead: In {place} the {who} {did} a {look} {thing} on {day}. | People in {place} were surprised on {day}, when the {who} {did} a {look} {thing}.

        detail: The {thing} was {number} years old. | Nobody knew how old the {thing} was. | The {thing} was worth {number} coins.
        detail: It took {number} people to move the {thing}. | The {thing} had stood in {place} for {number} years.

        aside: The weather was {weather}. | A band played for {number} hours. | There was tea and cake. | The streets were {weather} and quiet.
        aside: Traffic stopped for {number} hours. | Children waved from the windows. | A dog ran across the square.

        voice: {person} of the {who} said that it was a {mood} day for {place}. | {person} called it a {mood} day.
        voice: {person} from {place} called the {thing} {look}. | {person} of the {who} was {mood} about the {thing}.

        again: Nobody in {place} will forget the {thing} that the {who} {did} on {day}. | So the {who} {did} the {thing} on {day}, and {place} talks of it.
        again: On {day} the {who} {did} the {thing}, and all of {place} came to see. | The {thing} that the {who} {did} is the talk of {place} since {day}.

        summary: The {who} of {place} {did} the {thing} on {day}.

        place: Ardwick | Belmoor | Carrow | Dunvale | Elmstead | Farley | Gorham | Hexton | Islip | Kelby | Marlow | Oakham
        who: council | museum | library | school | theatre | harbour | bakery | circus | choir
        did: opened | sold | bought | lost | found | painted | repaired
        thing: bridge | clock | boat | tower | garden | piano | statue | bell | wagon | fountain | lamp | gate
        day: Monday | Tuesday | Wednesday | Thursday | Friday | Saturday | Sunday
        person: Anna Lund | Peter Hall | Mary Stone | John Field | Rosa Brook | Paul Marsh | Ida Wood | Tom Rivers
        look: large | small | red | blue | strange | golden | broken | famous
        weather: warm | cold | wet | dry | grey | bright
        mood: good | sad | great | strange | proud
        number: three | four | five | six | seven | eight | nine | ten | twenty | thirty
        """;
}
