"""Failures: why the system refused to write, as a problem and its remedy."""

from __future__ import annotations

import errno

_REASONS = {
    errno.ENOSPC: "the disk is full; free some space, then run the same command again",
    errno.EDQUOT: (
        "your share of the disk is used up; free some space, then run the same command again"
    ),
    errno.EFBIG: "is larger than this disk allows; write to another one",
    errno.EACCES: "may not be written; check the permissions of its folder, or give another name",
    errno.EPERM: "may not be written; check the permissions of its folder, or give another name",
    errno.EROFS: "lies on a disk that can only be read; give a name in another folder",
    errno.EISDIR: "is a folder; give the name of a file",
    errno.ENOTDIR: (
        "cannot be written, since a part of its path is a file and no folder; give another name"
    ),
    errno.EEXIST: (
        "cannot be written, since a part of its path is a file and no folder; give another name"
    ),
    errno.ELOOP: "is a link that leads back to itself; give another name",
    errno.ENAMETOOLONG: "cannot be written, since the name is too long; give a shorter one",
    errno.ENXIO: "cannot be written, since nobody reads from it; give the name of a file",
}


def why(error: OSError) -> str:
    """Why something could not be written, to stand behind its name and a colon.

    Examples
    --------
    >>> why(OSError(errno.ENOSPC, "No space left on device"))
    'the disk is full; free some space, then run the same command again'
    >>> why(OSError(errno.EIO, "Input/output error"))
    'cannot be written (Input/output error); give another name'
    """
    fallback = f"cannot be written ({error.strerror or error}); give another name"
    return _REASONS.get(error.errno or 0, fallback)
