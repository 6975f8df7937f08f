"""The operator's life with the product, from the first deployment to the last, as the manual tells it."""

import json
import platform
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from local.template import load_yaml
from tests.rehearsal.deployed import Stack
from tests.rehearsal.emulator import ACCOUNT, OWN_DOMAINS, REGION
from tests.rehearsal.operating import Operator
from tests.rehearsal.people import CUSTOMER, TAX_INFO, Business, ask
from tests.rehearsal.stage import Keys, Rehearsal

# Functions run on this machine's processor.
ARCHITECTURE = "arm64" if platform.machine() in ("aarch64", "arm64") else "x86_64"
DEPLOY = "Deploy a stack to play with, as README says"
USE_A_LINK = "Make a link, open it, save the tax information, read it"

# What a person types who is asked whether they mean it.
YES = "y\n" * 3
PATIENCE_SECONDS = 60
LOGO = Path("local/demo_logo.png")

# What a parameter is changed to, where the template does not list its values and it is no number.
CHANGED = {
    "MailFrom": f"facturas@{OWN_DOMAINS}",
    "AlarmEmail": f"guardia@{OWN_DOMAINS}",
    "ApiDomainName": f"api.{OWN_DOMAINS}",
    "PortalDomainName": f"facturacion.{OWN_DOMAINS}",
    "WebhookAllowedPrivateCidrs": "10.20.0.0/16",
}
# Changed by themselves, each because it is part of a version; what goes with it goes along.
ALONE = (
    ("MailFrom",),
    ("PortalDomainName", "PortalCertificateArn", "KeepGatewayAddresses"),
    ("Tracing",),
    ("SnapStart",),
)

# Commands of the manual that nobody can follow here, each with its reason.
NOT_HERE = {
    "make organization": "of the stack on a laptop",
    "aws configure": "the profile is there, with the account's own keys",
    "aws dynamodb list-backups --backup-type SYSTEM": "the emulator makes no system backup of a deleted table",
    "aws dynamodb restore-table-from-backup --backup-arn <arn> --target-table-name <the same name>": "the same",
    "aws dynamodb update-continuous-backups --table-name <name> "
    "--point-in-time-recovery-specification PointInTimeRecoveryEnabled=true": "the same",
    "aws dynamodb update-table --table-name <name> --deletion-protection-enabled": "the same",
    "aws dynamodb update-time-to-live --table-name <name> "
    "--time-to-live-specification Enabled=true,AttributeName=expires_at": "the same",
}

PARTS = (
    *("mail", "keys_of_users", "rotate", "restore", "erase", "change_parameters", "change_nothing"),
    *("fail_to_build", "fail_to_update", "fail_to_begin", "take_down"),
)


def short(rehearsal: Rehearsal) -> None:
    """README's way: a stack to play with, an organization, and one link's life."""
    operator, stack = rehearsal.operator, rehearsal.stack("default")
    # Built already, while there was a network.
    operator.manual.command("make build", {})
    with rehearsal.step(DEPLOY):
        operator.set_parameters("default", Architecture=ARCHITECTURE)
        operator.run("sam deploy")
        assert_sound(stack)
    with rehearsal.step("Make an organization"):
        printed = operator.run('make organization NAME="Cafetería Huatabampo" STACK=ligafiscal-dev')
        business = rehearsal.business(stack, rehearsal.keys(printed).test)
    with rehearsal.step(USE_A_LINK):
        one_life(rehearsal, stack, business, "Cafetería Huatabampo")
    with rehearsal.step("Every function answers, and its log is its own"):
        assert_answers(stack, operator.place / "events")


