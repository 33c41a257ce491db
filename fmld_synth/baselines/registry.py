"""The baselines by name. To add one, add its folders and one entry here: nothing else names a baseline.

Other packages add theirs as plug-ins (``docs/extending.md``)."""

from __future__ import annotations

from fmld_synth import plugins
from fmld_synth.baselines.baseline import Baseline, FaceFinding, Published
from fmld_synth.bundled import bundled_folder
from fmld_synth.names import known
from fmld_synth.plugins import NotSuitable, Registry

_CODE, _DATA = "fmld_synth.baselines", bundled_folder("baselines")

BUNDLED_BASELINES: dict[str, Baseline] = {
    baseline.name: baseline
    for baseline in (
        Baseline(
            name="scs-net",
            title="SCS-Net",
            task="classification",
            package=f"{_CODE}.scs_net",
            folder=_DATA / "scs_net",
            published=Published("Masud et al., 2023", parameters=123_402, classes=3),
            preference=1,  # the face finder sees small faces that the SSD misses
        ),
        Baseline(
            name="aizoo-ssd",
            title="AIZOO SSD",
            task="detection",
            package=f"{_CODE}.aizoo_ssd",
            folder=_DATA / "aizoo_ssd",
            published=Published(
                "AIZOO, 2020",
                parameters=1_010_000,
                classes=2,
                quality="AP of faces 0.896, of masks 0.919 on its own set",
            ),
            preference=2,
        ),
        Baseline(
            name="sl-fmdet",
            title="SL-FMDet",
            task="detection",
            package=f"{_CODE}.sl_fmdet",
            folder=_DATA / "sl_fmdet",
            published=Published(
                "Fan et al., 2021",
                parameters=425_204,
                classes=2,
                quality="mAP 1.7 points above YOLOv3-tiny on AIZOO's set, 10.5 on Moxa3K",
            ),
        ),
        Baseline(
            name="face-finder",
            title="Face finder",
            task="detection",
            package=f"{_CODE}.sl_fmdet",
            folder=_DATA / "face_finder",
            published=Published("our own, of SL-FMDet's parts, after RetinaFace (Deng et al., 2020)"),
            compared=False,  # it finds faces and does not say how they wear a mask
        ),
        Baseline(
            name="two-stage",
            title="Two-stage detector",
            task="classification",
            package=f"{_CODE}.two_stage",
            folder=_DATA / "two_stage",
            published=Published(
                "Pham et al., 2021",
                quality="accuracy of the whole detector 0.946 on Kaggle's 853 images, 0.696 on MAFA",
            ),
            backbones={
                "mobilenet_v1": "Two-stage MobileNetV1",
                "mobilenet_v2": "Two-stage MobileNetV2",
                "resnet50_v1": "Two-stage ResNet50V1",
                "resnet50_v2": "Two-stage ResNet50V2",
                "efficientnet_lite0": "Two-stage EfficientNet-Lite0",
                "efficientnet_lite1": "Two-stage EfficientNet-Lite1",
                "efficientnet_lite_pair": "Two-stage EfficientNet-Lite0 and 1",
            },
            preference=0,  # the largest classifier; only taken where its weights are bundled
        ),
        Baseline(
            name="opencv-ssd-cnn",
            title="OpenCV SSD + CNN",
            task="classification",
            package=f"{_CODE}.opencv_ssd_cnn",
            folder=_DATA / "opencv_ssd_cnn",
            published=Published(
                "Mahmood, 2020", quality="accuracy 0.969 on the validation part of Medical Mask"
            ),
            # As published, but for the detector: the published one's Caffe files are the user's to bring.
            face_finding=FaceFinding("aizoo-ssd", through_opencv=True, confidence=0.2, gamma=2.0),
        ),
    )
}


def _accept_baseline(name: str, baseline: object) -> Baseline:
    if not isinstance(baseline, Baseline):
        raise NotSuitable(f"{type(baseline).__name__} is not a Baseline")
    if baseline.name != name:
        raise NotSuitable(f"the baseline calls itself {baseline.name!r}; make the names equal")
    return baseline


BASELINES: Registry[Baseline] = Registry(plugins.BASELINES, BUNDLED_BASELINES, _accept_baseline)
"""All baselines, with those of plug-ins."""

TIME_REFERENCE = "aizoo-ssd"
"""Comparisons give times as multiples of this baseline's."""


def find_baseline(name: str) -> Baseline:
    """The baseline called ``name``.

    Raises:
        UserError: there is none; the message lists the names and the nearest.
    """
    return BASELINES[known(name, BASELINES, "baseline")]
