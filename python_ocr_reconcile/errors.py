"""The one error tree: every refusal has a stable code, an HTTP status, an exit code, and says what to do.

The class docstring is the title a user sees; the message given at the raise says what happened to
their file. Codes are part of the public contract: they may be added, never renamed.
"""

from __future__ import annotations

from typing import Any, ClassVar


class OcrReconcileError(Exception):
    """Something went wrong that we did not foresee."""

    code: ClassVar[str] = "internal_error"
    http_status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 70  # EX_SOFTWARE
    advice: ClassVar[str] = "Report this with the request id; the original file has been kept."
    retries: ClassVar[int] = 0
    """How often an upload that met this is read once more: above zero where the cause may pass by itself."""

    def __init__(self, message: str = "", **details: Any) -> None:
        super().__init__(message or self.title())
        self.details = details
        """JSON-ready facts for a program, such as ``limit`` or ``pointer``; never document contents."""

    @classmethod
    def title(cls) -> str:
        """First line of the docstring: the same for every error of this kind."""
        return (cls.__doc__ or cls.__name__).splitlines()[0]


class InputError(OcrReconcileError):
    """The request could not be understood."""

    code = "invalid_request"
    http_status = 400
    exit_code = 64  # EX_USAGE
    advice = "Correct the request as the detail says and send it again."


class MissingFileError(InputError):
    """No file was sent."""

    code = "file_missing"
    advice = "Send the document as multipart/form-data in a field named 'file'."


class EmptyFileError(InputError):
    """The file is empty."""

    code = "file_empty"
    http_status = 422
    exit_code = 65  # EX_DATAERR
    advice = "Check that the file was saved or scanned completely, then send it again."


class FileTooLargeError(InputError):
    """The file is larger than this service accepts."""

    code = "file_too_large"
    http_status = 413
    exit_code = 65
    advice = "Split the document, or ask the operator to raise OCR_RECONCILE_MAX_UPLOAD_BYTES."


class MalformedJSONError(InputError):
    """The body is not valid JSON."""

    code = "malformed_json"
    advice = "Send a JSON object with content type application/json."


class RequestTooLargeError(InputError):
    """The request body is larger than this operation accepts."""

    code = "request_too_large"
    http_status = 413
    advice = "Send a smaller body; the detail names the limit."


class MethodNotAllowedError(InputError):
    """This path does not support the method."""

    code = "method_not_allowed"
    http_status = 405
    advice = "Use one of the methods that the Allow header names."


class UnsupportedMediaTypeError(InputError):
    """The content type of the request is not supported here."""

    code = "unsupported_media_type"
    http_status = 415
    advice = "Use the content type that the API description names for this operation."


class DocumentError(OcrReconcileError):
    """The document cannot be read."""

    code = "document_unreadable"
    http_status = 422
    exit_code = 65
    advice = "Open the file in a viewer to check it, export it again, and send the new file."


class UnsupportedFormatError(DocumentError):
    """This kind of file cannot be read here."""

    code = "unsupported_format"
    http_status = 415
    advice = (
        "Send a PDF, PNG, JPEG, TIFF or WebP file, an e-invoice in XML (UBL or CII), or a bank file (CAMT, "
        "MT940, OFX, QIF, CSV or Excel)."
    )


class EncryptedPDFError(DocumentError):
    """The PDF is protected by a password."""

    code = "pdf_encrypted"
    advice = "Save a copy without the password and send that."


class DamagedFileError(DocumentError):
    """The file is damaged."""

    code = "file_damaged"


class DoctypeError(DocumentError):
    """The XML declares a document type."""

    code = "xml_doctype"
    advice = "Send the XML without its <!DOCTYPE ...>: entities are not expanded and nothing is fetched."


class NoStatementError(DocumentError):
    """There is no bank statement in this file."""

    code = "no_statement"
    advice = "Export the account's statement or list of transactions again, and send that file."


class NoPagesError(DocumentError):
    """The document has no pages."""

    code = "no_pages"


