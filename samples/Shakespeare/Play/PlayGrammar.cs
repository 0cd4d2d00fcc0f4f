namespace Shakespeare.Play;

/// <summary>The rules of the invented plays. A line is <c>symbol: alternative | alternative</c>; <c>{symbol}</c> stands for one of its
/// alternatives.</summary>
internal static class PlayGrammar
{
    public const string Rules = """
        verse: {statement}{end} | {statement}{end} | {statement}, | {question}? | {wish}{end} | {address}, {wish}{end} | {conditional},
        verse: {cry}! {statement}{end} | {proverb}{end} | {memory}, | {oath}, {statement}{end} | {comparison}, | {command}{end}
        end: . | . | . | ; | : | !

        statement: the {adjective} {thing} {does} the {thing} | my {thing} {does} no {thing} | {abstract} {does} the {adjective} {thing}
        statement: I have {done} the {thing} of {abstract} | no {thing} {does} what {abstract} has {done} | thy {thing} is {adjective} as the {thing}
        statement: we {do} the {thing} and {do} the {thing} | the {person} {acts} {place} | {abstract} is but a {adjective} {thing}
        statement: there is no {thing} so {adjective} as {abstract} | they {do} {matter} {place} | it was the {person} that {didso} {matter}
        statement: I saw the {person} {place} {when} | {when} the {thing} was {adjective} | thou hast {done} the {adjective} {thing}

        question: who {does} the {thing} {when} | what {thing} is this, so {adjective} | why {do} the {adjective} {thing}
        question: dost thou {do} the {thing} of {abstract} | hast thou {done} {matter} | shall {abstract} {do} the {thing}
        question: where is the {person} and the {thing} | is there no {thing} {place} | how should I {do} {matter}

        wish: let the {adjective} {thing} {do} the {thing} | would that I had {done} the {thing} | may {abstract} {do} thy {thing}
        wish: may no {thing} {do} thee {place} | let us {do} the {thing} {place} | I would {do} {matter} {when}

        command: go, {do} the {person} {place} | {do} not the {adjective} {thing} | come, {do} this {thing} with me | speak of {matter} no more
        command: bring me the {thing} and the {thing} | tell the {person} of {matter} | {do} thy {thing}, and {do} it well

        conditional: if the {thing} {does} the {thing} | though {abstract} {does} the {thing} | when the {adjective} {thing} {does} me
        conditional: since thou hast {done} {matter} | ere the {thing} {does} the {thing} | while the {person} {acts} {place}

        comparison: as the {thing} {does} the {adjective} {thing} | like a {thing} that {acts} {place} | more {adjective} than any {thing} {place}
        comparison: not as the {person} {acts}, but as the {thing} {acts}

        memory: {when} I {didso} the {thing} {place} | my father {didso} the {adjective} {thing} | once, {place}, the {person} {didso} {matter}
        memory: the {person} once {didso} me {place}

        proverb: {abstract} and {abstract} {do} one {thing} | a {adjective} {thing} {does} a {adjective} {thing} | {abstract} {does} what {abstract} {does} not
        proverb: he that {does} the {thing} {does} the {thing} | who {does} a {thing} shall {do} a {thing}

        address: good {listener} | sweet {listener} | {listener} | my lord | dear friend | gentle {listener} | old {listener} | sir
        oath: by the {adjective} {thing} | by my {thing} | in faith | upon my {thing} | by {abstract} and {abstract} | truly
        cry: alas | O {abstract} | ha | peace | O {adjective} {thing} | hark | nay | enough | well met, {listener} | out upon it

        reply: Ay, | No, | Nay, {listener}, | I think so too; | Not so: | What, {listener}? | And yet | Then hear me, {listener}: | Softly; | It is well said, but

        thing: candle | river | harvest | lantern | orchard | mirror | kettle | bridge | window | sparrow | anchor | garden | ladder | feather | mountain
        thing: shadow | letter | hammer | needle | winter | morning | evening | tempest | saddle | barrel | cradle | pillow | ribbon | blossom | ember
        thing: door | road | bell | field | crown | flame | stone | rain | ship | drum | oak | thorn | nest | loaf | well | gate | wheel | cloud | star | knife
        thing: plough | tower | cellar | meadow | furrow | hearth | chimney | ferry | basket | spindle

        person: miller | captain | fiddler | duke | widow | shepherd | baker | ferryman | steward | gardener | soldier | bishop | tailor | beggar
        person: herald | nurse | sexton | weaver | huntsman | innkeeper

        abstract: sorrow | patience | honour | fortune | silence | laughter | hunger | mercy | envy | courage | idleness | memory | hope | slumber | wisdom
        abstract: justice | folly | friendship | grief | plenty | youth | old age | love | doubt | pride

        adjective: hollow | golden | patient | crooked | silver | bitter | gentle | weary | merry | broken | hungry | silent | humble | ancient | narrow
        adjective: frozen | faithful | idle | clever | barren | tender | stubborn | borrowed | sleeping | crimson | bold | cold | pale | warm | proud | late
        adjective: wild | dark | green | swift | poor | small

        do: mend | follow | carry | borrow | bury | weigh | praise | forgive | measure | gather | scatter | answer | trouble | comfort | remember | forget
        do: welcome | betray | awaken | kindle | break | seek | bless | mock | hold | drown | trust | sell | burn | guard | lend | chase
        does: mends | follows | carries | borrows | buries | weighs | praises | forgives | measures | gathers | scatters | answers | troubles | comforts
        does: remembers | forgets | welcomes | betrays | awakens | kindles | breaks | seeks | blesses | mocks | holds | drowns | trusts | sells | burns
        does: guards | lends | chases
        done: mended | followed | carried | borrowed | buried | weighed | praised | forgiven | measured | gathered | scattered | answered | troubled
        done: comforted | remembered | forgotten | welcomed | betrayed | awakened | kindled | broken | sought | blessed | mocked | held | drowned
        done: trusted | sold | burned | guarded | lent | chased
        didso: mended | followed | carried | borrowed | buried | weighed | praised | forgave | measured | gathered | scattered | answered | troubled
        didso: comforted | remembered | forgot | welcomed | betrayed | awakened | kindled | broke | sought | blessed | mocked | held | drowned | trusted
        didso: sold | burned | guarded | lent | chased

        acts: waits | sleeps | sings | kneels | weeps | laughs | lingers | wanders | trembles | listens | hides | dances | falls | rises | stands

        when: tonight | ere dawn | at noon | in the spring | tomorrow | this very hour | at the ninth bell | long ago | by moonlight | before supper

        scene: A kitchen in the castle | A road beside the mill | Before the gates of the town | An orchard at night | The deck of a ferry | A market at noon
        scene: A churchyard | Another part of the field | A hall in the duke's house | The bank of a river | An inn | A forest, with thunder
        direction: Enter a {person} | Enter a {person}, with a {thing} | Enter a {person}, weary | Exit {leaving} | A bell rings | Drums within
        direction: Aside | They drink | Thunder | {leaving} weeps | {leaving} shows a {thing} | Music | A cry within
        closing: Exeunt | Exeunt all but {leaving} | Exeunt, with a {thing} | Flourish. Exeunt
        """;

