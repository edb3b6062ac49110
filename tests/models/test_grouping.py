"""One chasing mail per address and day."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from models.rules.grouping import Concern, Envelope, one_mail_each

addresses = st.sampled_from(["a@x.example", "b@x.example", "c@x.example", "d@x.example"])
worlds = st.lists(st.tuples(addresses, st.lists(addresses, max_size=3)), max_size=8).map(
    lambda rows: [Concern(item=n, to=to, cc=tuple(cc)) for n, (to, cc) in enumerate(rows)]
)


def test_an_address_that_serves_two_units_gets_one_mail_with_both() -> None:
    concerns = [Concern(item=1, to="a@x.example"), Concern(item=2, to="a@x.example")]
    assert one_mail_each(concerns=concerns) == (Envelope(to="a@x.example", cc=(), items=(1, 2)),)


def test_the_second_contact_of_a_unit_is_copied() -> None:
    concerns = [Concern(item=1, to="a@x.example", cc=("b@x.example",))]
    assert one_mail_each(concerns=concerns) == (Envelope(to="a@x.example", cc=("b@x.example",), items=(1,)),)


def test_a_copy_never_shows_another_unit() -> None:
    """a serves units 1 and 2; b belongs to unit 1 only: b gets a mail of its own, without unit 2."""
    concerns = [Concern(item=1, to="a@x.example", cc=("b@x.example",)), Concern(item=2, to="a@x.example")]
    assert one_mail_each(concerns=concerns) == (
        Envelope(to="a@x.example", cc=(), items=(1, 2)),
        Envelope(to="b@x.example", cc=(), items=(1,)),
    )


@given(worlds)
def test_every_address_stands_in_exactly_one_mail_and_reads_all_and_only_what_concerns_it(
    concerns: list[Concern],
) -> None:
    mails = one_mail_each(concerns=concerns)
    seen = Counter(address for mail in mails for address in (mail.to, *mail.cc))
    wanted = {address for concern in concerns for address in (concern.to, *concern.cc)}
    assert dict(seen) == dict.fromkeys(wanted, 1)
    for mail in mails:
        for address in (mail.to, *mail.cc):
            about = [concern.item for concern in concerns if address in (concern.to, *concern.cc)]
            assert list(mail.items) == about
