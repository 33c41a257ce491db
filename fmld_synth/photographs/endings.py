"""What endings of file names say: which files are photographs, films, or pictures that are not read."""

EXTENSIONS = (
    ".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff", ".gif", ".jpe", ".jfif", ".mpo", ".avif",
    ".heic", ".heif", ".hif",
)  # fmt: skip
"""Of files that are taken for photographs in a folder, in lower case, usual ones first."""

FILM_EXTENSIONS = frozenset(
    {
        ".mp4", ".m4v", ".mov", ".qt", ".3gp", ".3g2", ".insv", ".lrv",
        ".mkv", ".webm", ".flv", ".f4v", ".ogv", ".ogm", ".rm", ".rmvb",
        ".avi", ".divx", ".wmv", ".asf", ".dv", ".mxf", ".wtv",
        ".ts", ".mts", ".m2ts", ".m2t", ".tod", ".mod", ".vob", ".mpg", ".mpeg", ".mpe", ".m2v", ".vro",
        ".h264", ".264", ".h265", ".265", ".hevc", ".ivf", ".obu", ".mjpeg", ".mjpg", ".y4m",
    }
)  # fmt: skip

OTHER_PICTURES = frozenset(
    {
        ".jp2", ".j2k", ".jpf", ".jpx", ".jxl", ".jxr", ".ppm", ".pgm", ".pbm", ".pnm", ".pfm", ".hdr", ".exr", ".tga",
        ".ico", ".icns", ".pcx", ".svg", ".psd", ".xcf", ".eps", ".avifs", ".heics",
        ".dng", ".raw", ".nef", ".cr2", ".cr3", ".crw", ".arw", ".orf", ".rw2", ".raf", ".pef", ".srw",
    }
)  # fmt: skip
"""Of pictures that are not read, cameras' raw data among them."""

PICTURES_AND_FILMS = FILM_EXTENSIONS | OTHER_PICTURES | frozenset(EXTENSIONS)
"""That no annotated set should hold unread: photographs that are passed over are pipes or devices of such a name."""
