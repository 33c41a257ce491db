"""What the files and folders of a finished set are called."""

RUN = "run.toml"
MANIFEST = "manifest.jsonl"
REJECTED = "rejected.jsonl"
DESCRIPTION = "dataset.json"
CONTACT_SHEET = "contact_sheet.jpg"
PICTURE_FOLDERS = ("images", "mattes")
CROISSANT = "croissant.json"
OUR_FILES = (RUN, MANIFEST, REJECTED, DESCRIPTION, CONTACT_SHEET, CROISSANT)
