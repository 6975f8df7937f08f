"""Where an import goes that waits until somebody needs it."""

import pytest

from tools.deferred import NeededAtOnce, defer


def test_an_import_goes_into_the_innermost_block_that_needs_it() -> None:
    source = '''
import configparser

def load(path):
    """Read a file."""
    if path is not None:
        if not path.exists():
            raise OSError
        try:
            parser = configparser.ConfigParser()
        finally:
            path.close()
    return path
'''
    assert defer(source, ("configparser",)) == (
        '''def load(path):
    """Read a file."""
    if path is not None:
        if not path.exists():
            raise OSError
        try:
            import configparser
            parser = configparser.ConfigParser()
        finally:
            path.close()
    return path'''
    )


@pytest.mark.parametrize(
    "body",
    [
        "    first = far.away()\n    if first:\n        far.away()",
        "    if far.away():\n        far.away()",
        "    for one in all_of_them:\n        far.away()",
        "    try:\n        pass\n    except far.Error:\n        pass",
        "    with far.away() as it:\n        pass",
        "    if one:\n        far.away()\n    else:\n        far.away()",
    ],
)
def test_it_goes_before_whatever_needs_it_in_more_than_one_place(body: str) -> None:
    deferred = defer(f"import far\n\ndef use(all_of_them, one):\n{body}", ("far",))
    assert deferred == f"def use(all_of_them, one):\n    import far\n{body}"


def test_what_is_used_while_the_module_is_imported_cannot_wait() -> None:
    for line in ("value = far.away", "class A(far.B): pass", "def f(a=far.away): pass", "def f(a: far.A): pass"):
        with pytest.raises(NeededAtOnce):
            defer(f"import far\n{line}", ("far",))
    with pytest.raises(NeededAtOnce):
        defer("import near", ("far",))


def test_annotations_that_nobody_looks_at_can_wait() -> None:
    source = (
        "from __future__ import annotations\nfrom far import A\nclass B:\n    a: A\n\n    def f(self, a: A) -> A: ..."
    )
    assert "import A" not in defer(source, ("far",))
    with pytest.raises(NeededAtOnce):
        defer(source.replace("a: A\n", "a: A = A()\n"), ("far",))
