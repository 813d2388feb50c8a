"""What the fuzzer cannot tell from the schema: how values of its scalars look, and which arguments go together.

Most are such as the demo archive has, so that queries find something; the others are any text.
"""

from zlib import crc32

import graphql
import schemathesis
from hypothesis import strategies as st
from schemathesis.graphql import nodes

DATES = st.sampled_from(
    [
        "1938-03-15", "1905", "1888-09", "1911~", "1878?", "193X", "1937/1938", "1917/..", "../1917",
        "[1710,1716]", "-0521", "Y-17000000", "1984%", "2001-21", "", "1938-15-03", "9999-12-31/", "Y999999999999",
    ]
)
KINDS = ["person", "event", "article", "quotation", "claim", "revision", "batch"]
NUMBERS = st.one_of(st.integers(1, 60), st.sampled_from([0, -1, 2**31, 2**63 - 1, 2**63]))
IDS = st.builds(lambda kind, number: f"{kind}:{number}", st.sampled_from(KINDS), NUMBERS)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)


def mostly(good):
    """Three of the good ones for each of any text."""
    return st.one_of(good, good, good, TEXTS).map(nodes.String)


schemathesis.graphql.scalar("Edtf", mostly(DATES))
schemathesis.graphql.scalar("ID", mostly(IDS))
schemathesis.graphql.scalar("JSON", TEXTS.map(nodes.String))


class Fewer(graphql.Visitor):
    """Leaves out arguments and members of input objects that may be left out, some here, some there.

    The fuzzer gives them all, and hardly any page can be taken both from its begin and from its end.
    """

    def __init__(self, text):
        super().__init__()
        self.text = text
        self.count = 0

    def enter_argument(self, node, *_):
        self.count += 1
        chance = crc32(f"{self.count} {self.text}".encode())
        name = node.name.value
        # A cursor is never guessed, and a page is taken from one side.
        side = ["last", "before"] if crc32(self.text.encode()) % 2 else ["first", "after"]
        left_out = {"after": 9, "before": 9, "filter": 5, "orderBy": 5}.get(name, 0)
        if chance % 10 < left_out or (name in side and chance % 10 < 9):
            return graphql.REMOVE
        return None


@schemathesis.hook
def before_call(context, case, kwargs):
    """Changes a query before it is sent; one that is wrong on purpose stays so."""
    if case.meta is not None and not case.meta.generation.mode.is_positive:
        return
    document = graphql.parse(case.body)
    case.body = graphql.print_ast(graphql.visit(document, Fewer(case.body)))
