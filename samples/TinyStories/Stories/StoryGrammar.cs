namespace TinyStories.Stories;

/// <summary>The rules of the invented stories. Who, what and where are bound once a story; the rest is free.</summary>
internal static class StoryGrammar
{
    public const string Rules = """
        opening: Once upon a time there was a {mood} {animal} named {name}. | There was a {animal} named {name} who was {mood}.
        opening: {name} was a {mood} {animal}. | In a house {place} lived a {animal} named {name}.

        habit: Every day {name} liked to {play} {place}. | {name} loved to {play} with {friend} the {other}.
        habit: {name} often went {place} to {play}. | When it was {weather}, {name} would {play} {place}.

        finding: One day {name} found a {look} {thing} {place}. | One {weather} day {name} saw a {look} {thing}.
        finding: Then {friend} the {other} gave {name} a {look} {thing}. | One morning there was a {look} {thing} {place}.

        feeling: "What a {look} {thing}!" said {name}. | {name} wanted to {use} the {thing} right away. | {name} smiled at the {thing}.
        feeling: "I will {use} this {thing}," said {name}. | {name} had never seen such a {look} {thing}.

        trouble: But the {thing} was {broken}. | But {name} could not {use} the {thing} alone. | But a big wind took the {thing} away.
        trouble: Then the {thing} fell into the {water}. | But the {thing} was too {heavy} for a small {animal}.

        sadness: {name} was sad and began to cry. | {name} sat down and did not know what to do. | "Oh no!" said {name}.
        sadness: "What shall I do now?" asked {name}. | {name} felt very sad.

        help: {friend} the {other} heard this and came to help. | "I can help you," said {friend} the {other}.
        help: {name} asked {friend} the {other} for help. | Soon {friend} the {other} came by and had an idea.

        solution: Together they {solved} the {thing}. | They worked all day and {solved} the {thing}. | {friend} {solved} the {thing} with a {tool}.
        solution: First they looked for a {tool}, and then they {solved} the {thing}.

        ending: {name} was happy again and thanked {friend}. | After that {name} and {friend} were best friends. | They laughed and went home to eat {food}.
        ending: {name} gave {friend} some {food} to say thank you. | From then on they would {use} the {thing} together.

        moral: {name} learned that {lesson}. | And so {name} knew that {lesson}. | That night {name} slept well. | The end.

        summary: {name} the {animal} has trouble with a {thing}, and {friend} the {other} helps.
        summary: {friend} the {other} helps {name} the {animal} with a {thing}.

        name: Tom | Lily | Max | Mia | Ben | Sue | Sam | Anna | Tim | Lucy | Bob | Ella
        friend: Rosa | Jack | Nora | Leo | Kim | Otto | Ida | Paul | Vera | Finn
        animal: cat | dog | bear | fox | mouse | rabbit | duck | frog
        other: owl | turtle | horse | sheep | squirrel | goat | crow | pig
        thing: ball | kite | boat | drum | lamp | box | wagon | swing | bell | blanket
        place: in the garden | by the river | in the woods | on the hill | near the barn | at the beach | behind the school | under the old tree
        mood: happy | brave | shy | little | kind | curious | sleepy | clever
        weather: sunny | rainy | windy | warm | cold
        play: run | jump | sing | hide | dance | dig | climb
        look: red | shiny | big | old | yellow | strange | pretty | blue
        use: try | keep | hold | share | show
        broken: broken | stuck in the mud | very dirty | full of water | torn
        heavy: heavy | high up | wide | loud
        water: river | lake | well | pond
        solved: fixed | cleaned | saved | got back | carried home
        tool: rope | ladder | stick | net | bucket
        food: cake | apples | soup | bread | berries | honey
        lesson: friends help each other | it is good to ask for help | being kind makes you happy | two can do more than one | sharing is fun
        """;
}
