"""The words of a paper attached to a mail, read in the documents' own child process.

Kept apart from the reader, which stays a pure function: a worker hands `text_of` over to it.
"""

from tempfile import TemporaryFile

from transactions.parsing.mail.envelope import Attachment

READ = frozenset({"application/pdf", "image/png", "image/jpeg"})
MAX_PAGES = 3  # a receipt that is longer is a catalogue


def text_of(paper: Attachment) -> str:
    """The words of a paper's first pages; empty when it cannot be read. Slow: for workers only."""
    from documents.pipeline import extract, sniff
    from documents.pipeline.parsed import ParsedPage, UnreadableDocumentError

    words: list[str] = []
    with TemporaryFile() as file:
        file.write(paper.content)
        file.flush()
        file.seek(0)
        try:
            content_type = sniff.sniff(paper.content, "")
            if content_type not in READ:
                return ""
            for message in extract.read(file, content_type):
                if isinstance(message, ParsedPage):
                    words.append(message.text)
                if len(words) == MAX_PAGES:
                    break
        except UnreadableDocumentError:
            return ""
    return "\n".join(words)