def whole(rehearsal: Rehearsal, earlier: Path | None, only: Sequence[str] | None) -> None:
    """Everything that the manual tells, on the stack for production; `earlier` is a checkout that is deployed first.

    With `only`, just these of PARTS, after the beginning.
    """
    life = Life(rehearsal, rehearsal.stack("prod"))
    if only is None:
        short(rehearsal)
    if earlier:
        life.begin_with(earlier)
    else:
        life.begin()
    for part in PARTS:
        if only is None or part.replace("_", "-") in only:
            getattr(life, part)()
    if only is None:
        with rehearsal.step("Nothing in the manual was left out"):
            left_out = rehearsal.operator.manual.unused
            assert left_out == set(NOT_HERE), left_out ^ set(NOT_HERE)


def assert_sound(stack: Stack) -> None:
    """What holds after every deployment: it is complete, and what answers is what was deployed."""
    assert stack.status in ("CREATE_COMPLETE", "UPDATE_COMPLETE"), stack.status
    stale = stack.stale()
    assert not stale, f"versions that are not what was deployed: {stale}"


def assert_answers(stack: Stack, events: Path) -> None:
    failing = stack.failing(events)
    assert not failing, failing
    silent = stack.silent()
    assert not silent, f"no line in a log group of the stack: {silent}"


def one_life(rehearsal: Rehearsal, stack: Stack, business: Business, name: str) -> str:
    """A link is made, opened, used, and closed; the customer's id."""
    made = business.new_customer({"email": TAX_INFO["email"]}, link=True)
    assert made["edit_link"].startswith(f"{stack.outputs['PortalUrl']}/tax-info/"), made["edit_link"]
    customer = rehearsal.customer(made["edit_link"])
    assert name in customer.open()
    customer.save()
    read = business.customer(made["id"])
    assert read["legal_name"] == TAX_INFO["legal_name"], read
    assert read["address"]["zip"] == TAX_INFO["address.zip"], read
    assert "edit_link" not in read, read
    return str(made["id"])


@dataclass
class Before:
    """What was there before something that must keep it: customers as the API shows them, links that are open."""

    business: Business
    portal_url: str
    customers: dict[str, Any]
    used: str
    open: list[dict[str, Any]]


