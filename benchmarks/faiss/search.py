"""Nearest vectors by FAISS: the other side of the `searching` benchmark.

A child process that answers one request a line, so that its rounds can alternate with another program's. The first line it writes describes
the installation. Vectors and queries are files of float32, row by row.
"""
import argparse
import json
import os
import sys
import time

import faiss
import numpy as np


def build(request, vectors):
    dimension = vectors.shape[1]
    kind = request["index"]
    if kind == "flat":
        index = faiss.IndexFlatL2(dimension)
    elif kind == "hnsw":
        index = faiss.IndexHNSWFlat(dimension, request["links"])
        index.hnsw.efConstruction = request["construction"]
    elif kind == "sq":
        index = faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_L2)
        index.train(vectors)
    else:
        coarse = faiss.IndexFlatL2(dimension)
        if kind == "ivf":
            index = faiss.IndexIVFFlat(coarse, dimension, request["lists"], faiss.METRIC_L2)
        else:
            index = faiss.IndexIVFPQ(coarse, dimension, request["lists"], request["parts"], 8)
        index.own_fields = False
        index.keep = coarse
        index.train(vectors)
    index.add(vectors)
    return index


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--vectors", required=True)
    parser.add_argument("--queries", required=True)
    parser.add_argument("--dimension", type=int, required=True)
    parser.add_argument("--threads", type=int, required=True)
    arguments = parser.parse_args()
    faiss.omp_set_num_threads(arguments.threads)
    vectors = np.fromfile(arguments.vectors, dtype=np.float32).reshape(-1, arguments.dimension)
    queries = np.fromfile(arguments.queries, dtype=np.float32).reshape(-1, arguments.dimension)
    print(json.dumps({"faiss": faiss.__version__, "threads": faiss.omp_get_max_threads(),
                      "core": os.environ.get("OPENBLAS_CORETYPE", "as found")}), flush=True)
    index = None
    for line in sys.stdin:
        request = json.loads(line)
        if "index" in request:
            started = time.perf_counter()
            index = build(request, vectors)
            print(json.dumps({"seconds": time.perf_counter() - started}), flush=True)
            continue
        if "ef" in request:
            index.hnsw.efSearch = request["ef"]
        if "probes" in request:
            index.nprobe = request["probes"]
        k = request["k"]
        started = time.perf_counter()
        if request.get("single"):
            found = [index.search(queries[i:i + 1], k)[1] for i in range(request["single"])]
            labels = np.concatenate(found)
        else:
            labels = index.search(queries, k)[1]
        seconds = time.perf_counter() - started
        if "labels" in request:
            labels.astype(np.int64).tofile(request["labels"])
        print(json.dumps({"seconds": seconds}), flush=True)


if __name__ == "__main__":
    main()
