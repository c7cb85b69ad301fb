"""The tables of a *cases* package and what is allowed in each column, in the form of an edition's tables.

A stage, a result or an identity belongs to a region, a scale and a date: a region can have subregions
and axes beside it that are in another stage. What the source does not give has no row.
"""

from __future__ import annotations

from typing import Final

from regioscoop.register.codes import Code, CodeList
from regioscoop.register.loaded import SOURCES
from regioscoop.register.schema import DATE_PATTERN, Column, Table

SCALES: Final = CodeList(
    "scale",
    Code("subregional", "binnen de regio (subregio)", "within the region (subregion)"),
    Code("regional", "de regio als geheel", "the region as a whole"),
    Code("above", "groter dan de regio", "wider than the region"),
)
STRATEGIES: Final = CodeList(
    "strategy",
    Code("strengthen", "versterken wat goed gaat", "strengthen what goes well"),
    Code("keep", "behouden wat gemiddeld is", "keep what is average"),
    Code("catch_up", "achterstand inhalen", "catch up where behind"),
)
RESULT_TYPES: Final = CodeList(
    "type of result",
    Code("process", "procesresultaat", "process result"),
    Code("project", "projectresultaat", "project result"),
    Code("outcome", "maatschappelijke uitkomst", "outcome for society"),
)
STAGES: Final = CodeList(
    "stage",
    Code("meeting_place", "ontmoetingsplek", "meeting place"),
    Code("start_up", "start-up", "start-up"),
    Code("running_system", "draaiend systeem", "running system"),
    Code("undetermined", "niet vast te stellen", "undetermined"),
)
"""In the order of the drawing. None of them is the end, and a stage is no score."""
CRITERIA: Final = CodeList(
    "criterion of a stage",
    Code("why", "Men is het eens over het waarom", "Agreement on why"),
    Code("what", "Men is het eens over het wat", "Agreement on what"),
    Code("how", "Men is het eens over het hoe", "Agreement on how"),
    Code("shared_agenda", "Er is een gedeelde agenda", "There is a shared agenda"),
    Code("decision_rules", "Er zijn afspraken over besluiten", "There are rules for deciding"),
    Code("capacity", "Er is capaciteit geregeld", "Capacity is arranged"),
    Code("economic_seat", "Bedrijven hebben een vaste plek", "Economic partners have a fixed seat"),
    Code(
        "societal_seat",
        "Maatschappelijke partijen hebben een vaste plek",
        "Societal partners have a fixed seat",
    ),
    Code("shared_vision", "Er is een gedragen visie", "There is a vision that all carry"),
    Code("joint_execution", "Men voert samen uit", "Parties carry out together"),
    Code("urgency", "Men voelt urgentie", "Parties feel urgency"),
    Code("puller", "Er is een trekker, en die krijgt ruimte", "Someone pulls, and is granted that role"),
)
EVIDENCE_STATES: Final = CodeList(
    "state of a criterion of a stage",
    Code("met", "voldaan", "met"),
    Code("partly", "deels voldaan", "partly met"),
    Code("not_met", "niet voldaan", "not met"),
    Code("undetermined", "niet vast te stellen", "undetermined"),
)
MOVE_NAMES: Final = CodeList(
    "move",
    Code("stay", "blijven", "stay"),
    Code("develop", "doorontwikkelen", "develop"),
    Code("back", "terug", "back"),
    Code("stop", "stoppen", "stop"),
    Code("recalibrate", "herijken", "recalibrate"),
)
AMBITION_STATES: Final = CodeList(
    "state of an ambition", Code("set", "gesteld", "set"), Code("withdrawn", "vervallen", "withdrawn")
)
CONNECTIONS: Final = CodeList(
    "connected communities",
    Code("government_economy", "overheid en bedrijven", "governments and companies"),
    Code("government_society", "overheid en maatschappij", "governments and societal parties"),
    Code("economy_society", "bedrijven en maatschappij", "companies and societal parties"),
    Code("all_three", "alle drie", "all three"),
)
PERMANENCE: Final = CodeList(
    "permanence", Code("structural", "blijvend", "structural"), Code("temporary", "tijdelijk", "temporary")
)
BODIES: Final = CodeList(
    "body",
    Code("municipal_council", "gemeenteraad", "municipal council"),
    Code("provincial_states", "provinciale staten", "provincial states"),
    Code("water_board_assembly", "algemeen bestuur van een waterschap", "water-board assembly"),
)
CONSTRUCTS: Final = CodeList(
    "side of legitimacy",
    Code("fundamental", "samenwerken als middel", "cooperation as a means"),
    Code("interest", "belangstelling", "interest"),
    Code(
        "input_throughput", "overzicht, aansluiting, openheid, invloed", "overview, fit, openness, influence"
    ),
    Code("output_own", "resultaat naar eigen ambities", "output against own ambitions"),
    Code("output_neighbours", "resultaat naast buurregio's", "output against neighbours"),
)
POLARITIES: Final = CodeList(
    "polarity", Code("positive", "versterkt", "strengthens"), Code("negative", "verzwakt", "weakens")
)
FACT_CERTAINTIES: Final = CodeList(
    "certainty of a fact",
    Code("stated", "staat in de bron", "stated by the source"),
    Code("inferred", "afgeleid uit de bron", "inferred from the source"),
)