class Life:
    """On one stack, whose first organization is `Acme`."""

    def __init__(self, rehearsal: Rehearsal, stack: Stack) -> None:
        self.rehearsal, self.stack = rehearsal, stack
        self.operator, self.step = rehearsal.operator, rehearsal.step
        self.keys = Keys("", "", "", "")

    def _business(self, key: str | None = None) -> Business:
        return self.rehearsal.business(self.stack, key or self.keys.live)

    def _deploy(self) -> None:
        self.operator.run("sam deploy --config-env prod", typed=YES)
        assert_sound(self.stack)

    # --- Beginning ---

    def begin(self) -> None:
        with self.step("Deploy the stack for production, as the manual says"):
            self.operator.set_parameters("prod", Architecture=ARCHITECTURE)
            self._deploy()
        self._first_organization()
        with self.step("Use it"):
            self._use()

    def begin_with(self, earlier: Path) -> None:
        with self.step("Deploy the earlier revision"):
            loosen(earlier)
            before = Operator(
                earlier, self.operator.folder.with_name("earlier-operator"), self.rehearsal.emulator.authority
            )
            before.set_parameters("prod", Architecture=ARCHITECTURE)
            before.shell("sam deploy --config-env prod", typed=YES)
        self._first_organization()
        with self.step("Use it"):
            seen = self._remember()
            tables = self._tables()
        with self.step("Update it to this checkout"):
            self.operator.set_parameters("prod", Architecture=ARCHITECTURE)
            self._deploy()
        with self.step("Old keys, customers and links are as they were"):
            assert tables <= self._tables(), f"no longer there: {tables - self._tables()}"
            self._assert_kept(seen)
        with self.step("Use what is new"):
            self._use()

    def _first_organization(self) -> None:
        with self.step("Make the first organization, with a logo"):
            (self.operator.place / "logo.png").write_bytes((self.operator.place / LOGO).read_bytes())
            self.operator.manual.command('make organization NAME="Acme" STACK=ligafiscal-prod', {})
            printed = self.operator.shell(
                'make organization NAME="Acme" STACK=ligafiscal-prod OPTIONS="--logo logo.png"'
            )
            self.keys = self.rehearsal.keys(printed)
            said = self.operator.run(
                "curl -u sk_test_…: <ApiUrl>/check",
                {"sk_test_…": self.keys.test, "<ApiUrl>": self.stack.outputs["ApiUrl"]},
            )
            assert '{"ok":true}' in said.replace(" ", ""), said

    def _use(self) -> None:
        """What a business does, and its customers."""
        for key in (self.keys.test, self.keys.live):
            one_life(self.rehearsal, self.stack, self._business(key), "Acme")
        business = self._business()
        made = business.new_customer(CUSTOMER)
        assert made in business("GET", "/customers?limit=100")["data"]
        assert business("GET", f"/customers?q={CUSTOMER['tax_id']}")["data"], "not found by its RFC"
        changed = business("PUT", f"/customers/{made['id']}?createEditLink=true", {"phone": "6471234567"})
        assert changed["phone"] == "6471234567"
        assert business("GET", f"/customers/{made['id']}/tax-info-validation")["is_valid"] is True
        dead = self.rehearsal.customer(changed["edit_link"])
        business("DELETE", f"/customers/{made['id']}")
        dead.open(status=404)
        shown = business("PUT", "/organizations/me/customization", {"color": "1F6F5C"})
        logo = ask(self.rehearsal.emulator.tls, "GET", shown["logo_url"])
        assert (logo.status, logo.content[:4]) == (200, b"\x89PNG"), logo.status

    def _remember(self) -> Before:
        """Customers and links of now, one of them used."""
        business = self._business()
        used = one_life(self.rehearsal, self.stack, business, "Acme")
        whole = business.new_customer(CUSTOMER)
        waiting = [business.new_customer({"email": "ana@example.com"}, link=True) for _ in range(2)]
        customers = {one: business.customer(one) for one in (used, whole["id"], *(one["id"] for one in waiting))}
        return Before(business, self.stack.outputs["PortalUrl"], customers, used, waiting)

    def _assert_kept(self, before: Before) -> None:
        """Nothing is lost or changed; an open link still is, at the address it was sent with, and can be used."""
        business, portal_url = self._business(), self.stack.outputs["PortalUrl"]
        for customer_id, known in before.customers.items():
            now = business.customer(customer_id)
            customer = dict(known)
            if link := known.get("edit_link"):
                # The API shows it at the portal's address of now.
                customer["edit_link"] = link.replace(before.portal_url, portal_url)
            assert {name: now.get(name) for name in customer} == customer, f"{now}\nis not\n{customer}"
        opened = self.rehearsal.customer(before.open[0]["edit_link"])
        assert "Acme" in opened.open()
        opened.save()
        read = business.customer(before.open[0]["id"])
        assert read["legal_name"] == TAX_INFO["legal_name"], read
        changed = business("PUT", f"/customers/{before.used}", {"phone": "5550000000"})
        assert changed["phone"] == "5550000000", changed
        renewed = business("PUT", f"/customers/{before.open[1]['id']}?createEditLink=true", {})
        self.rehearsal.customer(before.open[1]["edit_link"]).open(status=410)
        self.rehearsal.customer(renewed["edit_link"]).open()

    def _tables(self) -> set[tuple[str, str]]:
        return set(self.stack.resources("AWS::DynamoDB::Table").items())

    # --- What the manual has commands for ---

    def mail(self) -> None:
        """The sender is set later, as most will, and by nothing but the parameter: the link arrives by mail."""
        with self.step("Mail a link: first without a sender, then with one"):
            business = self._business()
            made = business.new_customer({"email": "ana@example.com"}, link=True)
            business("POST", f"/customers/{made['id']}/email-edit-link", {"email": "ana@example.com"}, status=403)
            client = self.rehearsal.client("sesv2")
            client.create_email_identity(EmailIdentity=OWN_DOMAINS)
            self._change("MailFrom")
            business("POST", f"/customers/{made['id']}/email-edit-link", {"email": "ana@example.com"})
            (mail,) = self.rehearsal.emulator.mails()
            assert made["edit_link"] in str(mail), mail
            assert CHANGED["MailFrom"] in str(mail), mail

    def keys_of_users(self) -> None:
        with self.step("Revoke a user key that has leaked"):
            filled_in = {"<id>": self.keys.organization}
            listed = self.operator.run("make revoke-user-key STACK=ligafiscal-prod ORGANIZATION=<id>", filled_in)
            assert self.keys.user[:12] in listed, listed
            printed = self.operator.run("make user-key STACK=ligafiscal-prod ORGANIZATION=<id>", filled_in)
            (new,) = re.findall(r"sk_user_\w+", printed)
            leaked = self._business(self.keys.user)
            leaked("GET", "/organizations")
            self.operator.run(
                "make revoke-user-key STACK=ligafiscal-prod ORGANIZATION=<id> KEY=sk_user_AbCd",
                {**filled_in, "sk_user_AbCd": self.keys.user[:12]},
            )
            assert leaked.ask("GET", "/organizations").status == 401
            self.keys.user = new
            self._business(new)("GET", "/organizations")

    def rotate(self) -> None:
        with self.step("Rotate the portal's secret; a second time is too soon"):
            seen = self._remember()
            self.operator.run("make rotate-secret STACK=ligafiscal-prod")
            self._assert_kept(seen)
            self.operator.shell("make rotate-secret STACK=ligafiscal-prod", ok=False)

    def restore(self) -> None:
        with self.step("Restore customers to an earlier second"):
            business = self._business()
            customers = [business.new_customer({**CUSTOMER, "phone": "6470000001"}) for _ in range(2)]
            # A restore is to a whole second: let the one of the last change go by.
            time.sleep(1.1)
            second = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            time.sleep(1.1)
            for customer in customers:
                business("PUT", f"/customers/{customer['id']}", {"phone": "6479999999"})
            self.operator.run(
                "aws dynamodb restore-table-to-point-in-time --source-table-name <CustomersTable> "
                "--target-table-name ligafiscal-restored --restore-date-time 2026-11-23T09:13:00Z",
                {"<CustomersTable>": self.stack.outputs["CustomersTable"], "2026-11-23T09:13:00Z": second},
            )
            self.operator.run("aws dynamodb wait table-exists --table-name ligafiscal-restored")
            command = "make restore STACK=ligafiscal-prod FROM=ligafiscal-restored OPTIONS="
            self.operator.run(f'{command}"--customer <id>"', {"<id>": customers[0]["id"]})
            phones = [business.customer(customer["id"])["phone"] for customer in customers]
            assert phones == ["6470000001", "6479999999"], phones
            said = self.operator.run(f'{command}"--organization <id>"', {"<id>": self.keys.organization})
            assert business.customer(customers[1]["id"])["phone"] == "6470000001", said
            said = self.operator.run(f'{command}"--everybody"')
            assert said.startswith("0 customers"), said
            self.operator.run("aws dynamodb delete-table --table-name ligafiscal-restored")

    def erase(self) -> None:
        with self.step("Delete an organization and erase its customers"):
            user = self._business(self.keys.user)
            organization = user("POST", "/organizations", {"name": "Sucursal"})
            key = self._business(user("GET", f"/organizations/{organization['id']}/apikeys/test"))
            one_life(self.rehearsal, self.stack, key, "Sucursal")
            erase = "make erase-customers STACK=ligafiscal-prod ORGANIZATION=<id>"
            filled_in = {"<id>": organization["id"]}
            self.operator.shell(self.operator.manual.command(erase, filled_in), ok=False)
            user("DELETE", f"/organizations/{organization['id']}")
            assert self.operator.run(erase, filled_in).startswith("1 customers"), "its one customer"
            assert self.operator.run(erase, filled_in).startswith("0 customers"), "none the second time"

    # --- Deployments ---

    def _change(self, *names: str) -> None:
        """Change parameters where the manual says, and deploy without building anew."""
        template = load_yaml((self.operator.place / "template.yaml").read_bytes())["Parameters"]
        now = self.operator.parameters("prod")
        values = {name: self._other_value(name, template[name], now.get(name)) for name in names}
        self.operator.set_parameters("prod", **values)
        self._deploy()

    def _other_value(self, name: str, parameter: dict[str, Any], now: str | None) -> str:
        if name.endswith("CertificateArn"):
            # Nobody here asks ACM for it: the emulator shows one certificate at all of its addresses.
            return f"arn:aws:acm:{REGION}:{ACCOUNT}:certificate/{uuid4()}"
        if name == "KmsKeyArn":
            return f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{uuid4()}"
        current = now or str(parameter["Default"])
        if name in CHANGED:
            return CHANGED[name]
        if "AllowedValues" in parameter:
            return next(str(value) for value in parameter["AllowedValues"] if str(value) != current)
        assert parameter["Type"] == "Number", f"say in {__name__} what {name} is changed to"
        # One would do, and ReservedConcurrency's -1 means none at all.
        return str(int(current) + 6)

    def change_parameters(self) -> None:
        template = load_yaml((self.operator.place / "template.yaml").read_bytes())["Parameters"]
        alone = {name for group in ALONE for name in group}
        seen = self._remember()
        for names in ALONE[1:]:
            with self.step(f"Change {', '.join(names)}"):
                self._change(*names)
                assert "Acme" in self.rehearsal.customer(seen.open[1]["edit_link"]).open()
        with self.step("Change every other parameter"):
            self._change(*sorted(set(template) - alone - {"Architecture"}))
        with self.step("Old keys, customers and links are as they were"):
            self._assert_kept(seen)
        with self.step("Use it"):
            self._use()
            assert_answers(self.stack, self.operator.place / "events")
        with self.step("Change Architecture, and back"):
            self._change("Architecture")
            self.operator.set_parameters("prod", Architecture=ARCHITECTURE)
            self._deploy()
            self._use()

    def change_nothing(self) -> None:
        with self.step("Deploy again, with nothing changed"):
            versions = self.stack.versions()
            said = self.operator.run("sam deploy --config-env prod", typed=YES)
            assert "No changes to deploy" in said, said
            assert self.stack.versions() == versions

    def fail_to_build(self) -> None:
        with self.step("A failed build cannot be deployed"):
            built = self.operator.place / ".aws-sam" / "build" / "template.yaml"
            content = built.read_bytes()
            built.unlink()
            said = self.operator.shell("sam deploy --config-env prod", typed=YES, ok=False)
            assert "Template file not found" in said, said
            built.write_bytes(content)
            self._use()

    def fail_to_update(self) -> None:
        with self.step("A deployment that fails is undone, and nothing is lost"):
            seen = self._remember()
            with doomed(self.operator.place):
                self.operator.shell("sam deploy --config-env prod", typed=YES, ok=False)
            assert self.stack.status == "UPDATE_ROLLBACK_COMPLETE", self.stack.status
            stale = self.stack.stale()
            assert not stale, stale
            self._assert_kept(seen)

    def fail_to_begin(self) -> None:
        """Another stack, whose first deployment fails at its end, is cleared away as the manual says and deployed."""
        other = self.rehearsal.stack("staging")
        with self.step("A first deployment that fails leaves nothing, once it is cleared away"):
            self.operator.set_parameters("staging", Architecture=ARCHITECTURE)
            with doomed(self.operator.place):
                self.operator.shell("sam deploy --config-env staging", typed=YES, ok=False)
            assert other.status == "ROLLBACK_FAILED", other.status
            self._clear_away(other)
            left = self.rehearsal.account.named(other.name)
            assert not left, left
            self.operator.shell("sam deploy --config-env staging", typed=YES)
            assert_sound(other)

    def _clear_away(self, stack: Stack) -> None:
        (loop,) = (command for command in self.operator.manual.commands if command.startswith("for table in "))
        self.operator.run(loop, {"ligafiscal-prod": stack.name})
        self.operator.run(
            "aws cloudformation delete-stack --stack-name ligafiscal-prod", {"ligafiscal-prod": stack.name}
        )
        wait_until(lambda: stack.status == "", "the stack is deleted")

    def take_down(self) -> None:
        with self.step("Take it all down: the data stay"):
            listed = self.operator.run("aws cloudformation list-stack-resources --stack-name ligafiscal-prod")
            assert self.stack.outputs["CustomersTable"] in listed
            resources = load_yaml((self.operator.place / "template.yaml").read_bytes())["Resources"]
            kept = {name for name, one in resources.items() if one.get("DeletionPolicy", "Delete") != "Delete"}
            ids = {name: physical_id for name, physical_id in self.stack.resources().items() if name in kept}
            self.operator.run("sam delete --config-env prod", typed=YES)
            assert self.stack.status == "", self.stack.status
            left = self.rehearsal.account.named(self.stack.name)
            assert set(left) == {"table", "bucket", "secret"}, left
            assert all(any(name in one for one in ids.values()) for names in left.values() for name in names), left
        with self.step("Remove the data too"):
            for name in left["table"]:
                self.operator.run(
                    "aws dynamodb update-table --table-name <name> --no-deletion-protection-enabled", {"<name>": name}
                )
                self.operator.run("aws dynamodb delete-table --table-name <name>", {"<name>": name})
            for name in left["bucket"]:
                self.operator.run("aws s3 rb --force s3://<bucket>", {"<bucket>": name})
            for name in left["secret"]:
                self.operator.run(
                    "aws secretsmanager delete-secret --secret-id <arn> --recovery-window-in-days 30", {"<arn>": name}
                )
            left = self.rehearsal.account.named(self.stack.name)
            assert not left, left
        with self.step("Take the stack to play with down too"):
            self.operator.run("sam delete", typed=YES)
            assert self.rehearsal.stack("default").status == ""