class LimitExceededError(DocumentError):
    """The document goes beyond a limit of this service."""

    code = "limit_exceeded"
    advice = "Split the document, or ask the operator to raise the limit that the detail names."


class TooManyPagesError(LimitExceededError):
    """The document has more pages than this service accepts."""

    code = "too_many_pages"


class TooManyPixelsError(LimitExceededError):
    """A page image is larger than this service accepts."""

    code = "too_many_pixels"


class ReadingTimeoutError(LimitExceededError):
    """Reading the document took longer than allowed."""

    code = "reading_timeout"


class WorkerCrashError(DocumentError):
    """The process that read this document died."""

    code = "worker_crashed"
    advice = "The file may be damaged or too large for the memory limit; export it again and retry."
    retries = 1  # the machine may have run out of memory over something else


class SchemaViolationError(OcrReconcileError):
    """The document does not have the required shape."""

    code = "schema_violation"
    http_status = 422
    exit_code = 65
    advice = "Each violation names its place by JSON pointer and says what was expected there."


class NotFoundError(OcrReconcileError):
    """There is no such record."""

    code = "not_found"
    http_status = 404
    exit_code = 66  # EX_NOINPUT
    advice = "List the records to find its id."


class UnknownPathError(NotFoundError):
    """There is nothing at this path."""

    code = "unknown_path"
    advice = "The API description lists every path: GET /api/production/openapi.json."


class WrongKindError(NotFoundError):
    """This id belongs to another kind of record."""

    code = "wrong_kind"
    advice = "Use the route or command for the kind that the detail names."


class UnauthenticatedError(OcrReconcileError):
    """Nobody is let in without a token that is valid."""

    code = "unauthenticated"
    http_status = 401
    exit_code = 77  # EX_NOPERM
    advice = "Send `Authorization: Bearer TOKEN`; `ocr-reconcile token create` makes one."


class ForbiddenError(OcrReconcileError):
    """The token is valid, but not for this."""

    code = "scope_missing"
    http_status = 403
    exit_code = 77
    advice = "Use a token with the scope that the detail names."


class RateLimitedError(OcrReconcileError):
    """There are too many requests."""

    code = "rate_limited"
    http_status = 429
    exit_code = 75  # EX_TEMPFAIL
    advice = "Wait as long as Retry-After says, then go on more slowly."


class RequestTimeoutError(InputError):
    """The request did not arrive in time."""

    code = "request_timeout"
    http_status = 408
    advice = "Send the whole request without a pause, over a faster line or in smaller parts."


class KeyReusedError(InputError):
    """This Idempotency-Key belongs to another request."""

    code = "idempotency_key_reused"
    http_status = 422
    advice = "Send each new request with a key of its own; the same key is for the same request sent again."


class KeyInUseError(OcrReconcileError):
    """The first request with this Idempotency-Key has not been answered yet."""

    code = "idempotency_key_in_use"
    http_status = 409
    exit_code = 75
    advice = "Wait a moment, then send the same request again to get its answer."


class NotReadyError(OcrReconcileError):
    """The upload has not been read to the end."""

    code = "not_ready"
    http_status = 409
    exit_code = 75  # EX_TEMPFAIL
    advice = "Wait until its status is completed or needs_review, then try again."


class WrongStatusError(OcrReconcileError):
    """The upload is not in a state in which this can be done."""

    code = "wrong_status"
    http_status = 409
    exit_code = 75
    advice = "Look at its status: what has failed can be read once more, what has not been read be cancelled."


class ReadingCancelledError(OcrReconcileError):
    """The reading of this upload was cancelled."""

    code = "cancelled"
    http_status = 409
    exit_code = 75
    advice = "The file is kept. Have it read after all with POST /uploads/{id}/retry, or send it again."


class DocumentChangedError(OcrReconcileError):
    """The document is not the one that was seen."""

    code = "document_changed"
    http_status = 412
    exit_code = 75  # EX_TEMPFAIL
    advice = "Fetch it again, look at what has changed, and send the change with the ETag of that answer."


