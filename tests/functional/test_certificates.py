# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates: valid ones are verified by a server, invalid ones give one sentence."""

from __future__ import annotations

import datetime
import typing as t
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID

from functional.helpers import Tenant, assert_same

PASSWORD = "certificate-password-5519"


def certificate(key: t.Any, *, days: int = 10) -> x509.Certificate:
    """Return a self-signed certificate that expires in this many days."""
    now = datetime.datetime.now(datetime.timezone.utc)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "an app")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now - datetime.timedelta(days=90))
    return builder.not_valid_after(now + datetime.timedelta(days=days)).sign(key, hashes.SHA256())


def pem(
    key: t.Any, *certificates: x509.Certificate, locked: bool = False, form: PrivateFormat = PrivateFormat.PKCS8
) -> bytes:
    encryption: KeySerializationEncryption = BestAvailableEncryption(PASSWORD.encode()) if locked else NoEncryption()
    private: bytes = key.private_bytes(Encoding.PEM, form, encryption)
    return private + b"".join(item.public_bytes(Encoding.PEM) for item in certificates)


@pytest.fixture(scope="session")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="session")
def other_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def written(tmp_path: Path) -> t.Callable[[bytes], Path]:
    def write(content: bytes) -> Path:
        path = tmp_path / "app-certificate"
        path.write_bytes(content)
        return path

    return write


@pytest.mark.parametrize("form", ["pem", "pem_encrypted", "pfx", "pfx_nopass"])
def test_every_format_of_certificate_works(tenant: Tenant, form: str) -> None:
    """The server verifies signature, kid, x5t, aud, iss, sub, exp, nbf and jti."""
    files = tenant.sandbox.certificates
    password = files.password if form in ("pem_encrypted", "pfx") else None
    outcome = tenant.read("m365", **tenant.certificate_options(getattr(files, form), password)).good()
    assert_same(outcome.jobs, tenant.truth("m365", outcome.query))
    assert [entry["status"] for entry in tenant.token_log()] == [200]
    assert files.password not in outcome.output


def test_an_unneeded_password_is_accepted(tenant: Tenant) -> None:
    tenant.read("m365", **tenant.certificate_options(tenant.sandbox.certificates.pem, "superfluous-88")).good()


def test_every_token_request_has_its_own_assertion(tenant: Tenant) -> None:
    """The server rejects an assertion that was used before."""
    tenant.fault("expire_token", product="m365")
    tenant.read("m365", **tenant.certificate_options(tenant.sandbox.certificates.pem)).good()
    assert [entry["status"] for entry in tenant.token_log()] == [200, 200]


def test_the_service_rejects_an_unregistered_certificate(
    tenant: Tenant, written: t.Callable[[bytes], Path], key: rsa.RSAPrivateKey
) -> None:
    path = written(pem(key, certificate(key)))
    outcome = tenant.read("m365", **tenant.certificate_options(path), retries=2).bad()
    assert outcome.result["status"] == 401
    assert "invalid_client" in outcome.msg
    assert len(tenant.token_log()) == 1


@pytest.mark.parametrize("order", ["certificate first", "chain", "traditional key"])
def test_the_order_in_a_pem_file_does_not_matter(
    tenant: Tenant, written: t.Callable[[bytes], Path], other_key: rsa.RSAPrivateKey, order: str
) -> None:
    """The certificate of the key is found at any position."""
    content = Path(tenant.sandbox.certificates.pem).read_bytes()
    start = content.index(b"-----BEGIN CERTIFICATE")
    private, own = content[:start], content[start:]
    other = certificate(other_key).public_bytes(Encoding.PEM)
    if order == "traditional key":
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        loaded = t.cast(rsa.RSAPrivateKey, load_pem_private_key(private, None))
        private = pem(loaded, form=PrivateFormat.TraditionalOpenSSL)
    parts = {
        "certificate first": own + private,
        "chain": other + private + own,
        "traditional key": b"Bag Attributes\n  friendlyName: app\n" + private + own,
    }
    tenant.read("m365", **tenant.certificate_options(written(parts[order]))).good()


def rejected(tenant: Tenant, path: str | Path, password: str | None, option: str, *words: str) -> None:
    """Assert that the error is one sentence with the option, before any request."""
    for module in ("m365_job_info", "login"):
        outcome = tenant.run(module, **tenant.certificate_options(path, password), retries=3).bad()
        assert outcome.msg.startswith(f"{option}: "), outcome.msg
        assert outcome.result["option"] == option
        for word in words:
            assert word in outcome.msg
        if password:
            assert password not in outcome.output
    assert tenant.log() == tenant.token_log() == []


def test_a_missing_certificate_file_is_an_error(tenant: Tenant, tmp_path: Path) -> None:
    rejected(tenant, tmp_path / "nowhere.pem", None, "certificate_path", "nowhere.pem", "No such file")