def wait_until(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, f"not within {PATIENCE_SECONDS} s: {what}"
        time.sleep(0.2)


def loosen(place: Path) -> None:
    """Let an earlier revision be deployed at all: its import failed on warnings that API Gateway always has."""
    file = place / ".aws-sam" / "build" / "template.yaml"
    file.write_text(file.read_text("utf-8").replace("FailOnWarnings: true", "FailOnWarnings: false"), "utf-8")


@contextmanager
def doomed(place: Path) -> Iterator[None]:
    """What is built changes every function and then fails: a log group that there is already comes last."""
    file = place / ".aws-sam" / "build" / "template.yaml"
    content = file.read_text("utf-8")
    resources = load_yaml(content.encode())["Resources"]
    functions = [name for name, one in resources.items() if one["Type"] == "AWS::Serverless::Function"]
    group = next(iter(name for name, one in resources.items() if one["Type"] == "AWS::Logs::LogGroup"))
    failing = {
        "Type": "AWS::Logs::LogGroup",
        "DependsOn": [group, *functions],
        "Properties": {"LogGroupName": {"Ref": group}},
    }
    changed, count = re.subn(
        r"^Resources:$", f"Resources:\n  Doomed: {json.dumps(failing)}", content, flags=re.MULTILINE
    )
    changed, timeout = re.subn(r"^(    Timeout: )10$", r"\g<1>11", changed, flags=re.MULTILINE)
    assert (count, timeout) == (1, 1), (count, timeout)
    file.write_text(changed, "utf-8")
    try:
        yield
    finally:
        file.write_text(content, "utf-8")
