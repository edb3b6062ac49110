"""An authority of our own and a certificate for loopback, made for one test session."""

import ipaddress
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True, kw_only=True, slots=True)
class Certificates:
    """A self-signed certificate that is its own authority, and its key."""

    authority: Path
    key: Path

    @classmethod
    def made_in(cls, folder: Path, *, host: str = "127.0.0.1", ended: bool = False) -> "Certificates":
        """Write certificate and key for this address; `ended`: it was good until yesterday."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))])
        now = datetime.now(UTC)
        builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        last = now - timedelta(days=1) if ended else now + timedelta(days=1)
        builder = builder.not_valid_before(now - timedelta(days=9)).not_valid_after(last)
        builder = builder.add_extension(here, critical=False)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        made = cls(authority=folder / "authority.pem", key=folder / "key.pem")
        made.authority.write_bytes(
            builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        )
        made.key.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        return made

    def context(self) -> ssl.SSLContext:
        """What a server needs."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.authority, self.key)
        return context
