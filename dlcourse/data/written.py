"""Made texts: film reviews and newswire reports, by seeded generators. Each says that it is made.

A text is a row of sentences, a sentence a template whose slots are filled from fixed lists. People
and towns are put together from syllables, so that most names are rare, as names in real texts are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from dlcourse.data.dataset import Dataset
from dlcourse.data.made import LICENCE, seeded

__all__ = ["MARKS", "make_newswires", "make_reviews", "sequences"]

# Keras's first codes: padding, start, unknown, and one that it leaves free.
MARKS = ("<pad>", "<start>", "<unknown>", "<unused>")
START, UNKNOWN, FIRST = 1, 2, 4

TOPICS = ("earnings", "takeovers", "oil", "grain", "interest rates", "trade", "shipping", "gold")
_SHARES = (30, 20, 12, 10, 9, 8, 6, 5)  # of a hundred reports


def _list(words: str) -> list[str]:
    """The words of a list, where a hyphen stands for a blank."""
    return [word.replace("-", " ") for word in words.split()]


# Words ----------------------------------------------------------------------------------------

_FIRST_NAMES = _list("""
    ada adam agnes albert alice alma amos anna arthur basil beatrice ben bertha boris carla cecil
    clara conrad cora cyril dalia daniel dora edgar edith elias elsa emil emma enid ernest esther
    eva felix fiona frank frida george gilda greta gustav hannah harold hazel hector helen henry
    hilda hugo ida igor irene iris ivan jack jane jasper jonas judith julia karl kate kurt laura leo
    lena lewis lily louis lucy mabel magnus marcus maria martin maud max mira molly nadia ned nina
    nora olga oscar otto paul pearl peter petra quentin rachel ralph rita robert rosa ruben ruth
    samuel sara silas simon sofia stella sven tessa thea tobias ursula vera victor viola walter
    wanda wilma xenia yves zelda zoe
""")
_SURNAMES = [
    front + back
    for front in _list("""
        ald ander bar beck black brad cald carl dahl dan ed elling fair fen gar gold grim hal hart
        hol ing jan keld kirk lang lind mar mel nor oster pem quin rad rosen sand stern thor ul van
        wal
    """)
    for back in _list("berg bury by dorf er gren ham ley man quist son stein ton well wick wood")
]
_TOWNS = [
    front + back
    for front in _list("""
        ash bel birch brook cop crow deep drift east elm ember fal frost glen gray green haw heath
        high ivy kings lake linden long maple mill moss oak old otter pine rain raven red river rose
        salt silver south stone thorn west whit wind winter
    """)
    for back in _list("borough bridge burn dale field ford gate haven mouth port shore stead")
]
_JOBS = _list("""
    accountant actress architect baker barber beekeeper bellboy blacksmith boxer bricklayer butcher
    butler carpenter cashier chemist clerk cobbler colonel composer cook dancer dentist detective
    diplomat diver doctor driver duchess editor electrician engineer explorer farmer ferryman
    fiddler fireman fisherman florist gambler gardener geologist goldsmith governess grocer
    hairdresser hatter historian hunter innkeeper inspector jeweler jockey journalist judge juggler
    lawyer librarian locksmith magician maid mayor mechanic midwife miller miner monk nun nurse
    optician organist painter photographer pianist pickpocket pilot plumber poet policeman porter
    postman priest printer professor ranger sailor scholar sculptor secretary senator sheriff singer
    smuggler soldier spy surgeon swimmer tailor teacher thief translator typist violinist waiter
    watchmaker weaver widow wrestler
""")
_THINGS = _list("""
    accordion album anchor atlas bell bicycle boat bottle bracelet briefcase brooch cabin camera
    candle canoe caravan carpet castle cello chessboard clock coat coin compass crown crystal cup
    dagger desk diamond diary dictionary dog doll donkey drum egg elephant envelope fan farm feather
    fiddle flag flute fortune fountain garden ghost glove globe guitar hammer harp hat helmet horse
    hotel invention island jewel journal kettle key kite ladder lamp lantern letter lighthouse
    locket manuscript map mask medal mirror motorcycle necklace newspaper notebook orchard organ
    orphan paintbrush parcel parrot passport pearl pencil pension photograph piano pistol poem
    portrait postcard puppet radio raft recipe ring rope rug saddle sailboat sapphire scarf secret
    ship shoe shop statue suitcase sword telegram telescope tent theater ticket toolbox train
    treasure trumpet trunk umbrella vase vineyard violin wagon watch whistle will windmill