_ID: Final = r"[a-z0-9][a-z0-9-]*"
_REGION: Final = Column("region", "Id of the region", required=True)
_SCALE: Final = Column("scale", "Scale it belongs to", required=True, code_list=SCALES)
_SCALE_IF_GIVEN: Final = Column("scale", "Scale it belongs to, where the source says so", code_list=SCALES)
_SOURCE: Final = Column("source", "Where this row comes from", required=True)
_PASSAGE: Final = Column("passage", "Where in the source it stands: section, page, figure or note")
_WORDS: Final = (Column("words_nl", "In words of ours, Dutch"), Column("words_en", "The same in English"))
_TO_SOURCE: Final = {"source": ("sources", "id")}


def _date(about: str, name: str = "date") -> Column:
    return Column(name, f"{about} (YYYY, YYYY-MM or YYYY-MM-DD)", pattern=DATE_PATTERN)


CASE_TABLES: Final[dict[str, Table]] = {
    table.name: table
    for table in (
        SOURCES,
        Table(
            "regions",
            "Regions, subregions and axes that are described",
            (
                Column("id", "Slug", required=True, pattern=_ID),
                Column("name", "Name", required=True),
                _SCALE,
                Column("part_of", "Id of the region it lies in, of a subregion"),
                _date("Date the description belongs to"),
                Column("note", "What a user has to know"),
                _SOURCE,
                _PASSAGE,
            ),
            ("id",),
            _TO_SOURCE,
            required=False,
        ),
        Table(
            "region_members",
            "Municipalities of a region, where a source gives them",
            (
                _REGION,
                Column("municipality", "CBS code", required=True, pattern=r"GM\d{4}"),
                _SOURCE,
                _PASSAGE,
            ),
            ("region", "municipality"),
            _TO_SOURCE,
            required=False,
        ),
        Table(
            "attributes",
            "What can be stated of a region, and in which values",
            (
                Column("attribute", "Attribute of a region", required=True, pattern=r"[a-z0-9][a-z0-9_]*"),
                Column("code", "One of its values; empty in the row that names the attribute itself"),
                Column("rank", "Place of the value among the others, lowest first", kind="number"),
                *_WORDS,
                _SOURCE,
            ),
            ("attribute", "code"),
            _TO_SOURCE,
            required=False,
        ),
        Table(
            "case_facts",
            "What a source states of a region: identity, puller, agenda, welfare and the like",
            (
                _REGION,
                Column("attribute", "What is stated, such as identity", required=True),
                Column("value", "Its value: a code of the attribute, or a number", required=True),
                *_WORDS,
                Column("certainty", "Stated or inferred", required=True, code_list=FACT_CERTAINTIES),
                _date("Date it belongs to"),
                _SOURCE,
                _PASSAGE,
            ),
            ("region", "attribute", "date", "source"),
            _TO_SOURCE,
            required=False,
        ),
        Table(
            "ambitions",
            "What a region wants: per theme, with the way to get there",
            (
                Column("id", "Slug", required=True, pattern=_ID),
                _REGION,
                _SCALE,
                Column("theme", "Theme of broad welfare, or a policy field", required=True),
                Column("strategy", "Strengthen, keep or catch up", code_list=STRATEGIES),
                *_WORDS,
                _date("Stated on"),
                _date("To be reached by", "until"),
                Column("replaces", "Id of the ambition that this one actualises; that one is kept"),
                Column("status", "Withdrawn where the row ends what it replaces", code_list=AMBITION_STATES),
                Column("judged_by", "Who recorded it"),
                _SOURCE,
                _PASSAGE,
            ),
            ("id",),
            _TO_SOURCE,
            required=False,
        ),
        Table(
            "results",
            "What was achieved, by type and scale",
            (
                Column("id", "Slug", required=True, pattern=_ID),
                _REGION,
                _SCALE_IF_GIVEN,
                Column("type", "Process, project or outcome", required=True, code_list=RESULT_TYPES),
                Column("ambition", "Id of the ambition it serves"),
                Column("theme", "Theme of broad welfare, or a policy field"),
                *_WORDS,
                _date("When"),
                Column("judged_by", "Who recorded it"),
                _SOURCE,
                _PASSAGE,
            ),
            ("id",),
            _TO_SOURCE,
            required=False,
        ),
        Table(
            "stages",
            "Stage of the cooperation of a region, at a scale and a date",
            (
                _REGION,
                _SCALE,
                _date("Date the stage belongs to"),
                Column("stage", "Stage, or undetermined", required=True, code_list=STAGES),
                Column("move", "Move that the source sees the region make", code_list=MOVE_NAMES),
                Column("certainty", "Stated or inferred", required=True, code_list=FACT_CERTAINTIES),
                *_WORDS,
                Column("judged_by", "Who judged it"),
                _SOURCE,
                _PASSAGE,
            ),
            ("region", "scale", "date", "source"),
            _TO_SOURCE,
            required=False,
        ),
        Table(
            "stage_criteria",
            "Criteria of a stage, each with its evidence",
            (
                _REGION,
                _SCALE,
                _date("Date the judgement belongs to"),
                Column("criterion", "Criterion", required=True, code_list=CRITERIA),
                Column("met", "Met or not", required=True, code_list=EVIDENCE_STATES),
                Column("document", "Document that shows it"),
                _date("Date of that document", "document_date"),
                Column("quote", "Words of that document"),
                *_WORDS,
                Column("judged_by", "Who judged it"),
                _SOURCE,
                _PASSAGE,
            ),
            ("region", "scale", "date", "criterion", "judged_by", "source"),
            _TO_SOURCE,
            required=False,
        ),
        Table(
            "connections",
            "Connections between governments, companies and societal parties",
            (
                Column("id", "Slug", required=True, pattern=_ID),
                _REGION,
                _SCALE_IF_GIVEN,
                Column("communities", "Which communities it connects", required=True, code_list=CONNECTIONS),
                Column("permanence", "Structural or temporary", code_list=PERMANENCE),
                Column("theme", "Theme of broad welfare, or a policy field"),
                Column("name", "Name, where it has one"),
                *_WORDS,
                _date("When"),
                _SOURCE,
                _PASSAGE,
            ),
            ("id",),
            _TO_SOURCE,
            required=False,
        ),
        Table(
            "survey",
            "What members of representative bodies answered, per region, body and side of legitimacy",
            (
                _REGION,
                _date("When it was asked"),
                Column("body", "Body", required=True, code_list=BODIES),
                Column("construct", "Side of legitimacy", required=True, code_list=CONSTRUCTS),
                Column("mean", "Mean of the answers, 1 to 5", kind="number"),
                Column("low", "Lower end of its 95% interval", kind="number"),
                Column("high", "Upper end of it", kind="number"),
                Column("answered", "Members who answered", kind="integer"),
                Column("asked", "Members who were asked", kind="integer"),
                _SOURCE,
                _PASSAGE,
            ),
            ("region", "date", "body", "construct", "source"),
            _TO_SOURCE,
            required=False,
        ),
        Table(
            "interview_links",
            "What leads to what, according to the people who were interviewed",
            (
                _REGION,
                Column("cause", "Cause", required=True),
                Column("effect", "Effect", required=True),
                Column("polarity", "Strengthens or weakens", required=True, code_list=POLARITIES),
                Column("interviews", "Number of interviews that say so", kind="integer"),
                _SOURCE,
                _PASSAGE,
            ),
            ("region", "cause", "effect", "polarity", "source"),
            _TO_SOURCE,
            required=False,
        ),
    )
}
"""Name of the table -> the table; only ``sources`` must be there."""
