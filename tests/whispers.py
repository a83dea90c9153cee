"""Small Whispers with random weights, in the file formats of both libraries."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import tokenizers
import torch
import whisper
from ctranslate2.converters.utils import fuse_linear
from ctranslate2.specs import WhisperSpec, common_spec
from whisper.tokenizer import get_tokenizer

WIDTH = 64
TALKATIVE = 3.0
"""Spread of the places' embeddings: so wide that it is sure of its words, and they vary."""


def network(text_context: int = 448, layers: int = 2, heads: int = 2, width: int = WIDTH) -> Any:
    """Whisper's architecture for many languages, small; the same weights each time.

    It says half of `text_context` tokens a window; CTranslate2 counts on 448.
    """
    torch.manual_seed(0)
    dims = whisper.model.ModelDimensions(
        n_mels=80,
        n_audio_ctx=1500,
        n_audio_state=width,
        n_audio_head=heads,
        n_audio_layer=layers,
        n_vocab=51865,
        n_text_ctx=text_context,
        n_text_state=width,
        n_text_head=heads,
        n_text_layer=layers,
    )
    model = whisper.Whisper(dims)
    torch.nn.init.normal_(model.decoder.positional_embedding, std=TALKATIVE)
    torch.nn.init.normal_(model.decoder.token_embedding.weight, std=1.0)
    return model.eval()


def save_checkpoint(model: Any, path: Path) -> Path:
    """As OpenAI's files are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    state = {"dims": vars(model.dims), "model_state_dict": model.state_dict()}
    torch.save(state, path)
    return path


def save_conversion(model: Any, folder: Path) -> Path:
    """The same network as CTranslate2 writes it, with the tokeniser that goes with it."""
    layers, heads = model.dims.n_text_layer, model.dims.n_text_head
    spec = WhisperSpec(layers, heads, layers, heads)
    for half, source in ((spec.encoder, model.encoder), (spec.decoder, model.decoder)):
        half.position_encodings.encodings = _array(source.positional_embedding)
        for layer, block in zip(half.layer, source.blocks, strict=True):
            _block(layer, block)
    for conv in ("conv1", "conv2"):
        _linear(getattr(spec.encoder, conv), getattr(model.encoder, conv))
    _norm(spec.encoder.layer_norm, model.encoder.ln_post)
    _norm(spec.decoder.layer_norm, model.decoder.ln)
    spec.decoder.embeddings.weight = _array(model.decoder.token_embedding.weight)
    spec.decoder.projection.weight = _array(model.decoder.token_embedding.weight)
    tokens = _tokens()
    spec.register_vocabulary(tokens)
    languages = [i for i, token in enumerate(tokens) if len(token) == 6 and token[:2] == "<|"]
    spec.config.lang_ids = [i for i in languages if tokens[i][2:4].isalpha()]
    spec.config.suppress_ids, spec.config.suppress_ids_begin = [], [220, 50257]
    spec.config.alignment_heads = list(itertools.product(range(layers // 2, layers), range(heads)))
    spec.validate()
    spec.optimize()
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))
    _tokeniser(tokens).save(str(folder / "tokenizer.json"))
    return folder


def _array(weights: torch.Tensor) -> np.ndarray[Any, Any]:
    return weights.detach().numpy().astype(np.float32)


def _linear(spec: Any, layer: Any) -> None:
    spec.weight = _array(layer.weight)
    if layer.bias is not None:
        spec.bias = _array(layer.bias)


def _norm(spec: Any, layer: Any) -> None:
    spec.gamma, spec.beta = _array(layer.weight), _array(layer.bias)


def _block(spec: Any, block: Any) -> None:
    _attention(spec.self_attention, block.attn, block.attn_ln, fused=True)
    if block.cross_attn is not None:
        _attention(spec.attention, block.cross_attn, block.cross_attn_ln, fused=False)
    _norm(spec.ffn.layer_norm, block.mlp_ln)
    _linear(spec.ffn.linear_0, block.mlp[0])
    _linear(spec.ffn.linear_1, block.mlp[2])


def _attention(spec: Any, attention: Any, norm: Any, *, fused: bool) -> None:
    parts = [common_spec.LinearSpec() for _ in range(3)]
    for part, layer in zip(parts, (attention.query, attention.key, attention.value), strict=True):
        _linear(part, layer)
    groups = [parts] if fused else [parts[:1], parts[1:]]
    for target, group in zip(spec.linear, groups, strict=False):
        fuse_linear(target, group)
    _linear(spec.linear[-1], attention.out)
    _norm(spec.layer_norm, norm)


def _tokens() -> list[str]:
    """Whisper's vocabulary, bytes written as GPT-2 writes them."""
    encoding = get_tokenizer(multilingual=True).encoding
    letters = _letters()
    ranked = sorted(encoding._mergeable_ranks.items(), key=lambda item: item[1])
    words = ["".join(letters[byte] for byte in token) for token, _ in ranked]
    special = sorted(encoding._special_tokens.items(), key=lambda item: item[1])
    return [*words, *(token for token, _ in special)]


def _letters() -> list[str]:
    """A printable character for every byte."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = itertools.count(256)
    return [chr(byte if byte in plain else next(others)) for byte in range(256)]


def _tokeniser(tokens: list[str]) -> tokenizers.Tokenizer:
    words = {token: i for i, token in enumerate(tokens) if i < 50257}
    tokeniser = tokenizers.Tokenizer(tokenizers.models.BPE(words, []))
    tokeniser.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokeniser.decoder = tokenizers.decoders.ByteLevel()
    tokeniser.add_special_tokens(tokens[50257:])
    return tokeniser