    /// <summary>The people of the plays.</summary>
    public static IReadOnlyList<string> Speakers { get; } =
    [
        "Aldous", "Beatrix", "Corvin", "Dorothea", "Emeric", "Fenella", "Godwin", "Hesper", "Isolde", "Jasper", "Kit", "Lavinia", "Malachi",
        "Nell",
        "Osric", "Perpetua", "Quill", "Rosamund", "Silas", "Tamsin", "Ursula", "Valentine", "Wilfred", "Duke", "Miller", "First Watchman",
        "Second Watchman", "Old Widow", "Fool", "Captain",
    ];

    /// <summary>What a scene can be about, and where it keeps returning to.</summary>
    public static IReadOnlyList<(string Matter, string Place)> Plots { get; } =
    [
        ("the stolen bell", "in the tower"), ("the drowned letter", "beside the river"), ("the duke's wedding", "within the hall"),
        ("the miller's debt", "behind the mill"), ("the broken treaty", "upon the border"), ("the lost child", "under the hill"),
        ("the failed harvest", "across the field"), ("the painted ship", "beyond the harbour"), ("the forged will", "below the stair"),
        ("the winter's bread", "about the market"), ("the captain's oath", "before the gate"), ("the fiddler's ring", "among the reeds"),
    ];
}
