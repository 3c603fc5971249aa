"""Why the text of a file cannot be had, each with its cure."""

from __future__ import annotations

from tracker.api import InputError, sentences

_ = sentences("regulations")
_MEGABYTE = 1024 * 1024
MOST_BYTES, MOST_UNPACKED, MOST_PAGES = 50 * _MEGABYTE, 200 * _MEGABYTE, 3_000


def of_another_kind(name: str) -> InputError:
    """Return the error of a file of which no text is read."""
    return InputError.of(
        _(
            "%(file)s cannot be read. Give a .docx, .odt, .pdf, .html or .txt; save an old .doc as .docx first.",
            file=name,
        )
    )


def too_large(name: str) -> InputError:
    """Return the error of a file that is larger than what is read."""
    return InputError.of(_("%(file)s is larger than %(most)d MB. Split it.", file=name, most=MOST_BYTES // _MEGABYTE))


def unpacks_to_too_much(name: str) -> InputError:
    """Return the error of a packed file with more text than is read."""
    most = MOST_UNPACKED // _MEGABYTE
    return InputError.of(_("%(file)s unpacks to more than %(most)d MB. Split it.", file=name, most=most))


def damaged(name: str) -> InputError:
    """Return the error of a file that is not what its name says."""
    return InputError.of(_("%(file)s is damaged or not what its name says. Open it and save it anew.", file=name))


def locked(name: str) -> InputError:
    """Return the error of a file that nobody reads without its password."""
    return InputError.of(_("%(file)s opens only with a password. Save it without one.", file=name))


def old_doc(name: str) -> InputError:
    """Return the error of an old .doc that was only named anew."""
    return InputError.of(_("%(file)s is an old .doc under another name. Open it and save it as .docx.", file=name))


def picture(name: str) -> InputError:
    """Return the error of scanned paper."""
    return InputError.of(
        _("%(file)s has no text: it is a picture of paper. Recognise its text first, or give the .docx.", file=name)
    )


def unknown_letters(name: str) -> InputError:
    """Return the error of a text in an encoding that is not known here."""
    return InputError.of(_("The letters of %(file)s cannot be read. Save it as UTF-8.", file=name))
