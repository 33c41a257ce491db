"""A face that wears something."""

import cv2


def masked(image, box):
    """The face with a plain cloth over its lower half."""
    picture = image.copy()
    left, right = round(box.x), round(box.x + box.width)
    top, bottom = round(box.y + 0.5 * box.height), round(box.y + box.height)
    cv2.rectangle(picture, (left, top), (right, bottom), (120, 170, 200), -1)
    return picture
