"""What a language brings to reading figures, beyond what CLDR knows of it (separators, scales, months; through Babel).

All words are in small letters. Another language is another entry of `LANGUAGES`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from babel import Locale

Days = tuple[date, date]


@dataclass(frozen=True)
class Language:
    """The words of one language around figures; patterns are regular expressions for whole words."""

    code: str
    numbers: dict[str, str]  # number words, by pattern
    some: dict[str, int]  # words for an order of magnitude, with its factor: thousands of
    multiples: dict[str, str]  # words that are a ratio by themselves, by pattern
    ranks: dict[str, int]  # superlatives and ordinals, by pattern
    qualifiers: dict[str, str]  # words before a figure, by pattern
    after: dict[str, str]  # words behind a figure that qualify it, by pattern
    neutral: tuple[str, ...]  # where a word that looks like a qualifier is none, by pattern
    between: tuple[str, ...]  # words between the ends of a range
    bulk: str  # what makes a word of a scale, so that it names an order of magnitude: milliardenschwer
    plural: str  # the ending of scale words in the plural, where CLDR leaves it out
    links: tuple[str, ...]  # words that may stand between a figure and its unit
    falls: str  # words that say that something becomes less
    days: dict[str, str]  # words for a time, by pattern; see `relative`
    halves: tuple[str, ...]  # of a year, by pattern, in their order
    quarters: tuple[str, ...]
    also: tuple[str, ...] = ()  # further words between the first and the last day of several

    @cached_property
    def locale(self) -> Locale:
        return Locale(self.code)

    @cached_property
    def scales(self) -> dict[str, int]:
        """Scale words with their factor, as CLDR has them in its long and short compact forms."""
        found: dict[str, int] = {}
        for form in ("long", "short"):
            for forms in self.locale.compact_decimal_formats[form].values():
                for size, pattern in forms.items():
                    word, zeros = _word(pattern.pattern), pattern.pattern.count("0")
                    if zeros and len(word) > 1:  # a letter alone, such as B, may be anything
                        found[word] = found[word + self.plural] = int(size) // 10 ** (zeros - 1)
        return found

    @cached_property
    def plural_scales(self) -> set[str]:
        """Scale words that no single thing takes: "einer Billionen-Dollar-Anlage" names no number."""
        forms = self.locale.compact_decimal_formats["long"]
        single = {_word(p.pattern) for p in forms["one"].values() if p.pattern.count("0") == 1}
        return {_word(p.pattern) for p in forms["other"].values()} - single

    @cached_property
    def months(self) -> dict[str, int]:
        """Names of months, whole and short, with their number."""
        return {
            name.strip(".").lower(): number
            for width in ("abbreviated", "wide")
            for number, name in self.locale.months["format"][width].items()
        }


def _word(pattern: str) -> str:
    """The word in a compact form of CLDR, such as "00 Milliarden"."""
    return pattern.replace("0", "").replace("'", "").strip("\u00a0 ").lower()


def _week(on: date) -> Days:
    return on - timedelta(days=on.weekday()), on


def relative(kind: str, on: date) -> Days:
    """The days that a word for a time means in a text of the day `on`."""
    return {
        "today": (on, on),
        "yesterday": (on - timedelta(days=1), on - timedelta(days=1)),
        "this-week": _week(on),
        "this-year": (date(on.year, 1, 1), date(on.year, 12, 31)),
        "last-year": (date(on.year - 1, 1, 1), date(on.year - 1, 12, 31)),
        "next-year": (date(on.year + 1, 1, 1), date(on.year + 1, 12, 31)),
    }[kind]


GERMAN = Language(
    code="de",
    numbers={
        r"ein(?:e|en|em|er|es)?": "1", r"eineinhalb|anderthalb": "1.5", r"zwei": "2", r"drei": "3", r"vier": "4",
        r"fünf": "5", r"sechs": "6", r"sieben": "7", r"acht": "8", r"neun": "9", r"zehn": "10", r"elf": "11",
        r"zwölf": "12", r"zwanzig": "20", r"dreißig": "30", r"vierzig": "40", r"fünfzig": "50", r"sechzig": "60",
        r"siebzig": "70", r"achtzig": "80", r"neunzig": "90", r"hundert": "100", r"tausend": "1000",
    },
    some={"zig": 10, "dutzende": 10, "hunderte": 100, "hunderten": 100, "tausende": 1000, "tausenden": 1000},
    multiples={
        r"doppelt\w*|verdoppel\w*|zweifach\w*|zweimal": "2", r"dreifach\w*|verdreifach\w*|dreimal": "3",
        r"vierfach\w*|vervierfach\w*": "4", r"fünffach\w*|verfünffach\w*": "5", r"zehnfach\w*|verzehnfach\w*": "10",
        r"hundertfach\w*": "100", r"halbier\w*": "0.5",
    },
    ranks={
        r"zweit\w*te[mnrs]?": 2, r"dritt\w*te[mnrs]?": 3,
        r"(?:größ|reichs|wertvolls|stärks|höchs|bes|meis|ers|\w+intensivs)te[mnrs]?": 1,
    },
    qualifiers={
        r"über|mehr als|mindestens": "over", r"bis zu|höchstens|innerhalb": "up-to", r"fast|beinahe|knapp": "nearly",
        r"unter|weniger als": "under", r"etwa|rund|ca\.?|ungefähr": "about",
    },
    after={r"übersteig\w*|überschreit\w*": "over"},
    neutral=(r"(?:vertrag|zusammenarbeit|abkommen|auftrag|vereinbarung) über",),
    between=("bis",),
    bulk=r"schwer\w*",
    plural="",
    links=("von", "an"),
    falls=r"senk\w*|reduzier\w*|sank\w*|sink\w*|fiel\w*|fall\w*|verring\w*|kürz\w*|billiger|weniger",
    days={
        r"gestern": "yesterday", r"heute": "today", r"diese[rs]? woche": "this-week",
        r"dieses jahr|in diesem jahr|dieses jahres": "this-year", r"letztes jahr|im vergangenen jahr": "last-year",
        r"nächste[sn] jahr|im nächsten jahr": "next-year",
        r"anfang|zu beginn|beginn": "start", r"ende": "end", r"jahrhunderts?": "century", r"er jahren?": "decade",
        r"jahr(?:es|e)?|des": "year",
    },
    halves=(r"erste[ns]? halbjahr", r"zweite[ns]? halbjahr"),
    quarters=(r"erste[ns]? quartal", r"zweite[ns]? quartal", r"dritte[ns]? quartal", r"vierte[ns]? quartal"),
)  # fmt: skip
ENGLISH = Language(
    code="en",
    numbers={
        r"an?|one": "1", r"two": "2", r"three": "3", r"four": "4", r"five": "5", r"six": "6", r"seven": "7",
        r"eight": "8", r"nine": "9", r"ten": "10", r"eleven": "11", r"twelve": "12", r"sixteen": "16", r"twenty": "20",
        r"thirty": "30", r"forty": "40", r"fifty": "50", r"sixty": "60", r"seventy": "70", r"eighty": "80",
        r"ninety": "90", r"half": "0.5",
    },
    some={"dozens": 10, "tens": 10, "hundreds": 100, "thousands": 1000},
    multiples={
        r"twice|double[sd]?|doubling|twofold": "2", r"three(?:fold| times)|tripl\w+": "3", r"fourfold": "4",
        r"fivefold": "5", r"tenfold": "10", r"hundredfold": "100", r"thousandfold": "1000", r"hal(?:f|ve[sd]?)": "0.5",
    },
    ranks={r"second[ -](?:largest|richest|biggest)|second": 2, r"third": 3, r"first|largest|biggest|richest|most": 1},
    qualifiers={
        r"over|more than|at least|above": "over", r"up to|at most|as much as|within": "up-to",
        r"nearly|almost|just under": "nearly", r"under|less than|below": "under",
        r"about|some|around|roughly|approximately": "about",
    },
    after={r"or more": "over"},
    neutral=(),
    between=("to",),
    bulk="",
    plural="s",
    links=("of",),
    falls=r"cut\w*|fell|falls?|reduc\w*|lower\w*|sank|less(?! than| \d)|cheaper|saving|saves?|down|lost",
    days={
        r"yesterday": "yesterday", r"today": "today", r"this week": "this-week", r"this year": "this-year",
        r"last year": "last-year", r"next year": "next-year", r"early|beginning of": "start", r"end of|late": "end",
        r"century": "century", r"s": "decade", r"in|of|the": "year",
    },
    halves=(r"first half", r"second half"),
    quarters=(r"first quarter", r"second quarter", r"third quarter", r"fourth quarter"),
    also=("and",),
)  # fmt: skip
FRENCH = Language(
    code="fr",
    numbers={
        r"une?": "1", r"deux": "2", r"trois": "3", r"quatre": "4", r"cinq": "5", r"six": "6", r"sept": "7",
        r"huit": "8", r"neuf": "9", r"dix": "10", r"onze": "11", r"douze": "12", r"vingt": "20", r"trente": "30",
        r"quarante": "40", r"cinquante": "50", r"soixante": "60", r"cent": "100", r"mille": "1000", r"demi": "0.5",
    },
    some={"dizaines": 10, "centaines": 100, "milliers": 1000},
    multiples={
        r"doubl\w*|deux fois": "2", r"tripl\w*|trois fois": "3", r"quadrupl\w*": "4", r"quintupl\w*": "5",
        r"décupl\w*|dix fois": "10", r"centupl\w*": "100",
    },
    ranks={r"deuxième|second[e]?": 2, r"troisième": 3, r"premi(?:er|ère)s?|plus grande?": 1},
    qualifiers={
        r"plus de|au moins": "over", r"jusqu'à|au plus": "up-to", r"presque|près de": "nearly", r"moins de": "under",
        r"environ|quelque": "about",
    },
    after={r"ou plus": "over"},
    neutral=(),
    between=("à",),
    bulk="",
    plural="",
    links=("de", "d'"),
    falls=r"baiss\w*|rédui\w*|diminu\w*|tomb\w*|moins(?! de)",
    days={
        r"hier": "yesterday", r"aujourd'hui": "today", r"cette semaine": "this-week", r"cette année": "this-year",
        r"l'an dernier|l'année dernière": "last-year", r"l'an prochain|l'année prochaine": "next-year",
        r"début": "start", r"fin": "end", r"siècle": "century", r"années": "decade", r"en|de": "year",
    },
    halves=(r"premier semestre", r"second semestre"),
    quarters=(r"premier trimestre", r"deuxième trimestre", r"troisième trimestre", r"quatrième trimestre"),
    also=("et",),
)  # fmt: skip
LANGUAGES = {language.code: language for language in (GERMAN, ENGLISH, FRENCH)}
