"""What the fuzzer cannot tell from the schema: how values of its scalars look.

Most are such as the demo archive has, so that queries find something; the others are any text.
"""

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
