"""Key files of service accounts, in the shape that Google's have."""

import json

from tests.protocol.keys import pem, private_key


def key_file(**changes: object) -> str:
    """Return the text of such a file; a member that is None is left out."""
    members: dict[str, object] = {
        "type": "service_account",
        "project_id": "acme-desk",
        "private_key_id": "9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c",
        "private_key": pem(private_key("RSA")).decode(),
        "client_email": "robot@acme-desk.iam.gserviceaccount.com",
        "client_id": "108263948572610394857",
        "auth_uri": "https://accounts.google.com/o/oauth2/auth",
        "token_uri": "https://oauth2.googleapis.com/token",
        "auth_provider_x509_cert_url": "https://www.googleapis.com/oauth2/v1/certs",
        "client_x509_cert_url": "https://www.googleapis.com/robot/v1/metadata/x509/robot%40acme-desk",
        "universe_domain": "googleapis.com",
    }
    members.update(changes)
    return json.dumps({name: value for name, value in members.items() if value is not None}, indent=2)
