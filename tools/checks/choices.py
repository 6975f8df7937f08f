"""What an operator can choose, and the CloudFormation template that SAM makes of each choice."""

from collections.abc import Mapping
from typing import Any

from tools.bootstrap import ROOT

_CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012"
_KEY = "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012"

# Each parameter away from its default, one by one and all at once, for both processors.
CHOICES: dict[str, dict[str, str]] = {
    "defaults": {},
    "x86_64": {"Architecture": "x86_64"},
    "unprotected": {"Protect": "false"},
    "traced": {"Tracing": "Active"},
    "concurrency": {"ReservedConcurrency": "10"},
    "memory": {"MemorySize": "1024"},
    "canary": {"Rollout": "Canary10Percent10Minutes"},
    "snapshots": {"SnapStart": "PublishedVersions"},
    "alarms by mail": {"AlarmEmail": "ops@example.com"},
    "domain of the API": {"ApiDomainName": "api.example.com", "ApiCertificateArn": _CERTIFICATE},
    "domain of the portal": {"PortalDomainName": "links.example.com", "PortalCertificateArn": _CERTIFICATE},
    "both addresses": {"KeepGatewayAddresses": "true"},
    "own key": {"KmsKeyArn": _KEY},
    "mail": {"MailFrom": "facturas@example.com"},
    "receivers inside": {"WebhookAllowedPrivateCidrs": "10.20.0.0/16,fd12:3456::/32"},
}
CHOICES["everything"] = {name: value for choice in CHOICES.values() for name, value in choice.items()}
CHOICES["everything on arm64"] = CHOICES["everything"] | {"Architecture": "arm64"}


def transformed(choice: Mapping[str, str], contents: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The whole CloudFormation template that SAM makes, with the chosen values as the parameters' defaults. `contents`
    says where code was uploaded to, by logical id.
    """
    from boto3 import Session
    from samtranslator.parser.parser import Parser
    from samtranslator.translator.translator import Translator
    from samtranslator.yaml_helper import yaml_parse

    source = yaml_parse((ROOT / "template.yaml").read_text(encoding="utf-8"))
    for name, value in choice.items():
        source["Parameters"][name]["Default"] = value
    for name, resource in source["Resources"].items():
        for place in {"CodeUri", "ContentUri"} & resource.get("Properties", {}).keys():
            resource["Properties"][place] = (contents or {}).get(name, "s3://bucket/key")
    translator = Translator({}, Parser(), boto_session=Session(region_name="us-east-1"))
    made: dict[str, Any] = translator.translate(source, dict(choice))
    made.pop("Transform", None)
    return made
