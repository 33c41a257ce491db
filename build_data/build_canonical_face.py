"""Build ``fmld_synth/faces/canonical_face.npz`` from a folder of face photographs.

    python build_data/build_canonical_face.py FOLDER

The canonical face is the mean of near-frontal MediaPipe face meshes after a similarity alignment, made
symmetric about x = 0. Its frame: origin midway between the eye centers, inter-ocular distance 1, x to the
right of the image, y down, z away from the camera (the nose points toward -z). The file also holds the mesh
triangles, recovered from MediaPipe's tessellation edges, and the index of each vertex's mirror image.
"""

import itertools
import sys
from pathlib import Path

import cv2
import mediapipe as mp
import numpy as np
from mediapipe.python.solutions.face_mesh_connections import FACEMESH_TESSELATION

from fmld_synth.faces.canonical import VERTEX_COUNT
from fmld_synth.faces.mesh_points import (
    CHIN_POINT,
    FOREHEAD_TOP,
    LEFT_EYE_CORNERS,
    LOWER_LIP_INNER_EDGE,
    NOSE_TIP,
    RIGHT_EYE_CORNERS,
    UPPER_LIP_INNER_EDGE,
)

OUTPUT = Path(__file__).parents[1] / "fmld_synth" / "faces" / "canonical_face.npz"
# Frontal enough and calm enough, chosen by eye; lengths in inter-ocular distances.
MAXIMUM_TURN = 0.15  # sine of the head's yaw
MAXIMUM_ASYMMETRY = 0.08  # from the nose tip to the mid line
MAXIMUM_MOUTH_OPENING = 0.06  # from lip to lip


def normalize(mesh: np.ndarray) -> np.ndarray | None:
    """Move a mesh (468, 3) in pixels into the canonical frame, or None when the head is turned."""
    left = mesh[list(LEFT_EYE_CORNERS)].mean(axis=0)
    right = mesh[list(RIGHT_EYE_CORNERS)].mean(axis=0)
    x_axis = right - left
    scale = np.linalg.norm(x_axis)
    x_axis = x_axis / scale
    y_axis = mesh[CHIN_POINT] - mesh[FOREHEAD_TOP]
    y_axis -= x_axis * (y_axis @ x_axis)
    y_axis /= np.linalg.norm(y_axis)
    rotation = np.stack([x_axis, y_axis, np.cross(x_axis, y_axis)])
    aligned = (mesh - (left + right) / 2) @ rotation.T / scale
    turned = abs(rotation[2, 0]) > MAXIMUM_TURN or abs(aligned[NOSE_TIP, 0]) > MAXIMUM_ASYMMETRY
    mouth_open = aligned[LOWER_LIP_INNER_EDGE, 1] - aligned[UPPER_LIP_INNER_EDGE, 1] > MAXIMUM_MOUTH_OPENING
    return None if turned or mouth_open else aligned


def mirror_indices(mesh: np.ndarray) -> np.ndarray:
    """Pair each vertex with the one nearest to its mirror image, mutually."""
    from scipy.optimize import linear_sum_assignment

    flipped = mesh * (-1, 1, 1)
    distance = np.linalg.norm(mesh[:, None] - flipped[None], axis=2)
    rows, columns = linear_sum_assignment(distance + distance.T)
    return columns[np.argsort(rows)]


def mesh_triangles(mesh: np.ndarray) -> np.ndarray:
    """Triangles of the tessellation: cliques of three edges that hold no other vertex, wound alike."""
    neighbors: dict[int, set[int]] = {}
    for a, b in FACEMESH_TESSELATION:
        neighbors.setdefault(a, set()).add(b)
        neighbors.setdefault(b, set()).add(a)
    cliques = {
        tuple(sorted((a, b, c)))
        for a in neighbors
        for b, c in itertools.combinations(neighbors[a], 2)
        if c in neighbors[b]
    }
    edge_use: dict[tuple[int, int], int] = {}
    for triangle in cliques:
        for edge in itertools.combinations(triangle, 2):
            edge_use[edge] = edge_use.get(edge, 0) + 1
    crowded = {edge for edge, count in edge_use.items() if count > 2}
    triangles = []
    for a, b, c in sorted(cliques):
        sides = list(itertools.combinations((a, b, c), 2))
        if sum(side in crowded for side in sides) >= 2:
            continue  # the outline of several smaller triangles, not a face of its own
        corners = mesh[[a, b, c], :2]
        (u, v), (s, t) = corners[1] - corners[0], corners[2] - corners[0]
        triangles.append((a, b, c) if u * t - v * s > 0 else (a, c, b))
    return np.array(triangles, np.int32)


def main(folder: Path) -> None:
    finder = mp.solutions.face_mesh.FaceMesh(static_image_mode=True, max_num_faces=1, refine_landmarks=True)
    meshes = []
    for path in sorted(folder.iterdir()):
        image = cv2.imread(str(path))
        if image is None:
            continue
        found = finder.process(cv2.cvtColor(image, cv2.COLOR_BGR2RGB)).multi_face_landmarks
        if found:
            height, width = image.shape[:2]
            points = [(p.x * width, p.y * height, p.z * width) for p in found[0].landmark]
            mesh = normalize(np.array(points[:VERTEX_COUNT]))
            if mesh is not None:
                meshes.append(mesh)
    mean = np.mean(meshes, axis=0)
    mirror = mirror_indices(mean)
    assert (mirror[mirror] == np.arange(VERTEX_COUNT)).all(), "vertices do not pair up"
    symmetric = (mean + mean[mirror] * (-1, 1, 1)) / 2
    triangles = mesh_triangles(symmetric)
    np.savez_compressed(
        OUTPUT,
        vertices=symmetric.astype(np.float32),
        triangles=triangles,
        mirror=mirror.astype(np.int32),
    )
    print(f"{OUTPUT}: {len(meshes)} faces, {len(triangles)} triangles")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
