"""Put a mask on a face in the browser: a Gradio app, for this machine or a Hugging Face Space.

pip install -r examples/space/requirements.txt
python examples/space/app.py
"""

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # before Gradio is loaded: nothing is reported to anybody

import gradio as gr
import numpy as np

import fmld_synth
from fmld_synth.templates.library import library_folder, list_templates
from fmld_synth.wear import masked_states

ANY = "any"
REGIONS = ("nose", "lips", "chin")


def wear(
    photograph: np.ndarray | None, state: str, template: str, prints: float, seed: float
) -> tuple[np.ndarray, np.ndarray, dict[str, float]]:
    """One masked picture of the largest face.

    Args:
        photograph: uint8 (height, width, 3), RGB.
        state: how the mask is worn.
        template: its name; ``any`` draws one.
        prints: share of cloth masks that show a print, 0 to 1.
        seed: equal seeds give equal pictures.

    Returns:
        Picture and matte, and the share of nose, lips and chin that is covered.
    """
    if photograph is None:
        raise gr.Error("Give a photograph first.")
    try:
        chosen = None if template == ANY else template
        sample = fmld_synth.synthesize(photograph, state, chosen, int(seed), prints=prints)
    except fmld_synth.Rejected as rejected:
        raise gr.Error(
            f"This cannot be shown on this face: {rejected.reason}. Try another seed."
        ) from rejected
    except fmld_synth.UserError as error:
        raise gr.Error(str(error)) from error
    covered = {region: getattr(sample.coverage, region) for region in REGIONS}
    return sample.image, sample.matte, covered


app = gr.Interface(
    wear,
    inputs=[
        gr.Image(type="numpy", image_mode="RGB", label="Photograph of a bare face"),
        gr.Dropdown(list(masked_states()), value="nose_exposed", label="Wear state"),
        gr.Dropdown([ANY, *list_templates([library_folder()])], value=ANY, label="Template"),
        gr.Slider(0, 1, value=0, step=0.05, label="Prints: share of cloth masks"),
        gr.Number(value=0, precision=0, minimum=0, maximum=2**31 - 1, label="Seed"),
    ],
    outputs=[
        gr.Image(format="png", label="Picture"),
        gr.Image(format="png", label="Matte"),
        gr.Label(label="Covered share of each region"),
    ],
    title="Face masks, worn incorrectly",
    description="Puts a mask on the largest face of a photograph. Use photographs that you may use.",
    api_name="wear",
    flagging_mode="never",
)

if __name__ == "__main__":
    app.launch()