class VersionNotNamedError(OcrReconcileError):
    """The request does not say which version of the document it changes."""

    code = "version_not_named"
    http_status = 428
    exit_code = 64
    advice = "Send If-Match with the ETag that GET answered, or `If-Match: *` to change whatever is there."


class CutsError(InputError):
    """The invoices of this file cannot begin there."""

    code = "cuts_invalid"
    http_status = 422
    exit_code = 65
    advice = "Name every page of the file on which an invoice begins: 1 first, each once, in rising order."


class NotCorrectableError(InputError):
    """There is no value that can be corrected at this pointer."""

    code = "not_correctable"
    http_status = 422
    exit_code = 65
    advice = "Point at a value that is there, such as /invoices/0/total_amount or /transactions/0/balance."


class CorrectionError(InputError):
    """This value cannot stand there."""

    code = "correction_invalid"
    http_status = 422
    exit_code = 65
    advice = "Send a value of the kind that the detail names, or null where nothing is printed."


class JudgementError(InputError):
    """This cannot be said of these invoices and transactions."""

    code = "judgement_invalid"
    http_status = 422
    exit_code = 65
    advice = "Look at the run as it is now; what an earlier judgement holds is free once that is undone."


class ProfileError(InputError):
    """This is no matching profile."""

    code = "profile_invalid"
    http_status = 422
    exit_code = 65
    advice = "Correct each place that is named; schemas/profile.schema.json says what a profile may hold."


class RatesError(InputError):
    """This table of exchange rates cannot be used."""

    code = "rates_invalid"
    http_status = 422
    exit_code = 65
    advice = "Give CSV whose first line is date,from,to,rate, or a file of the European Central Bank."


class StorageError(OcrReconcileError):
    """The database or the upload folder cannot be used."""

    code = "storage_unavailable"
    http_status = 503
    exit_code = 74  # EX_IOERR
    advice = "Nothing was changed. Try again; if it goes on, run `ocr-reconcile doctor`."
    retries = 6


class StorageFullError(StorageError):
    """There is no space left to store the document."""

    code = "storage_full"
    http_status = 507
    advice = "Free some space on the volume of the upload folder and the database, then try again."


class AuditKeyError(StorageError):
    """The key that seals the audit is not there, or is another one."""

    code = "audit_key_unusable"
    retries = 0
    advice = "Put the key file that this database was begun with where OCR_RECONCILE_AUDIT_KEY_FILE says."


class BackupError(InputError):
    """This backup cannot be restored."""

    code = "backup_unusable"
    http_status = 422
    exit_code = 65
    advice = "Nothing was restored. Use another backup, or the version of this program that made it."


class ExportTooLargeError(InputError):
    """The export is larger than this service makes."""

    code = "export_too_large"
    http_status = 413
    exit_code = 65
    advice = (
        "Choose a shorter period or one run, or ask the operator to raise the limit that the detail names."
    )


class ExportUnusableError(InputError):
    """This export cannot be imported."""

    code = "export_unusable"
    http_status = 422
    exit_code = 65
    advice = (
        "Nothing was imported. Use the export as it was made, with the version of this program that made it."
    )


class NotReadyForWorkError(OcrReconcileError):
    """The service is not ready for work."""

    code = "not_ready_for_work"
    http_status = 503
    exit_code = 69  # EX_UNAVAILABLE
    advice = "Each check that is not ok says what to do; ask again when it is done."


class MissingToolError(OcrReconcileError):
    """A program that is needed is not installed."""

    code = "tool_missing"
    http_status = 503
    exit_code = 69  # EX_UNAVAILABLE
    advice = "Run `ocr-reconcile doctor` to see what is missing and how to install it."


def error_for(code: str | None, message: str, **details: Any) -> OcrReconcileError:
    """The error that a row recorded under `code`, as it was raised when the row failed."""
    kinds: list[type[OcrReconcileError]] = [OcrReconcileError]
    for kind in kinds:
        kinds.extend(kind.__subclasses__())
    return next((kind for kind in kinds if kind.code == code), OcrReconcileError)(message, **details)
