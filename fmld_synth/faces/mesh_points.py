"""Points of MediaPipe's face mesh by name: the one place that holds their numbers.

A face has 468 mesh points, then 10 points of the irises. ``canonical_face_model_uv_visualization.png`` in MediaPipe's
repository shows every number in its place. Left and right are those of the image, on an upright face that looks at the
camera. An outline runs once around and closes from its last point to its first.
"""

from __future__ import annotations

LANDMARK_COUNT = 478
"""Points of a face, the irises included."""

NOSE_BASE = 2
NOSE_TIP = 4
FOREHEAD_TOP = 10
CHIN_POINT = 152
LEFT_MOUTH_CORNER, RIGHT_MOUTH_CORNER = 61, 291
UPPER_LIP_INNER_EDGE, LOWER_LIP_INNER_EDGE = 13, 14

LEFT_EYE_OUTER_CORNER, LEFT_EYE_INNER_CORNER = 33, 133
RIGHT_EYE_OUTER_CORNER, RIGHT_EYE_INNER_CORNER = 263, 362
LEFT_EYE_CORNERS = (LEFT_EYE_OUTER_CORNER, LEFT_EYE_INNER_CORNER)
RIGHT_EYE_CORNERS = (RIGHT_EYE_OUTER_CORNER, RIGHT_EYE_INNER_CORNER)
"""The middle of an eye's two corners counts as its center."""

FACE_OVAL = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)  # fmt: skip
"""The contour of the face, from the top of the forehead down the right side to the chin and up the left side."""

JAW_FRONT = (150, 149, 176, 148, 152, 377, 400, 378, 379)
"""The front of the jaw line, from left to right."""

EYE_OPENINGS = (
    (33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7),
    (263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249),
)
"""The openings between the lids: left eye, right eye."""

MOUTH_OPENING = (
    78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95,
)  # fmt: skip
"""The opening between the lips, where the mesh has a hole."""

LIPS = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146)
"""The outer edge of both lips."""

NOSTRILS = (98, 97, 2, 326, 327, 278, 4, 48)
"""The underside of the nose."""

EYEBROWS = (
    (70, 63, 105, 66, 107, 55, 65, 52, 53, 46),
    (300, 293, 334, 296, 336, 285, 295, 282, 283, 276),
)
"""Left eyebrow, right eyebrow."""

# Left halves of symmetric outlines, from the midline at the top to the midline at the bottom.
NOSE_LEFT_HALF = (4, 45, 220, 115, 48, 64, 98, 97, 2)
"""From the tip of the nose around its wing and nostril to its base; the bridge stays out."""
LIPS_LEFT_HALF = (0, 37, 39, 40, 185, 61, 146, 91, 181, 84, 17)
CHIN_LEFT_HALF = (18, 83, 182, 204, 140, 176, 148, 152)
"""From the hollow below the lower lip to the chin point, about as wide as the mouth."""
EYES_LEFT_HALF = (9, 55, 65, 52, 53, 46, 130, 110, 24, 23, 22, 26, 112, 6)
"""From the lower edge of the brows to the lower lids, bridge of the nose included."""
FOREHEAD_LEFT_HALF = (10, 109, 67, 103, 54, 70, 63, 105, 66, 107, 9)
"""From the top of the mesh to the upper edge of the brows."""
LEFT_JAW_SIDE = (234, 93, 132, 58, 172)
"""The contour from the ear to the corner of the jaw."""

RIGID_POINTS = (
    10, 67, 297, 103, 332, 54, 284, 21, 251, 162, 389, 127, 356, 234, 454,
    33, 133, 263, 362, 9, 8, 168, 6, 197, 195, 5, 98, 327, 116, 345, 50, 280,
)  # fmt: skip
"""Forehead, temples, eye corners, bridge and cheekbones: they move with the skull, not with mouth or brows."""

OVERLAY_POINTS = (33, 263, 133, 362, 168, 4, 61, 291, 152, 234, 454, 172, 397)
"""Points all over the face that fix where a flat overlay goes: eye corners, bridge, nose tip, mouth corners, jaw."""

EYES_BROWS_BRIDGE = (
    33, 133, 159, 145, 160, 158, 153, 144, 263, 362, 386, 374, 387, 385, 380, 373,
    70, 63, 105, 66, 107, 336, 296, 334, 293, 300, 46, 52, 276, 282,
    168, 6, 9, 8, 151, 193, 417,
)  # fmt: skip
"""The part of the face that no mask covers: a real mask hides the rest, where the mesh is a guess."""

LIT_SKIN = (
    10, 151, 9, 8, 109, 338, 67, 297, 108, 337, 69, 299, 104, 333, 168, 6, 197, 195, 5, 50, 280, 101, 330, 36, 266,
    205, 425, 117, 346, 118, 347, 119, 348, 123, 352, 116, 345, 111, 340, 187, 411, 147, 376, 142, 371, 126, 355,
    100, 329, 227, 447, 137, 366, 177, 401, 207, 427,
)  # fmt: skip
"""Points that are skin on any face: forehead, cheeks, nose ridge, sides; no lips, brows, eyes, beard."""

BARE_SKIN = (
    (117, 118, 119, 100, 36, 205, 187, 123),
    (346, 347, 348, 329, 266, 425, 411, 352),
    (6, 122, 198, 45, 4, 275, 420, 351),
    (9, 107, 108, 151, 337, 336),
)
"""Outlines of skin that is bare on almost every face: both cheeks, the nose, the middle of the forehead."""

INNER_FACE = (
    70, 63, 105, 66, 107, 336, 296, 334, 293, 300, 353, 346, 347, 330, 425, 427, 434, 394, 395, 369, 396,
    175, 171, 140, 170, 169, 214, 207, 205, 101, 118, 117, 124,
)  # fmt: skip
"""The part of the face where no hair of the head falls: brows, eyes, nose, mustache, lips and most of a beard."""
