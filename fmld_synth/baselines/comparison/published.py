"""What the baselines' authors published: facts to stand beside our measurements, never measured here."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Published(BaseModel):
    """Figures from a publication.

    Attributes:
        source: authors and year.
        parameters: of the network; None where the publication does not say.
        classes: that the network with so many parameters tells apart; None where that is not known.
        quality: figures and the data they are of, in words; other data than ours, so not to be compared closely.
    """

    model_config = ConfigDict(frozen=True)

    source: str
    parameters: int | None = None
    classes: int | None = None
    quality: str | None = None


SCS_NET = Published(source="Masud et al., 2023", parameters=123_402, classes=3)
AIZOO_SSD = Published(
    source="AIZOO, 2020",
    parameters=1_010_000,
    classes=2,
    quality="AP of faces 0.896, of masks 0.919 on its own set",
)
SL_FMDET = Published(
    source="Fan et al., 2021",
    parameters=425_204,
    classes=2,
    quality="mAP 1.7 points above YOLOv3-tiny on AIZOO's set, 10.5 on Moxa3K",
)
TWO_STAGE = Published(
    source="Pham et al., 2021",
    quality="accuracy of the whole detector 0.946 on Kaggle's 853 images, 0.696 on MAFA",
)
OPENCV_SSD_CNN = Published(
    source="Mahmood, 2020",
    quality="accuracy 0.969 on the validation part of Medical Mask",
)