def test_a_folder_as_certificate_path_is_an_error(tenant: Tenant, tmp_path: Path) -> None:
    rejected(tenant, tmp_path, None, "certificate_path", "directory")


@pytest.mark.parametrize(
    "content",
    [
        b"garbage",
        b"\x30\x82\x01\x00garbage",
        bytes(range(256)),
        b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        b"-----BEGIN PRIVATE KEY-----\n-----BEGIN CERTIFICATE-----\n",
        b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
    ],
)
@pytest.mark.parametrize("password", [None, PASSWORD])
def test_a_file_that_is_not_a_certificate_is_an_error(
    tenant: Tenant, written: t.Callable[[bytes], Path], content: bytes, password: str | None
) -> None:
    rejected(tenant, written(content), password, "certificate_path")


@pytest.mark.parametrize("form", ["pem_encrypted", "pfx"])
@pytest.mark.parametrize("password", [None, "wrong-password-3141"])
def test_a_wrong_or_missing_password_is_an_error(tenant: Tenant, form: str, password: str | None) -> None:
    rejected(tenant, getattr(tenant.sandbox.certificates, form), password, "certificate_password")


def test_a_key_without_its_certificate_is_an_error(
    tenant: Tenant, written: t.Callable[[bytes], Path], key: rsa.RSAPrivateKey
) -> None:
    rejected(tenant, written(pem(key)), None, "certificate_path", "no certificate")


def test_a_certificate_without_its_key_is_an_error(
    tenant: Tenant, written: t.Callable[[bytes], Path], key: rsa.RSAPrivateKey
) -> None:
    public = certificate(key).public_bytes(Encoding.PEM)
    rejected(tenant, written(public), None, "certificate_path", "no private key")


def test_a_pfx_file_without_a_key_is_an_error(
    tenant: Tenant, written: t.Callable[[bytes], Path], key: rsa.RSAPrivateKey
) -> None:
    content = pkcs12.serialize_key_and_certificates(None, None, certificate(key), None, NoEncryption())
    rejected(tenant, written(content), None, "certificate_path", "no private key")


@pytest.mark.parametrize("locked", [False, True])
def test_a_key_that_does_not_match_the_certificate_is_an_error(
    tenant: Tenant,
    written: t.Callable[[bytes], Path],
    key: rsa.RSAPrivateKey,
    other_key: rsa.RSAPrivateKey,
    locked: bool,
) -> None:
    content = pem(key, certificate(other_key), locked=locked)
    rejected(tenant, written(content), PASSWORD if locked else None, "certificate_path", "belong together")


def test_an_expired_certificate_is_an_error(
    tenant: Tenant, written: t.Callable[[bytes], Path], key: rsa.RSAPrivateKey
) -> None:
    ends = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=2)
    content = pem(key, certificate(key, days=-2))
    rejected(tenant, written(content), None, "certificate_path", "expired", f"{ends:%Y-%m-%d}")


@pytest.mark.parametrize("form", ["pem", "pfx"])
def test_a_key_other_than_rsa_is_an_error(tenant: Tenant, written: t.Callable[[bytes], Path], form: str) -> None:
    elliptic = ec.generate_private_key(ec.SECP256R1())
    content = pem(elliptic, certificate(elliptic))
    if form == "pfx":
        content = pkcs12.serialize_key_and_certificates(None, elliptic, certificate(elliptic), None, NoEncryption())
    rejected(tenant, written(content), None, "certificate_path", "not an RSA key")


def test_an_obsolete_kind_of_key_is_an_error(
    tenant: Tenant, written: t.Callable[[bytes], Path], key: rsa.RSAPrivateKey
) -> None:
    content = pem(dsa.generate_private_key(1024), certificate(key))
    rejected(tenant, written(content), None, "certificate_path")


def test_an_invalid_certificate_with_a_valid_key_is_an_error(
    tenant: Tenant, written: t.Callable[[bytes], Path], key: rsa.RSAPrivateKey
) -> None:
    broken = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    rejected(tenant, written(pem(key) + broken), None, "certificate_path")


def test_a_certificate_without_a_client_id_is_an_error(tenant: Tenant) -> None:
    path = tenant.sandbox.certificates.pem
    outcome = tenant.read("m365", **tenant.certificate_options(path, client_id=None)).bad()
    assert outcome.msg.startswith("client_id: ")


def test_a_certificate_together_with_a_secret_is_an_error(tenant: Tenant) -> None:
    outcome = tenant.read("m365", certificate_path=tenant.sandbox.certificates.pem).bad()
    assert "client_secret and certificate_path" in outcome.msg
    assert tenant.log() == tenant.token_log() == []
