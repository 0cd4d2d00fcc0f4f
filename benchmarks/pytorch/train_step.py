"""Training steps of a GPT-2-style decoder in PyTorch: the other side of the `training` benchmark.

As a child process (`--serve`) it measures one round at a time on request, so that its rounds can alternate with another program's:
each line on standard input is a request such as {"shape": "A", "steps": 20}, each line on standard output its answer
{"shape": "A", "tokens": 15360, "seconds": 1.2, "loss": 4.17}. The first line it writes describes the installation.
Without `--serve` it measures by itself and prints one line a shape.
"""
import argparse
import ctypes
import json
import math
import os
import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

SHAPES = {
    "A": dict(layers=4, heads=4, width=128, block=64, batch=12, vocabulary=65, steps=60),
    "B": dict(layers=6, heads=6, width=384, block=256, batch=8, vocabulary=65, steps=4),
    "C": dict(layers=12, heads=12, width=768, block=256, batch=2, vocabulary=50257, steps=1),
}


class Attention(nn.Module):
    def __init__(self, width, heads, block):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)
        self.fused = hasattr(F, "scaled_dot_product_attention")
        self.register_buffer("hidden", torch.triu(torch.ones(block, block, dtype=torch.bool), 1), persistent=False)

    def forward(self, x):
        b, t, c = x.shape
        q, k, v = (p.view(b, t, self.heads, c // self.heads).transpose(1, 2) for p in self.qkv(x).split(c, dim=2))
        if self.fused:
            y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        else:
            scores = (q @ k.transpose(-2, -1)) * (1.0 / math.sqrt(q.size(-1)))
            y = F.softmax(scores.masked_fill(self.hidden[:t, :t], float("-inf")), dim=-1) @ v
        return self.out(y.transpose(1, 2).reshape(b, t, c))


class Block(nn.Module):
    def __init__(self, width, heads, block):
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.attention = Attention(width, heads, block)
        self.norm2 = nn.LayerNorm(width)
        self.up = nn.Linear(width, 4 * width, bias=False)
        self.down = nn.Linear(4 * width, width, bias=False)

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.down(F.gelu(self.up(self.norm2(x))))


class Decoder(nn.Module):
    def __init__(self, layers, heads, width, block, vocabulary, **_):
        super().__init__()
        self.tokens = nn.Embedding(vocabulary, width)
        self.positions = nn.Embedding(block, width)
        self.blocks = nn.ModuleList(Block(width, heads, block) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, vocabulary, bias=False)
        self.head.weight = self.tokens.weight
        self.apply(self.initialise)

    @staticmethod
    def initialise(module):
        if isinstance(module, (nn.Linear, nn.Embedding)):
            nn.init.normal_(module.weight, std=0.02)

    def forward(self, ids, labels):
        x = self.tokens(ids) + self.positions(torch.arange(ids.shape[1]))
        for block in self.blocks:
            x = block(x)
        return F.cross_entropy(self.head(self.norm(x)).view(-1, self.head.weight.shape[0]), labels.view(-1))


class Trainer:
    """A model and its optimizer, doing whole training steps: forward, backward, clip, AdamW."""

    def __init__(self, name):
        shape = SHAPES[name]
        torch.manual_seed(0)
        self.name = name
        self.model = Decoder(**shape)
        self.optimizer = torch.optim.AdamW(self.model.parameters(), lr=1e-3, betas=(0.9, 0.99), weight_decay=0.1)
        self.ids = torch.randint(shape["vocabulary"], (shape["batch"], shape["block"]))
        self.labels = torch.randint(shape["vocabulary"], (shape["batch"], shape["block"]))
        self.step()

    def step(self):
        loss = self.model(self.ids, self.labels)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        return loss.item()

    def measure(self, steps):
        start = time.perf_counter()
        for _ in range(steps):
            loss = self.step()
        seconds = time.perf_counter() - start
        return {"shape": self.name, "tokens": steps * self.ids.numel(), "seconds": seconds, "loss": loss}


def describe():
    """What is installed, as far as it can be asked: the BLAS that is loaded knows its name and the kernels it chose."""
    found = {"torch": torch.__version__, "threads": torch.get_num_threads(), "mkldnn": torch.backends.mkldnn.is_available()}
    libraries = {line.split()[-1] for line in open("/proc/self/maps") if "blas" in line} if os.path.exists("/proc/self/maps") else set()
    for path in sorted(libraries):
        try:
            library = ctypes.CDLL(path)
            library.openblas_get_config.restype = ctypes.c_char_p
            library.openblas_get_corename.restype = ctypes.c_char_p
            found["blas"] = library.openblas_get_config().decode().strip()
            found["kernels"] = library.openblas_get_corename().decode()
            break
        except (AttributeError, OSError):
            continue
    return found


def serve():
    trainer = None
    print(json.dumps(describe()), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        if trainer is None or trainer.name != request["shape"]:
            trainer = None
            trainer = Trainer(request["shape"])
        print(json.dumps(trainer.measure(request["steps"])), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--serve", action="store_true", help="measure on request")
    parser.add_argument("--threads", type=int, default=0, help="torch.set_num_threads; 0 leaves what torch chose")
    parser.add_argument("--no-mkldnn", action="store_true", help="without oneDNN")
    parser.add_argument("--shapes", default="ABC")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=0, help="steps a round; 0 means the shape's own")
    options = parser.parse_args()
    if options.threads > 0:
        torch.set_num_threads(options.threads)
    if options.no_mkldnn:
        torch.backends.mkldnn.enabled = False
        torch._C._set_mkldnn_enabled(False)
    if options.serve:
        serve()
        return
    print(json.dumps(describe()), flush=True)
    for name in options.shapes:
        trainer = Trainer(name)
        rounds = [trainer.measure(options.steps or SHAPES[name]["steps"]) for _ in range(options.rounds)]
        speed = statistics.median(r["tokens"] / r["seconds"] for r in rounds)
        print(json.dumps({"shape": name, "tokensPerSecond": round(speed, 1), "loss": rounds[-1]["loss"]}), flush=True)


if __name__ == "__main__":
    main()
