"""How commands are read from the pages."""

from pathlib import Path

import pytest

from tests.rehearsal.manual import Manual

README = """# Product

## Try it

`make run` here, `make test TESTS=x` there.

## Deploy it

```sh
make build   # some seconds
sam deploy \\
  --config-env prod
```
"""
OPERATIONS = """# Manual

Say `make restore STACK=… FROM=<table>`, not `--guided` and not `organization`.

1. Then:

   ```sh
   for one in $(aws s3 ls); do
     aws s3 rb s3://$one
   done
   ```

## The first hour on AWS

`aws logs tail x`

## Cost

`aws ce get-cost-forecast --metric x`
"""


@pytest.fixture
def manual(tmp_path: Path) -> Manual:
    (tmp_path / "docs").mkdir()
    (tmp_path / "README.md").write_text(README, "utf-8")
    (tmp_path / "docs" / "operations.md").write_text(OPERATIONS, "utf-8")
    return Manual(tmp_path)


def test_blocks_and_spans_are_commands_comments_and_other_parts_are_not(manual: Manual) -> None:
    assert manual.commands == {
        "make build",
        "sam deploy --config-env prod",
        "make restore STACK=… FROM=<table>",
        "for one in $(aws s3 ls); do\naws s3 rb s3://$one\ndone",
        "aws ce get-cost-forecast --metric x",
    }


def test_a_command_that_stands_nowhere_is_an_error(manual: Manual) -> None:
    with pytest.raises(AssertionError, match="tells this command: sam deploy --guided"):
        manual.command("sam deploy --guided", {})


def test_what_a_reader_fills_in_has_to_be_filled_in(manual: Manual) -> None:
    command = "make restore STACK=… FROM=<table>"
    with pytest.raises(AssertionError, match="<table> is not filled in"):
        manual.command(command, {"…": "prod"})
    assert manual.command(command, {"…": "prod", "<table>": "old"}) == "make restore STACK=prod FROM=old"
    assert command not in manual.unused