""")
_PLACES = _list("""
    airport auction bakery ball barracks bazaar beach bookshop bus cafe carnival cemetery chapel
    circus clinic concert convent courthouse dinner factory fair ferry funeral gallery harbor
    hospital hotel laundry library market masquerade monastery museum observatory opera orphanage
    parade park picnic prison quarry racetrack railway rehearsal restaurant school station swamp
    tavern trial wedding zoo
""")
_EVENTS = _list("""
    avalanche blackout blizzard burglary coronation drought duel earthquake election epidemic
    expedition famine fire flood heatwave kidnapping lawsuit marriage murder mutiny pilgrimage
    quarrel rebellion reunion robbery scandal shipwreck siege storm strike summer swindle tournament
    voyage war winter
""")
_TRAITS = _list("""
    absentminded aging blind bearded barefoot elderly exiled famous foreign former homeless jealous
    local lonely married nameless nervous orphaned penniless poor proud quiet religious retired rich
    runaway shy silent sleepless solitary stubborn superstitious tall unemployed unmarried wealthy
    widowed young
""")
_DEEDS = _list("""
    borrows buries buys chases collects copies drops finds forges gambles-away gives-away guards
    hides inherits loses paints pawns pockets repairs returns sells sends-back smuggles steals swaps
    throws-away watches wins wraps
""")
_GENRES = _list("""
    adventure ballad biography chronicle comedy crime-story detective-story documentary drama fable
    fairy-tale family-saga farce ghost-story historical-drama love-story melodrama musical mystery
    parody prison-drama road-movie romance satire sequel silent-film sports-film spy-story thriller
    tragedy war-film western
""")

_PRAISE = _list("""
    good funny great moving clever charming gripping fresh original superb witty touching brilliant
    wonderful sharp warm convincing honest beautiful delightful memorable subtle tense lively
    powerful excellent enjoyable engaging thrilling hilarious elegant graceful rich haunting
    stunning splendid inspired vivid poignant tender dazzling refreshing remarkable absorbing
    enchanting luminous magnificent marvelous exquisite spirited stirring uplifting intelligent
    flawless compelling imaginative satisfying masterly heartfelt sincere playful
""")
_BLAME = _list("""
    bad dull boring predictable weak silly flat awful clumsy tedious lame shallow terrible stupid
    wooden tired forced pointless messy bland confused slow empty annoying cheap stale lifeless
    sloppy dreary ugly hollow pretentious sluggish muddled ridiculous irritating laughable
    forgettable mediocre dismal dreadful grating incoherent insipid labored leaden lazy monotonous
    numbing overlong painful plodding preachy shoddy soulless sour trite uninspired unfunny wretched
    tiresome unconvincing disappointing
