"""YOLO's real architectures with random weights."""

from __future__ import annotations

from typing import Any

LABELS = {i: f"thing {i}" for i in range(3)}
NAME = "yolo26n"


def random_model(architecture: str, task: str = "detect") -> Any:
    """A network with random weights whose output depends on the picture."""
    from rumiai.analyzers.objects_library import prepare_ultralytics

    prepare_ultralytics()
    import torch
    from ultralytics import YOLO

    torch.manual_seed(0)
    model: Any = YOLO(f"{architecture}.yaml", task=task).model
    if task != "detect":
        return model
    with torch.no_grad():
        model.train()
        for module in model.modules():
            if isinstance(module, torch.nn.BatchNorm2d):
                module.momentum = None  # its statistics become those of what it is shown
        grains = [torch.rand(1, 3, c, c) for c in (2, 5, 10, 20, 40, 160)]
        clouds = [torch.nn.functional.interpolate(g, (160, 160), mode="bilinear") for g in grains]
        model(torch.cat(clouds))
        for module in model.modules():
            if isinstance(module, torch.nn.BatchNorm2d):
                # else small differences grow from layer to layer
                module.running_var.clamp_(min=0.05)
        model.end2end = False
        logits = model.eval()(torch.cat(clouds))[0][:, 4:7].transpose(0, 1).flatten(1).logit()
        middle, spread = logits.mean(1), logits.std(1)
        for layer in model.model[-1].cv3:
            # half of the places would be sure of a label at a logit of 0; few are at -4
            for k in range(3):
                layer[-1].weight[k] *= 2 / spread[k]
                layer[-1].bias[k] = (layer[-1].bias[k] - middle[k]) * 2 / spread[k] - 4
    model.names = {**{i: str(i) for i in range(80)}, **LABELS}
    return model.eval()
