"""What is true of every set this program makes: sentences shared by data cards and Croissant."""

from __future__ import annotations

from fmld_synth.publish.publication import Publication

HOW_MADE = (
    "Each picture is a photograph of a face on which a textured 3D mask was rendered: warped to the face's "
    "landmarks, lit by the photograph's own light, matched to its sharpness, noise and compression."
)
HOW_LABELED = (
    "Labels are measured, not estimated: the share of nose, lips and chin that the rendered mask covers must "
    "lie within the limits of its wear state, otherwise the picture was rejected. Boxes and key points "
    "follow the face's landmarks, the matte is the mask's own opacity."
)
USES = (
    "Training and testing programs that tell whether a face mask is worn correctly, incorrectly or not at "
    "all, and where it is.",
)
NOT_FOR = (
    "Recognizing or identifying people, inferring anything about a person (identity, ethnicity, health, "
    "opinion), surveillance of individuals, and decisions about people without human review."
)
BIASES = (
    "People, ages, skin tones, poses and light are those of the source photographs; the masks change none of "
    "these proportions. Measure error rates per group before relying on a model trained on this set.",
    "Wear states are drawn in fixed shares that need not be those of any street, hospital or country.",
    "Masks come from a limited number of drawn templates and colors.",
)
LIMITATIONS = (
    "The pictures are synthetic. Accuracy on them says little about accuracy on photographs of real masks: "
    "test on real ones.",
    "Hands, microphones and other things before the mouth that were not recognized lie under the drawn mask.",
    "Faces beside the one that wears the drawn mask are boxed but carry no label.",
)
SENSITIVE = (
    "Every picture shows the face of a real person who was photographed without the drawn mask. Nobody in it "
    "is known to have worn a mask that way, and nobody shown has endorsed this set.",
    "Faces are personal data. Gender, ethnicity, age or health of the people are not recorded.",
)
SOCIAL_IMPACT = (
    "Models trained on it can support public health where masks are asked for; the same models can be "
    "misused to watch people. Who deploys one answers for consent, law and proportion."
)
MAINTENANCE = (
    "Who appears in a picture and wants it removed should write to the publisher, who removes all pictures "
    "made from that photograph (they share its sha256 in the manifest) and publishes a new version."
)


def source_faces(publication: Publication) -> str:
    """What the publisher states about the photographs, as one paragraph."""
    origin = f" They come from: {publication.source}." if publication.source else ""
    return (
        f"The photographs of the faces may be used under: **{publication.source_license}**.{origin} "
        "The pictures of this set are derived from them, so the conditions of that license, attribution "
        "among them, hold for the pictures too. The manifest names each photograph by its file name "
        "and SHA-256."
    )
