"""What the files and folders of a finished set are called."""

RUN = "run.toml"
MANIFEST = "manifest.jsonl"
REJECTED = "rejected.jsonl"
DESCRIPTION = "dataset.json"
CONTACT_SHEET = "contact_sheet.jpg"
PICTURE_FOLDERS = ("images", "mattes")
CROISSANT = "croissant.json"
FILM = "film.mp4"
TRACK_FOLDER = "mot"
TRACKS, TRACK_CLASSES, SEQUENCE = "mot/gt/gt.txt", "mot/gt/labels.txt", "mot/seqinfo.ini"
"""Of a set that was made from a film, as MOTChallenge calls them."""
OUR_FILES = (
    RUN, MANIFEST, REJECTED, DESCRIPTION, CONTACT_SHEET, CROISSANT, FILM, TRACKS, TRACK_CLASSES, SEQUENCE,
)  # fmt: skip
