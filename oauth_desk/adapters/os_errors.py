"""What an operating system's error about our own files means."""

import errno
from typing import Final

from oauth_desk.services.ports import VaultError, VaultFault

_FAULTS: Final = {
    errno.EACCES: VaultFault.READ_ONLY,
    errno.EPERM: VaultFault.READ_ONLY,
    errno.EROFS: VaultFault.READ_ONLY,
    errno.ENOSPC: VaultFault.FULL,
    errno.EDQUOT: VaultFault.FULL,
    errno.EEXIST: VaultFault.BUSY,
}


def fault_of_os(error: OSError) -> VaultFault:
    """Return the kind of trouble."""
    return _FAULTS.get(error.errno or 0, VaultFault.OTHER)


def vault_error(error: OSError) -> VaultError:
    """Return the error to raise, in the system's words without a file name, which the caller knows."""
    return VaultError(fault_of_os(error), error.strerror or "")
