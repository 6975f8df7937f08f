"""Domain names beyond ASCII, by IDNA 2008 and UTS 46, non-transitional."""

import pytest

from ligafiscal.input.domain_name import InvalidDomain, to_ascii


@pytest.mark.parametrize(
    ("name", "ascii_name"),
    [
        ("Ejemplo.MX", "ejemplo.mx"),
        ("a_b.r3---sn.ejemplo.mx", "a_b.r3---sn.ejemplo.mx"),
        ("ejemplo.xn--fiqs8s", "ejemplo.xn--fiqs8s"),
        ("ejemplo.中国", "ejemplo.xn--fiqs8s"),
        ("XN--FIQS8S.com", "xn--fiqs8s.com"),
        # The four characters that IDNA 2003 takes for others.
        ("straße.de", "xn--strae-oqa.de"),
        ("παράδειγμας.gr", "xn--hxajbheg2az3als.gr"),
        ("نامه\u200cای.com", "xn--mgba3gch31f060k.com"),
        ("ශ්\u200dරී.com", "xn--10cl1a0b660p.com"),
        ("STRAẞE.de", "xn--strae-oqa.de"),
        ("México.com", "xn--mxico-bsa.com"),
        ("ｅｊｅｍｐｌｏ．ｍｘ", "ejemplo.mx"),
        ("例え。テスト", "xn--r8jz45g.xn--zckzah"),
        ("उदाहरण.भारत", "xn--p1b6ci4b4b3a.xn--h2brj9c"),
        ("пример.испытание", "xn--e1afmkfd.xn--80akhbyknj4f"),
        ("مثال.إختبار", "xn--mgbh0fb.xn--kgbechtv"),
        ("r3---sn.españa.mx", "r3---sn.xn--espaa-rta.mx"),
    ],
)
def test_a_name_in_ascii(name: str, ascii_name: str) -> None:
    assert to_ascii(name) == ascii_name


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("☃.mx", "disallowed_codepoint U+2603"),
        ("👍.ws", "disallowed_codepoint U+1F44D"),
        ("a\u200cb.com", "contextj U+200C"),
        ("a\u200db.com", "contextj U+200D"),
        ("\u0301a.mx", None),
        ("אbג.il", None),
        ("ab--ñ.mx", "hyphen_3_4"),
        ("-ñ.mx", None),
        ("ñ" * 60 + ".mx", "label_too_long"),
        ("xn--zzzz999.mx", "invalid_alabel"),
        ("xn--a.mx", None),
        ("ñ..mx", "not_a_host"),
        ("ñ", "not_a_host"),
        ("a.²²", "not_a_host"),
        ("ñ.123", "not_a_host"),
        ("ñ/b.mx", None),
        (".".join(["ñ" * 20] * 12) + ".mx", "not_a_host"),
    ],
)
def test_a_name_that_idna_refuses_is_refused_with_its_reason(name: str, reason: str | None) -> None:
    with pytest.raises(InvalidDomain) as refused:
        to_ascii(name)
    assert refused.value.reason
    assert reason in (None, refused.value.reason)
    assert name not in refused.value.reason


@pytest.mark.parametrize(
    "name", ["", "ejemplo", "ejemplo.", ".mx", "a..mx", "-a.mx", "a-.mx", "a.b1", "1.2.3.4", "a b.mx"]
)
def test_what_is_no_name_at_all_breaks_no_rule_of_idna(name: str) -> None:
    with pytest.raises(InvalidDomain) as refused:
        to_ascii(name)
    assert refused.value.reason is None
