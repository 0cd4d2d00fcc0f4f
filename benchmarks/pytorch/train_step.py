"""Training steps of a GPT-2-style decoder in PyTorch: the other side of the TrainingSteps benchmark.

Prints one JSON line per shape. Run with the interpreter that has torch (Debian: python3-torch).
"""
import argparse
import json
import math
import statistics
import time

import torch
from torch import nn
from torch.nn import functional as F

SHAPES = {
    "A": dict(layers=4, heads=4, width=128, block=64, batch=12, vocabulary=65, steps=60),
    "B": dict(layers=6, heads=6, width=384, block=256, batch=8, vocabulary=65, steps=6),
    "C": dict(layers=12, heads=12, width=768, block=256, batch=2, vocabulary=50257, steps=3),
}


class Attention(nn.Module):
    def __init__(self, width, heads, block):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)
        self.fused = hasattr(F, "scaled_dot_product_attention")
        self.register_buffer("mask", torch.tril(torch.ones(block, block, dtype=torch.bool)), persistent=False)

    def forward(self, x):
        b, t, c = x.shape
        q, k, v = (p.view(b, t, self.heads, c // self.heads).transpose(1, 2) for p in self.qkv(x).split(c, dim=2))
        if self.fused:
            y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        else:
            scores = (q @ k.transpose(-2, -1)) / math.sqrt(q.size(-1))
            y = F.softmax(scores.masked_fill(~self.mask[:t, :t], float("-inf")), dim=-1) @ v
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

    def forward(self, ids, labels):
        x = self.tokens(ids) + self.positions(torch.arange(ids.shape[1]))
        for block in self.blocks:
            x = block(x)
        return F.cross_entropy(self.head(self.norm(x)).view(-1, self.head.weight.shape[0]), labels.view(-1))


def measure(name, threads, rounds, steps):
    shape = SHAPES[name]
    torch.manual_seed(0)
    torch.set_num_threads(threads)
    model = Decoder(**shape)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, betas=(0.9, 0.99), weight_decay=0.1)
    ids = torch.randint(shape["vocabulary"], (shape["batch"], shape["block"]))
    labels = torch.randint(shape["vocabulary"], (shape["batch"], shape["block"]))

    def step():
        loss = model(ids, labels)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        return loss.item()

    step()
    speeds = []
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(steps or shape["steps"]):
            step()
        seconds = time.perf_counter() - start
        speeds.append((steps or shape["steps"]) * ids.numel() / seconds)
    return {"shape": name, "tokensPerSecond": statistics.median(speeds), "torch": torch.__version__, "threads": threads}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--shapes", default="ABC")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=0)
    options = parser.parse_args()
    for shape_name in options.shapes:
        print(json.dumps(measure(shape_name, options.threads, options.rounds, options.steps)), flush=True)
