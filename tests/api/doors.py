"""The addresses that the tests of the doors walk through: one of each kind."""

GOAL = "/country/xa/goal/G17"
PAGES = (
    "/",
    "/country/np",
    "/country/xa",
    "/country/au",
    GOAL,
    "/country/xa/goal/G7",
    "/country/np/goal/7.2.1",
    "/country/np/untold",
    "/country/xa/untold",
    "/country/xa/provider/COLL-N",
    "/country/ph/provider/INNOTECH",
    "/country/xa/indicators",
    "/country/xa/coverage",
    "/country/au/coverage",
    "/country/uz/indicators",
    "/id/np/document/MP2013",
    "/id/xa/module/M9",
    "/resource?iri=http://metadata.un.org/sdg/4",
    "/gaps",
    "/gaps?country=np&status=unknown",
    "/gaps/counts",
    "/gaps/counts?country=xa&type=G09",
    "/rule/G18",
    "/trace?iri=xa:M9&direction=both",
    "/search?q=digital",
    "/search?q=nothingofthisname",
    "/datasets",
    "/datasets/np",
    "/datasets/np/versions",
    "/datasets/np/diff",
    "/releases",
    "/releases/2",
    "/review",
    "/review?dataset=xa",
    "/history",
    "/history?country=xa&type=G18",
    "/coverage",
    "/coverage/ictcft3:ictcft3",
    "/coverage/ictcft3:ictcft3?cell=KC.4&at=xa",
    "/coverage/digcompedu:digcompedu?country=np,ph",
    "/compare",
    "/compare?left=xa:TDCS24&right=ph:CHED-ICT",
    "/mappings",
    "/mappings?status=candidate&target=ictcft2:ictcft2",
    "/mappings/suspects",
    "/mappings/through?left=ictcft2:ictcft2&right=ictcft3:ictcft3&via=xa:TDCS24",
    "/mappings/suggest?source=ph:CHED-ICT&target=ictcft3:ictcft3",
    "/questions",
    "/questions/A5?country=xa",
)
FIXED = (
    "/ns",
    "/ns/PolicyGoal",
    "/api",
    "/method",
    "/glossary",
    "/questions/A5",
)  # these read no release, or wait to be asked
EVERY = (*PAGES, *FIXED)


def twin(address: str, form: str) -> str:
    """The address of a page in another form."""
    path, mark, query = address.partition("?")
    return f"{'/index' if path == '/' else path}.{form}{mark}{query}"
