# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Create the certificates of a sandbox: the one of the tenants, and optionally the one of the server."""

from __future__ import annotations

import ipaddress
import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509.oid import NameOID

PASSWORD: Final = "sandbox-certificate-password"
_LIFETIME: Final = timedelta(days=30)


@dataclass(frozen=True)
class ClientCertificate:
    """The certificate of all tenants, in the formats that users have."""

    pem: Path
    pem_encrypted: Path
    pfx: Path
    pfx_nopass: Path
    certificate: x509.Certificate


@dataclass(frozen=True)
class ServerCertificate:
    ca: Path
    context: ssl.SSLContext


def client_certificate(directory: Path) -> ClientCertificate:
    """Create the certificate of the tenants, or load the one of an earlier run."""
    files = {
        "pem": directory / "client.pem",
        "pem_encrypted": directory / "client-encrypted.pem",
        "pfx": directory / "client.pfx",
        "pfx_nopass": directory / "client-nopass.pfx",
    }
    if files["pem"].exists():
        content = files["pem"].read_bytes()
        certificate = x509.load_pem_x509_certificate(content)
        key = load_pem_private_key(content, None)
        assert isinstance(key, rsa.RSAPrivateKey)
    else:
        key = _new_key()
        certificate = _signed("sandbox app", key, "sandbox app", key)
    locked = BestAvailableEncryption(PASSWORD.encode())
    _write(files["pem"], _pem(key, certificate, NoEncryption()))
    _write(files["pem_encrypted"], _pem(key, certificate, locked))
    for name, encryption in (("pfx", locked), ("pfx_nopass", NoEncryption())):
        _write(
            files[name],
            pkcs12.serialize_key_and_certificates(b"sandbox", key, certificate, None, encryption),
        )
    return ClientCertificate(**files, certificate=certificate)


def server_certificate(directory: Path, host: str) -> ServerCertificate:
    """Create a certificate authority, and a certificate for loopback names that it signs."""
    ca_key, key = _new_key(), _new_key()
    ca = _signed("sandbox CA", ca_key, "sandbox CA", ca_key, authority=True)
    names = x509.SubjectAlternativeName(_alternative_names(host))
    leaf = _signed("localhost", key, "sandbox CA", ca_key, names=names)
    ca_path, chain = directory / "ca.pem", directory / "server.pem"
    _write(ca_path, ca.public_bytes(Encoding.PEM))
    _write(chain, _pem(key, leaf, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    return ServerCertificate(ca_path, context)


def _alternative_names(host: str) -> list[x509.GeneralName]:
    names: list[x509.GeneralName] = [x509.DNSName("localhost")]
    for address in dict.fromkeys(("127.0.0.1", "::1", host)):
        try:
            names.append(x509.IPAddress(ipaddress.ip_address(address)))
        except ValueError:
            names.append(x509.DNSName(address))
    return names


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _signed(
    subject: str,
    key: rsa.RSAPrivateKey,
    issuer: str,
    issuer_key: rsa.RSAPrivateKey,
    *,
    authority: bool = False,
    names: x509.SubjectAlternativeName | None = None,
) -> x509.Certificate:
    now = datetime.now(timezone.utc)
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + _LIFETIME)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
        .add_extension(_key_usage(authority=authority), critical=True)
    )
    if names is not None:
        builder = builder.add_extension(names, critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def _key_usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _pem(key: rsa.RSAPrivateKey, certificate: x509.Certificate, encryption: KeySerializationEncryption) -> bytes:
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)
    return private + certificate.public_bytes(Encoding.PEM)


def _write(path: Path, content: bytes) -> None:
    path.touch(mode=0o600)
    path.write_bytes(content)
