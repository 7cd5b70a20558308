"""What is asked for in the wizard."""

from enum import StrEnum


class Detail(StrEnum):
    """What only the person can know about a service or the program's registration with it."""

    ISSUER = "issuer"
    AUTHORIZATION = "authorization"
    TOKEN = "token"
    CLIENT_ID = "client_id"
    CLIENT_SECRET = "client_secret"
    SCOPES = "scopes"
    API = "api"
    KEY_AS = "key_as"
    KEY = "key"
    REDIRECT = "redirect"
    REMIND = "remind"
    # how the program proves itself, where a secret is not what the service wants
    PROOF = "proof"
    KEY_FILE = "key_file"
    KEY_ID = "key_id"
    CERTIFICATE = "certificate"
    CERTIFICATE_KEY = "certificate_key"
    KEY_PASSPHRASE = "key_passphrase"
    # what is asked with where nobody signs in
    SOURCE = "source"
    SUBJECT = "subject"