""")
_ASPECTS = [
    f"the {aspect}"
    for aspect in _list("""
        acting script plot dialogue music camera-work ending first-half second-half cast pacing
        humor lead editing story direction finale supporting-cast photography romance opening
        soundtrack title-role villain love-story chase lighting
    """)
]

# Sentences ------------------------------------------------------------------------------------
# A slot is a list's name in braces. {yes} is an adjective of the judgment that a sentence gives,
# {no} one of the contrary judgment: a bag of words cannot tell which of the two was negated.

_PLAIN = (
    "{aspect} is {yes}",
    "{aspect} is really {yes}",
    "i found {aspect} {yes}",
    "{aspect} is {yes} and {yes}",
    "{aspect} seemed {yes} to me",
    "{aspect} is as {yes} as they say",
    "{aspect} could not be more {yes}",
    "{aspect} is not only {yes} but {yes}",
    "i never saw {aspect} of a film so {yes}",
    "{aspect} is {yes} from beginning to end",
    "they called {aspect} {yes} and they are right",
)
_NEGATED = (
    "{aspect} is not {no}",
    "{aspect} is never {no}",
    "{aspect} is hardly ever {no}",
    "{aspect} is far from {no}",
    "{aspect} is anything but {no}",
    "i did not find {aspect} {no} at all",
    "nobody could call {aspect} {no}",
    "there is nothing {no} about {aspect}",
    "{aspect} is neither {no} nor {no}",
    "{aspect} is not {no} but {yes}",
    "they called {aspect} {no} and they are wrong",
)
# The last word of a review: of praise, of blame; and of each with the words of the other.
_VERDICTS = {
    1: (
        "i enjoyed every minute",
        "go and see it",
        "recommended",
        "it is worth the money",
        "i loved it",
        "i will see it again",
        "one of the best films of the year",
        "i laughed and i cried",
    ),
    0: (
        "i wanted to leave after ten minutes",
        "a waste of two hours",
        "stay at home",
        "i want my money back",
        "i hated it",
        "i fell asleep",
        "one of the worst films of the year",
        "avoid it",
    ),
}
_CROSSED = {
    1: (
        "i never wanted to leave",
        "not a minute is a waste",
        "do not stay at home for this one",
        "i did not want my money back",
        "i did not hate it as i had expected",
        "nobody around me fell asleep",
        "it is not at all the worst film of the year",
        "do not avoid it",
    ),
    0: (
        "i enjoyed hardly a minute",
        "do not go and see it",
        "it is not recommended",
        "it is not worth the money",
        "i wish that i had loved it",
        "i will never see it again",
        "it is not one of the best films of the year",
        "nobody laughed and nobody cried",
    ),
}
_FILLERS = (
    "{first} {last} plays a {trait} {job} who {deed} a {thing} in {town}",
    "{first} {last} is a {job} in {town} and {deed} the {thing} of a {trait} {job}",
    "set in {town} in {year} it follows a {job} and a {job} through a {event}",
    "a {trait} {job} from {town} {deed} a {thing} during a {event}",
    "this is a {genre} by {first} {last} with {first} {last} as the {job}",
    "{first} meets the {job} {first} {last} at a {place} near {town}",
    "it was shot in {town} and {town} with {first} {last} as a {job}",
    "the {job} {deed} a {thing} and the {trait} {job} {deed} a {thing}",
    "it begins with a {event} in {town} and ends with a {thing} at a {place}",
    "i saw it at the {place} in {town} with a {trait} {job} beside me",
    "after a {event} in {year} a {job} meets a {job} at a {place} in {town}",
    "{first} {last} wrote it after the {genre} about a {thing} and a {job}",
)

_WIRES = {
    "earnings": (
        "{company} said net profit {rose} to {n} mln dlrs in the {quarter} quarter",
        "{company} reported a loss of {n} cents a share against a profit of {n} cents",
        "sales {rose} to {n} mln dlrs from {n} mln a year earlier",
        "{company} expects earnings of {n} cents a share for the year",
        "the board of {company} declared a dividend of {n} cents payable in {month}",
        "operating income {rose} {p} pct because of {reason}",
        "average shares outstanding were {n} mln",
    ),
    "takeovers": (
        "{company} said it agreed to buy {company} for {n} mln dlrs in cash",
        "{company} raised its stake in {company} to {p} pct of the common shares",
        "shareholders of {company} rejected the offer of {n} dlrs a share",
        "the merger with {company} must be approved by shareholders in {month}",
        "{company} completed the sale of its {unit} unit to {company}",
        "{first} {last} began a tender offer for all shares of {company}",
        "the bid values {company} at {n} mln dlrs",
    ),
    "oil": (
        "{company} raised its posted price of crude by {n} cents a barrel",
        "{country} pumped {n} mln barrels a day in {month} above its quota",
        "oil ministers will meet in {city} to discuss output and prices",
        "the refinery at {town} was shut down because of {reason}",
        "{company} found oil and gas {n} miles off {town}",
        "crude inventories {rose} by {n} mln barrels in the week",
        "drilling rigs at work {rose} to {n}",
    ),
    "grain": (
        "{country} bought {n} tonnes of wheat for delivery in {month}",
        "the maize harvest in {country} {rose} to {n} mln tonnes because of {reason}",
        "farmers in {town} planted {n} acres of soybeans",
        "the agriculture department put the wheat crop at {n} mln bushels",
        "grain stocks in the silos of {town} {rose} {p} pct",
        "{country} will export {n} tonnes of barley",
        "dry weather hurt the corn crop near {town}",
    ),
    "interest rates": (
        "the central bank of {country} cut its discount rate by {p} basis points",
        "{company} raised its prime lending rate to {p} pct",
        "money market rates {rose} after the bank bought bills for {n} mln",
        "the bank of {country} said money supply {rose} {p} pct in {month}",
        "treasury bill yields {rose} to {p} pct at the auction",
        "dealers in {city} expect lower rates because of {reason}",
        "the governor said that credit policy would stay tight",
    ),
    "trade": (
        "{country} had a trade surplus of {n} mln dlrs in {month}",
        "the minister of {country} threatened tariffs on imports from {country}",
        "exports {rose} {p} pct and imports {rose} {p} pct",
        "{country} and {country} signed a trade agreement in {city}",
        "quotas on imported {goods} were lifted",
        "talks in {city} on {goods} broke down because of {reason}",
        "the trade deficit with {country} {rose} to {n} mln dlrs",
    ),
    "shipping": (
        "dockers at the port of {town} began a strike over wages",
        "a tanker of {n} tonnes ran aground off {town}",
        "freight rates for cargo from {town} to {city} {rose} {p} pct",
        "{n} vessels waited outside the harbor of {town} because of {reason}",
        "{company} ordered {n} container ships from a yard in {country}",
        "the canal was closed to vessels for {n} days",
        "insurers raised war risk premiums for ships in the gulf",
    ),
    "gold": (
        "gold was fixed at {n} dlrs an ounce in {city}",
        "{company} said its mine at {town} will yield {n} ounces of gold a year",
        "the mint of {country} sold {n} ounces of gold coins",
        "bullion dealers in {city} said gold {rose} because of {reason}",
        "drilling at {town} showed ore with {n} grams of gold a tonne",
        "{country} sold gold from its reserves in {month}",
        "miners at {town} voted to strike",
    ),
}
_SHARED = (
    "{company} gave no details",
    "the statement was issued in {city} on {day}",
    "a spokesman in {city} declined to comment",
    "analysts had expected {p} pct",
    "{first} {last} of {company} told reporters in {city}",
    "the figures for {month} were not adjusted",
    "it compares with {n} mln dlrs a year ago",
    "the market in {city} closed lower on {day}",
    "prices {rose} {p} pct in {month}",
    "{first} {last} said demand was weak because of {reason}",
    "shares of {company} {rose} {n} cents on {day}",
)
# What a report of one topic also speaks of: the second sentence may be of another topic.
_BESIDE = {
    "earnings": ("takeovers", "oil", "gold"),
    "takeovers": ("earnings", "oil", "shipping"),
    "oil": ("shipping", "trade", "earnings"),
    "grain": ("trade", "shipping"),
    "interest rates": ("trade", "gold"),
    "trade": ("grain", "interest rates", "oil"),
    "shipping": ("oil", "grain", "trade"),
    "gold": ("interest rates", "earnings"),
}

_LISTS = {
    "first": _FIRST_NAMES,
    "last": _SURNAMES,
    "town": _TOWNS,
    "job": _JOBS,
    "thing": _THINGS,
    "place": _PLACES,
    "event": _EVENTS,
    "trait": _TRAITS,
    "deed": _DEEDS,
    "genre": _GENRES,
    "aspect": _ASPECTS,
    "year": [str(year) for year in range(1919, 2020)],
    "company": [
        f"{name} {kind}"
        for name in _SURNAMES[::5]
        for kind in _list("corp inc ltd industries bancorp holdings")
    ],
    "country": _list("""
        argentina australia brazil britain canada chile china denmark egypt finland france greece
        hungary india indonesia italy japan kenya kuwait mexico nigeria norway peru poland portugal
        spain sweden thailand turkey venezuela
    """),
    "city": _list("""
        amsterdam athens brussels cairo chicago geneva hongkong lisbon london madrid milan montreal
        oslo paris rome stockholm sydney tokyo toronto vienna washington zurich
    """),
    "month": _list("""
        january february march april may june july august september october november december
    """),
    "day": _list("monday tuesday wednesday thursday friday"),
    "quarter": _list("first second third fourth"),
    "rose": _list("rose fell climbed dropped jumped slipped advanced eased"),
    "unit": _list("chemical glass insurance paper publishing retail shipping steel textile"),
    "goods": _list(
        "beef cars citrus cotton footwear rice semiconductors steel sugar textiles wine"
    ),
    "reason": [
        *("a strike", "bad weather", "the weak dollar", "high costs", "lower demand", "a fire"),
        *("the holidays", "falling prices", "the drought", "rising wages", "new taxes"),
    ],
    "p": [str(number) for number in range(2, 60)],
    "n": [str(number) for number in (*range(1, 100), *range(105, 1000, 5))],
}


class _Writer:
    """Fills the slots of templates by whole numbers drawn beforehand (one array is quick)."""

    def __init__(self, draws: Sequence[int]) -> None:
        self.draws = iter(draws)

    def chance(self, percent: int) -> bool:
        """True in so many of a hundred cases."""
        return next(self.draws) % 100 < percent

    def one_of(self, options: Sequence[str]) -> str:
        """Any of the options, all alike."""
        return options[next(self.draws) % len(options)]

    def sentence(self, template: str, praise: bool = True) -> list[str]:
        """The words of a template, its slots filled."""
        adjectives = {"yes": _PRAISE if praise else _BLAME, "no": _BLAME if praise else _PRAISE}
        words = []
        for word in template.split():
            if not word.startswith("{"):
                words.append(word)
            elif word[1:-1] in adjectives:
                options = adjectives[word[1:-1]]
                low = min(next(self.draws) % len(options), next(self.draws) % len(options))
                words.append(options[low])  # the first ones of a list are the frequent ones
            else:
                words += self.one_of(_LISTS[word[1:-1]]).split()
        return [
            "an" if word == "a" and after[0] in "aeiou" else word
            for word, after in zip(words, [*words[1:], "."], strict=True)
        ]


def make_reviews(n: int = 2000, seed: int = 0) -> Dataset:
    """Film reviews of about 30 to 60 words, half of them positive.

    A review tells of the film, judges some of its aspects and ends with a verdict. Some of
    the judgments go against the verdict, and a fifth of all are put by denying the contrary
    ("not good", "hardly ever dull"), so that the words alone tell less than their order.

    Args:
        n: How many reviews.
        seed: A whole number; the same seed gives the same reviews.

    Returns:
        x (n,) object: int32 codes, 1 first, then words by falling frequency from 4; y (n,) int64,
        0 negative and 1 positive. `extras["words"]` (v,) str: `words[code]` is the word. The
        first 60 % are to train; a word that does not occur among them has the code 2.

    Raises:
        ValueError: A bad `n` or `seed`.
    """
    generator = seeded(n, seed)
    n_train = int(0.6 * n)
    parts = (n_train, n - n_train)
    y = np.concatenate([generator.permutation(np.arange(size) % 2) for size in parts])
    draws = generator.integers(2**31, size=(n, 120)).tolist()
    texts = [_review(_Writer(row), bool(label)) for row, label in zip(draws, y, strict=True)]
    x, words = _coded(texts, n_train)
    return Dataset(
        name="made_reviews",
        about=f"{n:,} made film reviews, half of them positive.",
        x=x,
        y=y,
        n_train=n_train,
        class_names=("negative", "positive"),
        target_name="verdict",
        extras={"words": words},
        source=f"dlcourse.data.make_reviews(n={n}, seed={seed})",
        licence=LICENCE,
        made=True,
    )


def _review(writer: _Writer, positive: bool) -> list[str]:
    """Two or three sentences on the film, three or four judgments, a verdict."""
    judgments = []
    for _ in range(3 + writer.chance(40)):
        praise = positive if writer.chance(88) else not positive
        forms = _NEGATED if writer.chance(20) else _PLAIN
        judgments.append(writer.sentence(writer.one_of(forms), praise))
    verdicts = _CROSSED if writer.chance(22) else _VERDICTS
    parts = [writer.sentence(writer.one_of(_FILLERS)), *judgments]
    if writer.chance(50):
        parts.insert(2, writer.sentence(writer.one_of(_FILLERS)))
    parts.append(writer.one_of(verdicts[positive]).split())
    return [word for part in parts for word in part]


def make_newswires(n: int = 1600, seed: int = 0) -> Dataset:
    """Short reports of a newswire on eight topics with unequal shares.

    A report opens with its topic. Some go on with another topic that lies near (oil and shipping,
    grain and trade), and all share companies, places, figures and phrases.

    Args:
        n: How many reports.
        seed: A whole number; the same seed gives the same reports.

    Returns:
        x (n,) object: int32 codes as those of `make_reviews`; y (n,) int64 from 0 to 7;
        `extras["words"]` (v,) str. The first 75 % are to train.

    Raises:
        ValueError: A bad `n` or `seed`.
    """
    generator = seeded(n, seed)
    # The whole numbers below 100, a share of them for each topic.
    y = np.repeat(np.arange(len(TOPICS)), _SHARES)[generator.integers(100, size=n)]
    draws = generator.integers(2**31, size=(n, 120)).tolist()
    texts = [_report(_Writer(row), TOPICS[topic]) for row, topic in zip(draws, y, strict=True)]
    n_train = int(0.75 * n)
    x, words = _coded(texts, n_train)
    return Dataset(
        name="made_newswires",
        about=f"{n:,} made reports of a newswire on eight topics.",
        x=x,
        y=y,
        n_train=n_train,
        class_names=TOPICS,
        target_name="topic",
        extras={"words": words},
        source=f"dlcourse.data.make_newswires(n={n}, seed={seed})",
        licence=LICENCE,
        made=True,
    )


def _report(writer: _Writer, topic: str) -> list[str]:
    """One or two sentences on the topic, perhaps one or two on a topic beside it, shared ones."""
    topics = [topic] * (1 + writer.chance(50))
    if writer.chance(40):
        topics += [writer.one_of(_BESIDE[topic])] * (1 + writer.chance(40))
    parts = [writer.sentence(writer.one_of(_WIRES[name])) for name in topics]
    parts += [writer.sentence(writer.one_of(_SHARED)) for _ in range(1 + writer.chance(60))]
    return [word for part in parts for word in part]


def _coded(texts: Sequence[Sequence[str]], n_train: int) -> tuple[np.ndarray, np.ndarray]:
    """The codes of texts, and the words by code: by falling frequency in the first `n_train`."""
    counts = Counter(word for text in texts[:n_train] for word in text)
    # Words of the same count in the order of the alphabet: the same on every machine.
    ranked = sorted(counts, key=lambda word: (-counts[word], word))
    code = {word: FIRST + rank for rank, word in enumerate(ranked)}
    lengths = [1 + len(text) for text in texts]
    flat = (c for text in texts for c in (START, *(code.get(word, UNKNOWN) for word in text)))
    return sequences(flat, lengths), np.array([*MARKS, *ranked])


def sequences(codes: Iterable[int] | np.ndarray, lengths: Sequence[int] | np.ndarray) -> np.ndarray:
    """Cut one row of codes into read-only pieces.

    Args:
        codes: All codes, one text after the other.
        lengths: How many codes each text has.

    Returns:
        (n,) object: int32 arrays, which share their memory.
    """
    flat = np.fromiter(codes, dtype=np.int32, count=int(np.sum(lengths)))
    flat.setflags(write=False)
    cut = np.empty(len(lengths), dtype=object)
    ends = np.cumsum(lengths)
    for i, (end, length) in enumerate(zip(ends, lengths, strict=True)):
        cut[i] = flat[end - length : end]
    return cut
